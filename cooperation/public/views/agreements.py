"""Agreements: what was signed or adopted, by whom, and what followed from it."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from ...domain.treaty_status import may_bind, standing
from ...models import Agreement, Lineage, Mechanism, Party
from .record_page import RecordDetail
from .related_lists import rows_of


def has_own_dates(party) -> bool:
    return bool(party.signed_on or party.consent or party.in_force_on or party.withdrawn_on)


def began(agreement, origins) -> list:
    """Return the meeting that adopted or signed the agreement, unless its outcomes are among the `origins`."""
    is_listed = any(origin.meeting_id == agreement.meeting_id for origin in origins)
    return [] if is_listed else agreement.linked["meeting"]


class AgreementDetail(RecordDetail):
    """One agreement: parties with their dates, lineage both ways, mechanisms established, records based on it."""

    model = Agreement
    shown_for_a_day = _("Whether the agreement was in force, and the status of its parties, are those of %(day)s.")
    links = (*RecordDetail.links, "meeting")
    reverse_relations = (
        *(*RecordDetail.reverse_relations, "ancestors", "successors", "founded_mechanisms", "projects"),
        *("concerned_outcomes", "origins"),
    )

    def get_queryset(self):
        return Agreement.objects.with_force(self.on or self.today)

    def get_prefetches(self):
        return [Prefetch("parties", Party.objects.select_related("country", "organization", "signed_by"))]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        agreement = self.object
        parties = list(agreement.parties.all())
        for party in parties:
            party.evidence = agreement.evidence.part(party)
            party.standing = standing(party, agreement, self.on or self.today)
        outcomes = self.short.outcomes_of(self.reverse_ids)
        return context | {
            "began": began(agreement, outcomes["origins"].rows),
            "projects": self.short.part("projects", "project", self.reverse_ids["projects"]),
            "parties": self.short.cut_rows("parties", parties),
            "may_bind": may_bind(agreement),
            "has_own_dates": any(map(has_own_dates, parties)),
            "has_signatories": any(party.signed_by for party in parties),
            "lineage": self._lineage(),
            "founded_mechanisms": self.short.part(
                "founded", "mechanism", self.reverse_ids["founded_mechanisms"], rows_of(Mechanism), newest=False
            ),
            **outcomes,
        }

    def _lineage(self):
        """Return the public links to earlier agreements, then those from later ones."""
        public, links = self.snapshot["agreement"].whole, []
        for relation, other in (("ancestors", "earlier"), ("successors", "agreement")):
            if ids := self.reverse_ids[relation]:
                found = Lineage.objects.filter(pk__in=ids).select_related("earlier", "agreement")
                links += [link for link in found if getattr(link, f"{other}_id") in public]
        return self.short.cut_rows("lineage", links)
