"""Projects, their phases and their funding."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ...models import Phase, Project, ProjectOrganization
from . import related_lists
from .listing import RegistryList
from .record_page import RecordDetail
from .relations import attach_links


class ProjectList(RegistryList):
    """Projects: dates, countries, funders and implementers, and status."""

    model = Project
    columns = (_("Project"), _("Date"), _("Countries"), _("Organizations"))
    description = _("Planned, current and completed projects, with their countries and organizations.")
    counted = ngettext_lazy("%(shown)s project", "%(shown)s projects", "number")
    links = ("countries",)

    def fetch(self, rows):
        return related_lists.attach_claims(rows.prefetch_related("project_organizations"), has_sources=True)

    def link(self, rows):
        """Attach the countries, and the organizations with their roles."""
        super().link(rows)
        parts = [part for row in rows for part in row.project_organizations.all()]
        attach_links(self.filterset.snapshot, parts, "organization")


class ProjectDetail(RecordDetail):
    """One project: phases with their amounts, organizations with their roles, and the outcome that started it."""

    model = Project
    links = (*RecordDetail.links, "countries", "mechanism", "agreement")
    reverse_relations = (*RecordDetail.reverse_relations, "meetings", "concerned_outcomes", "origins")

    def get_prefetches(self):
        return [
            Prefetch("project_organizations", ProjectOrganization.objects.select_related("organization")),
            Prefetch("phases", Phase.objects.select_related("funder")),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        project = self.object
        phases = list(project.phases.all())
        for phase in phases:
            phase.evidence = project.evidence.part(phase)
        # A claim may name an organization by its code.
        project.linked["organizations"] = [part.organization for part in project.project_organizations.all()]
        agreements = project.linked["agreement"]
        attach_links(self.snapshot, agreements, "meeting")
        adopted_at = [meeting for agreement in agreements for meeting in agreement.linked["meeting"]]
        return context | {
            "began": adopted_at + agreements if adopted_at else [],
            "phases": phases,
            "totals_of_phases": related_lists.money(project),
            "meetings": self.short.part("meetings", "meeting", self.reverse_ids["meetings"], newest=False),
            **self.short.outcomes_of(self.reverse_ids),
        }
