"""Related lists: a few rows of a kind, how many there are, and a link to the whole list.

The index provides the ids and the numbers. Each list fetches its rows in a fixed number of queries, and links to the
list with the same filter.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from ... import index
from ...domain.choices import MeetingKind, MeetingStatus, OutcomeStatus
from ...domain.evidence import Evidence, attach, in_order_of_entry
from ...domain.money import Total, totals
from ...filters.codes import UPCOMING
from ...filters.orders import matching
from ...index import Dimension, code_tag
from ...models import RECORDS, Agreement, Citation, Mechanism, Meeting, Outcome, Phase, Project
from ...models.citation import PARTS
from ...models.meeting import PARTICIPANTS, is_host_only
from .relations import attach_links

# Outcomes in the order of their meetings, the latest first.
NEWEST = (F("meeting__start").desc(nulls_last=True), "-meeting", "position", "key")


NEXT = 5  # upcoming meetings
SHOWN_OF_PART = 10  # rows in a section of a page
NAMED = 25  # names in a fact, such as the members of a bloc
NO_OUTCOMES = "no-outcomes"  # the rule of quality for past meetings
ON_A_PAGE = 100  # rows on one page of a whole section
PART = ("all", "page")  # the query parameters of a whole section

# Columns of a citation for marks and source numbers.
OF_CLAIM = (
    *("position", "key", *(f"{part}_id" for part in PARTS), "source_id", "field", "value"),
    *("basis", "is_incomplete", "is_disputed", "note"),
)
# Relations from an outcome to those who act and those they act for.
ACTORS = ("by_countries", "by_organizations", "to_countries", "to_organizations")


@dataclass(frozen=True)
class Panel:
    """Some rows of a list, the number of all rows, and the list's address; `page` is set if the rows are paged.

    The rows are among the first of `number` rows. At most `printed` of them are printed. `csv` is the address of all
    rows as CSV, if they are those of a list.
    """

    rows: list
    total: int
    address: str
    number: int
    printed: int
    page: Page | None = None
    csv: str = ""

    @classmethod
    def printed_whole(cls, rows: list, total: int, address: str, page: Page | None = None):
        return cls(rows, total, address, total, len(rows), page)

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)

    @property
    def is_longer(self) -> bool:
        return self.page is None and self.left_out > 0

    @property
    def pages(self):
        return self.page.paginator.get_elided_page_range(self.page.number)

    @property
    def missing_on_paper(self) -> int:
        return self.number - min(self.printed, len(self.rows))


def meetings_without_outcomes(snapshot):
    """Return the ids of the past meetings for which no outcomes are recorded."""
    return snapshot["meeting"].get(code_tag(Dimension.QUALITY, NO_OUTCOMES))


def attach_claims(rows, *, has_sources=False) -> list:
    """Set `evidence` on published records of any kinds, with one statement. Their citations are public with them.

    Sources are needed only if a page shows the date as of which a value is true.
    """
    rows, ids, found = list(rows), defaultdict(list), defaultdict(list)
    for row in rows:
        ids[f"{row._meta.model_name}_id"].append(row.pk)
    if rows:
        citations = Citation.objects.filter(reduce(or_, (Q((f"{owner}__in", of)) for owner, of in ids.items())))
        if has_sources:
            citations = citations.select_related("source")
        else:
            citations = citations.values_list(*ids, *OF_CLAIM, named=True)
        for each in in_order_of_entry(citations.order_by()):
            found[next((owner, pk) for owner in ids if (pk := getattr(each, owner)))].append(each)
    for row in rows:
        row.evidence = Evidence(row, found[f"{row._meta.model_name}_id", row.pk])
    return rows


class RelatedLists:
    """The related lists of one page: what the index finds about its object, from one snapshot.

    `view` is a SnapshotMixin. `tag` is the object's tag, or None on pages about the whole registry. `query` filters the
    whole lists in the same way. `printed` is the number of printed lines per list.
    """

    def __init__(self, view, query: dict | None = None, tag: int | None = None, printed: int = 10):
        self.view = view
        self.today = view.today
        self.query = query or {}
        self.tag = tag
        self.printed = printed

    @property
    def snapshot(self):
        return self.view.snapshot

    @property
    def on_country(self) -> bool:
        """Return whether this is the page of a country, where a meeting says if the country is only its host."""
        return "country" in self.query

    def found(self, kind: str):
        """Return the ids of the entries of a kind that are about the object; None means all."""
        return None if self.tag is None else self.snapshot[kind].get(self.tag)

    def first(self, kind: str, number: int, found=None, *, newest: bool = True) -> list[int]:
        """Return the ids of the newest entries of a kind, or of the oldest; if `found` is given, only from those."""
        found = self.found(kind) if found is None else found
        order = index.Ordered(kind, self.snapshot[kind], found, newest=newest)
        return [position.id for position in order.page(0, number)]

    def total(self, kind: str) -> int:
        found = self.found(kind)
        return len(self.snapshot[kind] if found is None else found)

    def rows(self, kind: str, ids: list[int]) -> list:
        """Return the public rows in the order of the ids, with what a line shows of them."""
        found = {row.pk: row for row in getattr(self, f"_{kind}s")(ids)} if ids else {}
        return [found[pk] for pk in ids if pk in found]

    def part(self, name: str, kind: str, ids, fetch=None, *, newest: bool = True) -> Panel:
        """Return a section of the page with the public rows among the `ids`; `fetch` returns some of them.

        Use it if no list has a matching filter. It shows the first SHOWN_OF_PART rows, or with "?all=name" one page of
        all rows. `name` is its id in the page.
        """
        found = index.id_set(ids) & self.snapshot[kind].whole
        if not found:
            return Panel.printed_whole([], 0, "")
        order = index.Ordered(kind, self.snapshot[kind], found, newest=newest)

        def rows(skip, take):
            page = [each.id for each in order.page(skip, take)]
            return fetch(page) if fetch else self.rows(kind, page)

        return self.cut(name, len(found), rows)

    def cut(self, name: str, total: int, rows, most: int | None = None) -> Panel:
        """Return the section of the page with `total` rows; `rows` takes an offset and a limit."""
        most = SHOWN_OF_PART if most is None else most
        query, page = self.view.request.GET, None
        if query.get("all") != name or total <= most:
            shown = rows(0, most)
        else:
            page = Paginator(range(total), ON_A_PAGE).get_page(query.get("page"))
            shown = rows(page.start_index() - 1, len(page))
        address = f"{self.view.request.path}?{urlencode(self.view.kept | {'all': name})}#{name}"
        return Panel.printed_whole(shown, total, address, page)

    def cut_rows(self, name: str, rows: list, most: int | None = None) -> Panel:
        return self.cut(name, len(rows), lambda skip, take: rows[skip : skip + take], most)

    def address(self, kind: str, /, **query) -> str:
        """Return the address of the list of a kind, filtered by the object and the `query`."""
        return self._with_query(reverse(f"{kind}_list"), query)

    def _with_query(self, address, query):
        query = self.query | query
        return f"{address}?{urlencode(query, doseq=True)}" if query else address

    def _panel(self, kind, ids, /, total=None, **query):
        return self._panel_of(kind, self.rows(kind, ids), self.total(kind) if total is None else total, **query)

    def _panel_of(self, kind, rows, total, /, printed=None, number=None, **query):
        return Panel(
            rows,
            total,
            self.address(kind, **query),
            total if number is None else number,
            self.printed if printed is None else printed,
            csv=self._with_query(reverse(f"{kind}_export", args=["csv"]), query),
        )

    def counted(self, kind: str) -> Panel:
        """Return the list of a kind without any of its rows."""
        return self._panel_of(kind, [], self.total(kind))

    def without_outcomes(self) -> Panel:
        """Return the list of past meetings for which no outcomes are recorded, without any of its rows."""
        found = self.found("meeting") & meetings_without_outcomes(self.snapshot)
        return self._panel_of("meeting", [], len(found), quality=NO_OUTCOMES)

    def agreements(self, shown: int = 10) -> Panel:
        """Return the latest agreements, each with whether it is in force today."""
        return self._panel("agreement", self.first("agreement", shown))

    def _agreements(self, ids):
        rows = Agreement.objects.published().with_force(self.today).filter(pk__in=ids)
        return attach_claims(rows)

    def meetings(self, last: int = 10, bilateral: int = 0) -> dict[str, Panel]:
        """Return upcoming meetings, soonest first, the `last` others of any status, and the newest `bilateral` ones.

        The list of the last ones, and its number, include upcoming meetings.
        """
        entries, found = self.snapshot["meeting"], self.found("meeting")
        found = entries.whole if found is None else found
        upcoming = entries.get(code_tag(Dimension.STATUS, UPCOMING)) & found
        past = found - upcoming
        bilateral_ids = entries.get(code_tag(Dimension.KIND, MeetingKind.BILATERAL.value)) & found
        ids = {
            "next_meetings": self.first("meeting", NEXT, upcoming, newest=False),
            "last_meetings": self.first("meeting", last, past),
            "bilateral_meetings": self.first("meeting", bilateral, bilateral_ids) if bilateral else [],
        }
        rows = {row.pk: row for row in self.rows("meeting", list(dict.fromkeys(chain(*ids.values()))))}
        shown = {name: [rows[pk] for pk in found if pk in rows] for name, found in ids.items()}
        return {
            "next_meetings": self._panel_of("meeting", shown["next_meetings"], len(upcoming), status=UPCOMING),
            "last_meetings": self._panel_of("meeting", shown["last_meetings"], len(found), number=len(past)),
            "bilateral_meetings": self._panel_of(
                "meeting", shown["bilateral_meetings"], len(bilateral_ids), kind=MeetingKind.BILATERAL.value
            ),
        }

    def _meetings(self, ids):
        rows = attach_claims(Meeting.objects.published().filter(pk__in=ids))
        attach_links(self.snapshot, rows, "host_country", *(PARTICIPANTS if self.on_country else ()))
        for row in rows:
            row.is_presumed_held = is_presumed_held(row, self.today)
            row.is_host_only = self.on_country and is_host_only(row)
        return rows

    def projects(self, shown: int = 10) -> Panel:
        """Return the latest projects, each with its totals per currency."""
        return self._panel("project", self.first("project", shown))

    def _projects(self, ids):
        phases = Prefetch("phases", Phase.objects.published())
        rows = attach_claims(Project.objects.published().filter(pk__in=ids).prefetch_related(phases), has_sources=True)
        for row in rows:
            row.money = money(row)
        return rows

    def mechanisms(self, shown: int = 10) -> Panel:
        """Return the mechanisms, the newest first."""
        return self._panel("mechanism", self.first("mechanism", shown))

    def _mechanisms(self, ids):
        return attach_claims(Mechanism.objects.published().filter(pk__in=ids))

    def open_outcomes(self, shown: int = 10) -> Panel:
        """Return the open outcomes, in the order of their due dates. All rows shown are printed."""
        found = self.snapshot["outcome"].get(code_tag(Dimension.STATUS, OutcomeStatus.ACTIVE.value))
        if self.tag is not None:
            found = found & self.found("outcome")
        ids = matching(_due(), found, shown)
        if len(ids) < shown:
            ids = ids + self.first("outcome", shown - len(ids), found - index.id_set(ids))
        return self._panel("outcome", ids, len(found), printed=shown, status=OutcomeStatus.ACTIVE.value)

    def last_outcomes(self, shown: int = 10) -> Panel:
        return self._panel("outcome", self.first("outcome", shown))

    def _outcomes(self, ids):
        rows = Outcome.objects.published().filter(pk__in=ids)
        rows = attach(outcomes_with_claims(rows, self.today), within="meeting")
        attach_links(self.snapshot, rows, *ACTORS)
        return rows

    def _origins(self, ids):
        """Return outcomes, each with its `earlier` outcome or None."""
        rows = self.rows("outcome", ids)
        follows = {row.follows_id for row in rows} - {None}
        earlier = Outcome.objects.published().select_related("meeting").in_bulk(follows) if follows else {}
        for row in rows:
            row.earlier = earlier.get(row.follows_id)
        return rows

    def outcomes_of(self, reverse_ids) -> dict:
        """Return the outcomes that concern an object and those that it follows up, each with its earlier outcomes."""
        return {
            "concerned": self.part("concerned", "outcome", reverse_ids["concerned_outcomes"]),
            "origins": self.part("origins", "outcome", reverse_ids["origins"], self._origins),
        }


def _due():
    return Outcome.objects.published().open().filter(due_on__isnull=False).order_by("due_on", *NEWEST)


def rows_of(model):
    """Return the function that fetches rows of a model by their ids, in the same order."""

    def fetch(ids):
        found = model.objects.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    return fetch


def last_changed(shown: int = 5) -> list[tuple]:
    """Return the records that were published or changed last, each with the name of its kind.

    A record that was loaded as public and has not changed since, which is its version 1, is not an update.
    """
    updated = [model.objects.published().filter(version__gt=1) for model in RECORDS]
    rows = [row for found in updated for row in found.order_by("-updated_at", "-pk")[:shown]]
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return [(row._meta.verbose_name, row) for row in rows[:shown]]


def is_presumed_held(meeting, today) -> bool:
    """Return whether the meeting was confirmed and is over: `held()` includes it, and pages mark it."""
    return meeting.status == MeetingStatus.CONFIRMED and bool(meeting.until) and meeting.until.last < today


def money(project) -> list[Total]:
    """Return the totals of a project. Its phases must be fetched and its evidence attached."""
    return totals(project.phases.all(), lambda phase: project.evidence.part(phase))


def outcomes_with_claims(queryset, today):
    return (
        queryset.with_taken_up(today)
        .select_related("meeting")
        .prefetch_related(
            Prefetch("citations", Citation.objects.select_related("source").order_by()),
            Prefetch(
                "meeting__citations",
                Citation.objects.filter(field__in=("", "start"), outcome=None).select_related("source").order_by(),
            ),
        )
    )
