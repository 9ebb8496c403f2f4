"""Projects: pieces of work, their phases and their money."""

from django.db.models import Prefetch

from ..evidence import attach
from ..models import Agreement, Mechanism, Meeting, Outcome, Phase, Project, ProjectOrganization
from . import panels
from .publication import RecordDetail


class ProjectDetail(RecordDetail):
    """One project: phases with their money, who does what in it, the outcome that began it."""

    model = Project

    def get_prefetches(self):
        """Return the phases, who takes part, and what the project rests on and leads to."""
        meetings = Meeting.objects.published().oldest_first().select_related("host_country")
        adopted_at = Prefetch("meeting", Meeting.objects.published())
        return [
            *super().get_prefetches(),
            "countries",
            "organizations",
            Prefetch("project_organizations", self.own(ProjectOrganization.objects.select_related("organization"))),
            Prefetch("phases", self.own(Phase.objects.select_related("funder"))),
            Prefetch("mechanism", Mechanism.objects.published()),
            Prefetch("agreement", Agreement.objects.published().prefetch_related(adopted_at)),
            Prefetch("meetings", meetings.prefetch_related(panels.with_claims())),
            Prefetch("concerned_outcomes", panels.outcomes(Outcome.objects.all())),
            Prefetch("origins", panels.with_earlier(panels.outcomes(Outcome.objects.all()))),
        ]

    def get_context_data(self, **kwargs):
        """Add the phases with their evidence, and the totals per currency."""
        context = super().get_context_data(**kwargs)
        project = self.object
        phases = list(project.phases.all())
        for phase in phases:
            phase.evidence = project.evidence.part(phase)
        agreement = project.agreement
        return context | {
            "began": [agreement.meeting, agreement] if agreement and agreement.meeting else [],
            "phases": phases,
            "money": panels.money(project),
            "meetings": attach(project.meetings.all()),
            "concerned": panels.attach_to_outcomes(project.concerned_outcomes.all()),
            "origins": panels.attach_to_outcomes(project.origins.all()),
        }
