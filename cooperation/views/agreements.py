"""Agreements: what was signed or adopted, by whom, and what came of it."""

from django.db.models import Prefetch

from ..models import Agreement, Lineage, Mechanism, Meeting, Outcome, Party, Project
from ..standing import may_bind, standing
from . import panels
from .publication import RecordDetail


def has_own_dates(party) -> bool:
    """Return whether anything dated is recorded of the party alone."""
    return bool(party.signed_on or party.consent or party.in_force_on or party.withdrawn_on)


def began(agreement) -> list:
    """Return the meeting that adopted or signed it, where no outcome of that meeting says more."""
    meeting = agreement.meeting
    is_said = any(outcome.meeting_id == agreement.meeting_id for outcome in agreement.origins.all())
    return [] if meeting is None or is_said else [meeting]


class AgreementDetail(RecordDetail):
    """One agreement: parties with their dates, lineage both ways, what it founded and what rests on it."""

    model = Agreement

    def get_queryset(self):
        """Return agreements with whether they are in force today."""
        return Agreement.objects.with_force(self.today)

    def get_prefetches(self):
        """Return the parties, the meeting, the lineage, and what leads here."""
        others = Agreement.objects.published().values("pk")
        return [
            *super().get_prefetches(),
            Prefetch("parties", self.own(Party.objects.select_related("country", "organization", "signed_by"))),
            Prefetch("meeting", Meeting.objects.published()),
            Prefetch("ancestors", Lineage.objects.filter(earlier__in=others).select_related("earlier")),
            Prefetch("successors", Lineage.objects.filter(agreement__in=others).select_related("agreement")),
            Prefetch("founded_mechanisms", Mechanism.objects.published().oldest_first()),
            Prefetch("projects", panels.with_money(Project.objects.newest_first())),
            Prefetch("concerned_outcomes", panels.outcomes(Outcome.objects.all())),
            Prefetch("origins", panels.with_earlier(panels.outcomes(Outcome.objects.all()))),
        ]

    def get_context_data(self, **kwargs):
        """Add what each party is to the agreement."""
        context = super().get_context_data(**kwargs)
        agreement = self.object
        parties = list(agreement.parties.all())
        for party in parties:
            party.evidence = agreement.evidence.part(party)
            party.standing = standing(party, agreement, self.today)
        dated_by = agreement.date_field
        return context | {
            "began": began(agreement),
            "record_date": getattr(agreement, dated_by.name) if dated_by else None,
            "projects": panels.attach_to_projects(agreement.projects.all()),
            "parties": parties,
            "may_bind": may_bind(agreement),
            "has_own_dates": any(map(has_own_dates, parties)),
            "has_signatories": any(party.signed_by for party in parties),
            "concerned": panels.attach_to_outcomes(agreement.concerned_outcomes.all()),
            "origins": panels.attach_to_outcomes(agreement.origins.all()),
        }
