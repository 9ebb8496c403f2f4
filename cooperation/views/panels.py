"""The short lists on pages that bring records of all kinds together: a few rows, how many there are, where the rest is.

Each starts from published() rows, fetches what its rows show in a fixed number of statements, and leads to the list
with the same filter.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Sum
from django.urls import reverse

from ..choices import Basis, MeetingStatus, OutcomeStatus
from ..evidence import attach
from ..filters.parameters import UPCOMING
from ..models import Citation, Meeting, Outcome, Phase
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


def _panel(name, queryset, shown, query, rows, whole=None):
    total = (queryset if whole is None else whole).count()
    address = reverse(name)
    return Panel(rows(queryset[:shown]), total, f"{address}?{urlencode(query, doseq=True)}" if query else address)


def with_claims(path="citations"):
    """Return what to fetch for the evidence of published rows, with the sources: citations are public with them.

    Asking published() of the citations again would take longer than all else on a page.
    """
    return Prefetch(path, Citation.objects.select_related("source"))


def agreements(queryset, today, query, shown=10):
    """Return the latest of the published agreements of `queryset`, each with whether it is in force today."""
    rows = queryset.published().with_force(today).newest_first().prefetch_related(with_claims())
    return _panel("agreement_list", rows, shown, query, attach)


def next_meetings(queryset, today, query, shown=5):
    """Return the next of the published meetings of `queryset`, soonest first."""
    return _meetings(queryset.published().upcoming(today), today, query | {"status": UPCOMING}, shown)


def last_meetings(queryset, today, query, shown=10):
    """Return the latest of the published meetings of `queryset` that are not still to come, whatever became of them.

    The list that it leads to, and its number, hold those still to come as well.
    """
    upcoming = Meeting.objects.upcoming(today).order_by().values("pk")
    whole = queryset.published()
    return _meetings(whole.exclude(pk__in=upcoming).newest_first(), today, query, shown, whole)


def _meetings(queryset, today, query, shown, whole=None):
    def rows(page):
        meetings = attach(page)
        for meeting in meetings:
            meeting.is_presumed_held = is_presumed_held(meeting, today)
        return meetings

    queryset = queryset.select_related("host_country").prefetch_related("countries", with_claims())
    return _panel("meeting_list", queryset, shown, query, rows, whole)


def is_presumed_held(meeting, today) -> bool:
    """Return whether the meeting was confirmed and is over: `held()` counts it, and a page marks it."""
    until = meeting.end or meeting.start
    return meeting.status == MeetingStatus.CONFIRMED and bool(until) and until.last < today


def projects(queryset, query, shown=10):
    """Return the latest of the published projects of `queryset`, each with its money per currency."""
    return _panel("project_list", with_money(queryset.newest_first()), shown, query, attach_to_projects)


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
    claims = Citation.objects.filter(phase=OuterRef("pk")).order_by()
    inferred = claims.filter(basis=Basis.INFERRED, field__in=("amount", "currency"))
    rows = (
        phases.published()
        .filter(amount__isnull=False)
        .order_by("currency")
        .values("currency")
        .annotate(
            total=Sum("amount"),
            phases=Count("pk"),
            disputed=BoolOr(Exists(claims.filter(is_disputed=True))),
            inferred=BoolOr(Exists(inferred)),
        )
    )
    return [Total(row["currency"], row["total"], row["phases"], row["disputed"], row["inferred"]) for row in rows]


def mechanisms(queryset, query, shown=10):
    """Return the published mechanisms of `queryset`, the youngest first."""
    rows = queryset.published().newest_first().prefetch_related(with_claims())
    return _panel("mechanism_list", rows, shown, query, attach)


def open_outcomes(queryset, query, shown=10):
    """Return the open outcomes of published meetings in `queryset`, those that are due first."""
    rows = outcomes(queryset.open()).order_by(F("due_on").asc(nulls_last=True), *NEWEST)
    return _panel("outcome_list", rows, shown, query | {"status": OutcomeStatus.ACTIVE.value}, attach_to_outcomes)


def last_outcomes(queryset, query, shown=10):
    """Return the outcomes of the latest published meetings in `queryset`."""
    return _panel("outcome_list", outcomes(queryset).newest_first(), shown, query, attach_to_outcomes)


def outcomes(queryset):
    """Return the outcomes of published meetings in `queryset` with what a row shows of each."""
    return (
        queryset.published()
        .select_related("meeting")
        .prefetch_related(
            "by_countries",
            "by_organizations",
            "to_countries",
            "to_organizations",
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
