"""Agreements: what was signed or adopted, by whom, and what followed from it."""

from django.db.models import Prefetch
from django.utils import formats
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ...domain.choices import InForce
from ...domain.treaty_status import may_bind, standing
from ...models import Agreement, Lineage, Mechanism, Party
from .listing import RegistryList
from .record_page import RecordDetail
from .related_lists import attach_claims, rows_of
from .relations import attach_links

# The relations of a party.
PARTY = ("country", "organization")


def has_own_dates(party) -> bool:
    return bool(party.signed_on or party.consent or party.in_force_on or party.withdrawn_on)


def began(agreement, origins) -> list:
    """Return the meeting that adopted or signed the agreement, unless its outcomes are among the `origins`."""
    is_listed = any(origin.meeting_id == agreement.meeting_id for origin in origins)
    return [] if is_listed else agreement.linked["meeting"]


class AgreementList(RegistryList):
    """Agreements: kind, parties, and whether each is in force today."""

    model = Agreement
    columns = (_("Agreement"), _("Date"), _("Parties"))
    description = _("Treaties, memoranda of understanding and other instruments, with their parties and dates.")
    counted = ngettext_lazy("%(shown)s agreement", "%(shown)s agreements", "number")
    links = ("meeting",)

    @property
    def force_title(self):
        """Return the heading of the last column: whether an agreement is in force today, or on the day of the list."""
        if self.filterset.on is None:
            return gettext("In force today")
        return gettext("In force on %(day)s") % {"day": formats.date_format(self.filterset.on, "DATE_FORMAT")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"columns": (*self.columns, self.force_title)}

    def fetch(self, rows):
        rows = rows.with_force(self.filterset.on or self.today)
        return attach_claims(rows.prefetch_related("parties"))

    def link(self, rows):
        """Attach the meetings and the parties."""
        super().link(rows)
        attach_links(self.filterset.snapshot, [party for row in rows for party in row.parties.all()], *PARTY)
        for row in rows:
            row.named_parties = [each for party in row.parties.all() for name in PARTY for each in party.linked[name]]

    def complete(self, row):
        """Add the label that says whether it is in force."""
        row.force_title, row.force_label = self.force_title, InForce(row.force).label


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
