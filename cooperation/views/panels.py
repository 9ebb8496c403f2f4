"""The short lists on pages that bring records of all kinds together: a few rows, how many there are, where the rest is.

The index says which and how many; each fetches what its rows show in a fixed number of statements, and leads to the
list with the same filter.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Prefetch, Sum
from django.urls import reverse

from .. import index
from ..choices import Basis, MeetingStatus, OutcomeStatus
from ..evidence import attach
from ..filters.pages import matching
from ..filters.parameters import UPCOMING
from ..index import Dimension, code_tag
from ..models import RECORDS, Agreement, Citation, Mechanism, Meeting, Outcome, Phase, Project
from ..money import Total, totals

# Outcomes in the order of their meetings, the latest first.
NEWEST = (F("meeting__start").desc(nulls_last=True), "-meeting", "position", "key")


@dataclass(frozen=True)
class Panel:
    """Some rows of a list, how many it has, and where the whole list is."""

    rows: list
    total: int
    address: str

    @property
    def is_longer(self) -> bool:
        """Return whether the list has rows that are not among `rows`."""
        return self.total > len(self.rows)


def with_claims(path="citations", *, sources=True):
    """Return what to fetch for the evidence of published rows: citations are public with them, and so are the sources.

    Asking published() of the citations again would take longer than all else on a page. What shows no more than marks
    needs no sources.
    """
    return Prefetch(path, Citation.objects.select_related("source") if sources else Citation.objects.all())


class Panels:
    """The short lists of one page: what the index finds of the thing that it is about, as of one moment.

    `tag` is the thing's own, None on pages about everything; `query` is what the lists narrow by to show the same.
    """

    def __init__(self, today: date, query: dict, tag: int | None = None):
        self.today = today
        self.query = query
        self.tag = tag
        self.snapshot = index.now(today)

    def found(self, kind: str):
        """Return the ids of the entries of a kind that are about the thing; None is all."""
        return None if self.tag is None else self.snapshot[kind].get(self.tag)

    def first(self, kind: str, number: int, found=None, *, newest: bool = True) -> list[int]:
        """Return the ids of the newest of a kind, or of the oldest; among `found` where these are given."""
        found = self.found(kind) if found is None else found
        order = index.Ordered(kind, self.snapshot[kind], found, newest=newest)
        return [position.id for position in order.page(0, number)]

    def newest(self, model, number: int):
        """Return the newest rows of a kind as a QuerySet."""
        return model.objects.filter(pk__in=self.first(model._meta.model_name, number))

    def newest_of_each(self, number: int) -> dict:
        """Return the newest agreements, meetings and projects, as a timeline takes them."""
        return {f"{model._meta.model_name}s": self.newest(model, number) for model in (Agreement, Meeting, Project)}

    def total(self, kind: str) -> int:
        """Return how many of a kind are about the thing."""
        found = self.found(kind)
        return len(self.snapshot[kind] if found is None else found)

    def _panel(self, kind, ids, queryset, attach_to=attach, total=None, **query):
        found = {row.pk: row for row in attach_to(queryset.filter(pk__in=ids))}
        query = self.query | query
        address = reverse(f"{kind}_list")
        return Panel(
            [found[pk] for pk in ids if pk in found],
            self.total(kind) if total is None else total,
            f"{address}?{urlencode(query, doseq=True)}" if query else address,
        )

    def agreements(self, shown: int = 10) -> Panel:
        """Return the latest agreements, each with whether it is in force today."""
        rows = Agreement.objects.published().with_force(self.today).dated().prefetch_related(with_claims())
        return self._panel("agreement", self.first("agreement", shown), rows)

    def next_meetings(self, shown: int = 5) -> Panel:
        """Return the next meetings, soonest first."""
        upcoming = self._upcoming(self.found("meeting"))
        ids = self.first("meeting", shown, upcoming, newest=False)
        return self._panel("meeting", ids, _meetings(), self._attach_to_meetings, len(upcoming), status=UPCOMING)

    def last_meetings(self, shown: int = 10) -> Panel:
        """Return the latest meetings that are not still to come, whatever became of them.

        The list that it leads to, and its number, hold those still to come as well.
        """
        found = self.found("meeting")
        found = self.snapshot["meeting"].whole if found is None else found
        ids = self.first("meeting", shown, found - self._upcoming(found))
        return self._panel("meeting", ids, _meetings(), self._attach_to_meetings)

    def _upcoming(self, found):
        upcoming = self.snapshot["meeting"].get(code_tag(Dimension.STATUS, UPCOMING))
        return upcoming if found is None else upcoming & found

    def _attach_to_meetings(self, rows):
        meetings = attach(rows)
        for meeting in meetings:
            meeting.is_presumed_held = is_presumed_held(meeting, self.today)
        return meetings

    def projects(self, shown: int = 10, *prefetches) -> Panel:
        """Return the latest projects, each with its money per currency."""
        rows = with_money(Project.objects.dated()).prefetch_related(*prefetches)
        return self._panel("project", self.first("project", shown), rows, attach_to_projects)

    def mechanisms(self, shown: int = 10) -> Panel:
        """Return the mechanisms, the youngest first."""
        rows = Mechanism.objects.published().dated().prefetch_related(with_claims())
        return self._panel("mechanism", self.first("mechanism", shown), rows)

    def open_outcomes(self, shown: int = 10) -> Panel:
        """Return the open outcomes, those that are due first."""
        found = self.snapshot["outcome"].get(code_tag(Dimension.STATUS, OutcomeStatus.ACTIVE.value))
        if self.tag is not None:
            found = found & self.found("outcome")
        due = Outcome.objects.published().open().filter(due_on__isnull=False).order_by("due_on", *NEWEST)
        ids = matching(due, found, shown)
        if len(ids) < shown:
            ids += self.first("outcome", shown - len(ids), found - index.id_set(ids))
        rows = outcomes(Outcome.objects.all())
        return self._panel("outcome", ids, rows, attach_to_outcomes, len(found), status=OutcomeStatus.ACTIVE.value)

    def last_outcomes(self, shown: int = 10) -> Panel:
        """Return the outcomes of the latest meetings."""
        return self._panel("outcome", self.first("outcome", shown), outcomes(Outcome.objects.all()), attach_to_outcomes)


def last_changed(shown: int = 5) -> list[tuple]:
    """Return the records that were modified last, each with the name of its kind."""
    rows = [row for model in RECORDS for row in model.objects.published().order_by("-updated_at", "-pk")[:shown]]
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return [(row._meta.verbose_name, row) for row in rows[:shown]]


def _meetings():
    rows = Meeting.objects.published().select_related("host_country")
    return rows.prefetch_related("countries", with_claims())


def is_presumed_held(meeting, today) -> bool:
    """Return whether the meeting was confirmed and is over: `held()` counts it, and a page marks it."""
    until = meeting.end or meeting.start
    return meeting.status == MeetingStatus.CONFIRMED and bool(until) and until.last < today


def with_money(queryset):
    """Return the published projects of `queryset` with what a row shows of each."""
    return queryset.published().prefetch_related(Prefetch("phases", Phase.objects.published()), with_claims())


def attach_to_projects(rows):
    """Give each project its evidence and its totals per currency."""
    found = attach(rows)
    for project in found:
        project.money = money(project)
    return found


def money(project) -> list[Total]:
    """Return the totals of a project whose phases are fetched and whose evidence is attached."""
    return totals(project.phases.all(), lambda phase: project.evidence.part(phase))


def total_money(phases) -> list[Total]:
    """Return the totals of all published ones of `phases`, per currency."""
    phases = phases.published().filter(amount__isnull=False)
    rows = phases.order_by("currency").values_list("currency").annotate(total=Sum("amount"), phases=Count("pk"))
    # Few phases are in doubt: to ask it of each takes as long again as the sums.
    claims = Citation.objects.filter(phase__in=phases.order_by().values("pk")).order_by()
    disputed, inferred = (
        set(found.values_list("phase__currency", flat=True).distinct())
        for found in (
            claims.filter(is_disputed=True),
            claims.filter(basis=Basis.INFERRED, field__in=("amount", "currency")),
        )
    )
    return [Total(currency, *sums, currency in disputed, currency in inferred) for currency, *sums in rows]


def outcomes(queryset):
    """Return the outcomes of published meetings in `queryset` with what a row shows of each."""
    return outcomes_with_claims(queryset).prefetch_related(
        "by_countries", "by_organizations", "to_countries", "to_organizations"
    )


def outcomes_with_claims(queryset):
    """Return the outcomes of published meetings in `queryset` with their meetings, and what is said of both."""
    return (
        queryset.published()
        .select_related("meeting")
        .prefetch_related(
            with_claims(),
            Prefetch(
                "meeting__citations",
                Citation.objects.filter(field__in=("", "start"), outcome=None).select_related("source"),
            ),
        )
    )


def with_earlier(queryset):
    """Return the outcomes with the published one that each takes up."""
    return queryset.prefetch_related(Prefetch("follows", Outcome.objects.published().select_related("meeting")))


def attach_to_outcomes(rows):
    """Give each outcome its evidence, that of its meeting behind it."""
    return attach(rows, within="meeting")
