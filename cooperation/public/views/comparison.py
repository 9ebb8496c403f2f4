"""Two series of meetings side by side: their facts, and their sessions by year."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from regions.models import Country
from regions.translated import Text, filled, text_of

from ... import index
from ...domain.choices import MeetingMode, OutcomeStatus
from ...filters.names import named
from ...index import Dimension, code_tag, tag
from ...models import Mechanism, Meeting
from . import related_lists
from .chosen_series import ChosenSeries
from .record_page import SnapshotMixin
from .relations import attach_links
from .session_names import name_in_series, own_title

YEARS = 40  # rows of the table; if there are more, the earliest are left out
SESSIONS = 2  # of one series in one year; the list has all of them
HOSTS = 10
SUGGESTED = 100  # series that the fields suggest, those with the most sessions
ONLINE = (MeetingMode.ONLINE.value, MeetingMode.HYBRID.value)


@dataclass(frozen=True)
class Counted:
    """A number of rows, and the address of their list."""

    number: int
    address: str


@dataclass
class Year:
    """The first sessions of one series in one year, or without a date, and the `whole` list if there are more.

    Outcomes are counted by year: those without a date have no list.
    """

    ids: list[int]
    whole: Counted | None = None
    outcomes: dict[str, Counted] = field(default_factory=dict)
    sessions: list[Meeting] = field(default_factory=list)


class Side:
    """One of the two series: its sessions by year, its hosts, and its outcomes."""

    def __init__(self, series: Mechanism, snapshot: index.Snapshot):
        self.series, self.snapshot = series, snapshot
        of = tag(Dimension.MECHANISM, series.pk)
        self.meetings, self.its_outcomes = (snapshot[kind].get(of) for kind in ("meeting", "outcome"))
        self.by_year = defaultdict(list)
        for position in index.Ordered("meeting", snapshot["meeting"], self.meetings).positions():
            self.by_year[position.day // 10000].append(position.id)
        self.dated = sorted(year for year in self.by_year if year)
        self.hosts, self.without_host, self.highest = [], 0, 0

    @property
    def short(self) -> Text:
        return Text(self.series.acronym, "") if self.series.acronym else text_of(self.series, "title")

    @property
    def sessions(self) -> Counted:
        return Counted(len(self.meetings), self._address("meeting"))

    @property
    def online(self) -> Counted:
        entries = self.snapshot["meeting"]
        found = entries.having(code_tag(Dimension.MODE, mode) for mode in ONLINE) & self.meetings
        return Counted(len(found), self._address("meeting", mode=ONLINE))

    @cached_property
    def outcomes(self) -> dict[str, Counted]:
        return self._outcomes(self.its_outcomes)

    @cached_property
    def without_outcomes(self) -> Counted:
        found = related_lists.meetings_without_outcomes(self.snapshot) & self.meetings
        return Counted(len(found), self._address("meeting", quality=related_lists.NO_OUTCOMES))

    def year(self, number: int) -> Year:
        """Return the sessions of a year; 0 means without a date."""
        ids = self.by_year.get(number, [])
        if not number:
            return Year(ids[:SESSIONS], self.sessions if len(ids) > SESSIONS else None)
        query = {"year": f"{number:04}"}
        whole = Counted(len(ids), self._address("meeting", **query)) if len(ids) > SESSIONS else None
        found = self.its_outcomes & self.snapshot["outcome"].get(tag(Dimension.YEAR, number))
        return Year(ids[:SESSIONS], whole, self._outcomes(found, **query) if found else {})

    def _outcomes(self, found, **query) -> dict[str, Counted]:
        """Return how many of the outcomes there are, how many of them are open, and how many are completed."""
        counts = {"all": Counted(len(found), self._address("outcome", **query))}
        for status in (OutcomeStatus.ACTIVE.value, OutcomeStatus.IMPLEMENTED.value):
            having = found & self.snapshot["outcome"].get(code_tag(Dimension.STATUS, status))
            counts[status] = Counted(len(having), self._address("outcome", status=status, **query))
        return counts

    def _address(self, kind, **query):
        return f"{reverse(f'{kind}_list')}?{urlencode({'mechanism': self.series.slug} | query, doseq=True)}"


class Comparison(SnapshotMixin, TemplateView):
    """Two series side by side, chosen with the parameters a and b."""

    template_name = "cooperation/mechanism_compare.html"

    def get_context_data(self, **kwargs):
        """Add the fields, the two series if both are known and differ, and their sessions by year."""
        chosen = [
            ChosenSeries(name, label, self.request.GET.get(name, ""), self.snapshot)
            for name, label in (("a", _("First series")), ("b", _("Second series")))
        ]
        first, second = (each.series for each in chosen)
        if first and first == second:
            chosen[1].problem = _("This is the first series again. Choose another one.")
        context = super().get_context_data(**kwargs) | {
            "title": _("Compare two series"),
            "trail": [(_("Mechanisms"), reverse("mechanism_list"))],
            "chosen": chosen,
            "is_not_indexed": any(each.typed for each in chosen),
            "suggested": self._suggested(),
            "sides": [],
        }
        return context | self._compared(first, second) if first and second and first != second else context

    def _suggested(self):
        public = self.snapshot["mechanism"].whole
        totals = self.snapshot["meeting"].totals(Dimension.MECHANISM)
        ids = [pk for of in totals if (pk := index.number(of)) in public][:SUGGESTED]
        return named(self.snapshot, Mechanism, ids)

    def _compared(self, *series):
        sides = [Side(each, self.snapshot) for each in related_lists.attach_claims(series)]
        attach_links(self.snapshot, series, "countries", "organizations")
        self._count_sessions(sides)
        years = sorted({year for side in sides for year in side.dated}, reverse=True)
        numbers = [*years[:YEARS], *([0] if any(0 in side.by_year for side in sides) else [])]
        rows = [(number, [side.year(number) for side in sides]) for number in numbers]
        found = self._sessions(sides, [pk for _number, cells in rows for cell in cells for pk in cell.ids])
        for _number, cells in rows:
            for cell in cells:
                cell.sessions = [found[pk] for pk in cell.ids if pk in found]
        return {
            "title": filled(
                _("%(first)s and %(second)s compared"),
                **dict(zip(("first", "second"), (side.short for side in sides), strict=True)),
            ),
            "sides": sides,
            "most_hosts": HOSTS,
            "rows": rows,
            "years_left_out": len(years) - len(years[:YEARS]),
            "swapped": f"{self.request.path}?{urlencode({'a': series[1].slug, 'b': series[0].slug})}",
            "updated_at": max(row.updated_at for row in (*series, *found.values())),
        }

    def _count_sessions(self, sides):
        """Set how often each country hosted the sessions of each side, and the highest number of a session."""
        rows = Meeting.objects.published().filter(mechanism__in=[side.series.pk for side in sides]).order_by()
        counts = list(rows.values_list("mechanism", "host_country").annotate(Count("pk"), Max("ordinal")))
        names = {each.id: each for each in named(self.snapshot, Country, {pk for _of, pk, *_rest in counts if pk})}
        for side in sides:
            hosts = {pk: number for of, pk, number, _highest in counts if of == side.series.pk}
            side.highest = max((each[3] or 0 for each in counts if each[0] == side.series.pk), default=0)
            side.without_host = hosts.pop(None, 0)
            side.hosts = sorted(((names[pk], hosts[pk]) for pk in hosts), key=lambda each: (-each[1], each[0]))

    def _sessions(self, sides, ids) -> dict[int, Meeting]:
        series = {side.series.pk: side.series for side in sides}
        rows = related_lists.attach_claims(Meeting.objects.published().filter(pk__in=ids))
        attach_links(self.snapshot, rows, "host_country")
        for row in rows:
            of = series[row.mechanism_id]
            row.is_presumed_held = related_lists.is_presumed_held(row, self.today)
            row.session_name, row.own_title = name_in_series(row, of), own_title(row, of)
        return {row.pk: row for row in rows}
