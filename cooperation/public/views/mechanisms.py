"""Mechanisms: standing frameworks, and series of meetings with their sessions."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Prefetch, Subquery, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from regions.translated import mixed

from ...domain.choices import MeetingStatus
from ...domain.dates import includes, may_include
from ...index import Dimension, tag
from ...models import Mechanism, Meeting, Outcome
from ..drawings import series
from . import related_lists
from .briefings import at_a_glance, number_sources
from .embeds import LEDGER, Embed
from .listing import RegistryList, Way
from .record_page import RecordDetail
from .relations import attach_links
from .session_names import name_in_series, own_title
from .timelines import chronicle, timeline_embeds


@dataclass(frozen=True)
class Entry:
    """An entry in the list of numbered sessions: the meetings with one number, or numbers without a record."""

    first: int
    last: int
    meetings: tuple = ()


PRINTED = 12  # numbered sessions in print, and as many without a number
OPEN = 5  # open outcomes of all sessions
DECIDED = 3  # outcomes of a session in the list; its own page has all of them


def latest(numbers: dict[int, int]) -> tuple[list[int], int]:
    """Return the ids of the sessions with the last MOST of the `numbers`, by number, and the lowest number included.

    MOST is the number of sessions in the chart.
    """
    first = max(1, max(numbers.values(), default=1) - series.MOST + 1)
    ids = sorted((pk for pk, number in numbers.items() if number >= first), key=numbers.get)
    if len(ids) > series.MOST:  # several sessions may have the same number
        ids = ids[-series.MOST :]
        first = numbers[ids[0]]
    return ids, first if len(ids) < len(numbers) else 1


def ledger(meetings, expected: int) -> list[Entry]:
    """Return the numbered `meetings`, last first, with an entry for each gap.

    Two meetings may have the same number. Numbers before the `expected` one are left out. There are no entries after
    the last number: it is not known whether those sessions were held.
    """
    by_number = {}
    for meeting in meetings:
        by_number.setdefault(meeting.ordinal, []).append(meeting)
    entries = []
    for number in sorted(by_number):
        if number > expected:
            entries.append(Entry(expected, number - 1))
        entries.append(Entry(number, number, tuple(by_number[number][::-1])))
        expected = number + 1
    return entries[::-1]


def state_of(meeting) -> str:
    if meeting.status == MeetingStatus.HELD or meeting.is_presumed_held:
        return series.HELD
    is_planned = meeting.status in (MeetingStatus.TENTATIVE, MeetingStatus.CONFIRMED)
    return series.PLANNED if is_planned else series.OTHER


def drawn_series(numbered) -> series.Series | None:
    """Return the chart of numbered sessions, with the outcomes that later sessions followed up."""
    if not numbered:
        return None
    by_id = {session.pk: session for session in numbered}
    carried = (
        Outcome.objects.filter(meeting__in=by_id, follows__meeting__in=by_id)
        .select_related("meeting", "follows__meeting")
        .order_by("meeting__ordinal", "position", "key")
    )
    links = [
        series.Link(later.follows, by_id[later.follows.meeting_id], later, by_id[later.meeting_id]) for later in carried
    ]
    return series.draw([series.Session(each.ordinal, state_of(each), each.host, each) for each in numbered], links)


class MechanismList(RegistryList):
    """Mechanisms: members, level, start, and the number of recorded sessions."""

    model = Mechanism
    columns = (
        gettext_lazy("Mechanism"),
        gettext_lazy("Established"),
        gettext_lazy("Members"),
        gettext_lazy("Meetings"),
    )
    description = gettext_lazy(
        "Permanent frameworks and series of meetings, with their members and how often they meet."
    )
    counted = ngettext_lazy("%(shown)s mechanism", "%(shown)s mechanisms", "number")
    ways_label = gettext_lazy("Show the mechanisms as")
    links = ("countries", "organizations")

    def ways(self):
        """Return the links to the list and to the page that compares two series."""
        return [
            Way(gettext_lazy("List"), self._address("mechanism_list", self.filterset.query()), "page"),
            Way(gettext_lazy("Compare two series"), self._address("mechanism_compare", "")),
        ]

    def complete(self, row):
        """Add the number of recorded sessions."""
        row.meeting_count = self.snapshot["meeting"].total(tag(Dimension.MECHANISM, row.pk))


class MechanismDetail(RecordDetail):
    """One mechanism: its sessions by number with the gaps shown, its members, and its founding agreement."""

    model = Mechanism
    has_everything = True
    shown_for_a_day = gettext_lazy("Whether the mechanism existed is shown for %(day)s.")
    links = (*RecordDetail.links, "countries", "organizations", "parent", "founded_by")
    reverse_relations = (*RecordDetail.reverse_relations, "children", "concerned_outcomes", "origins")

    @cached_property
    def short(self):
        return related_lists.RelatedLists(
            self, {"mechanism": self.object.slug}, tag(Dimension.MECHANISM, self.object.pk)
        )

    def get_queryset(self):
        """Return the mechanisms; for a day, with the `existence` of each: "yes", "no" or "not-known"."""
        rows = super().get_queryset()
        if self.on is None:
            return rows
        certain, possible = (each("date", "until", self.on) for each in (includes, may_include))
        cases = When(certain, then=Value("yes")), When(possible, then=Value("not-known"))
        return rows.annotate(existence=Case(*cases, default=Value("no")))

    @cached_property
    def has_ledger(self) -> bool:
        """Return whether a session has a number."""
        return Meeting.objects.published().filter(mechanism=self.object, ordinal__isnull=False).exists()

    def embeds(self):
        """Return the embeds of the page: the sessions by number, and the timeline."""
        timeline, thing = timeline_embeds(self.short, self.object), self.object
        if not self.has_ledger:
            return timeline
        path = reverse("mechanism_ledger_embed", args=[thing.slug])
        title = mixed(_("%(thing)s: sessions by number") % {"thing": thing}, thing.shown_name())
        return [Embed(LEDGER, title, _("HTML of the sessions by number"), path, thing.get_absolute_url()), *timeline]

    def sessions(self) -> dict:
        """Return the numbered sessions, and those without a number separately: the latest of each."""
        total = self.short.total("meeting")
        ids = self.short.first("meeting", total, newest=False)
        numbers = self._numbers(ids)
        with_number, first_number = latest(numbers)
        newest = self.short.first("meeting", total) if len(numbers) < total else []
        without_number = [pk for pk in newest if pk not in numbers][: series.MOST]
        sessions = self._sessions([*with_number, *without_number])
        numbered = [each for each in sessions if each.pk in numbers]
        return {
            "total": total,
            "rows": sessions,
            "unnumbered": [each for each in sessions if each.pk not in numbers],
            "ledger": ledger(numbered, first_number),
            "drawing": drawn_series(numbered),
            "left_out": len(numbers) - len(with_number),
            "numbers": set(numbers.values()),
        }

    def get_context_data(self, **kwargs):
        """Add the sessions and the related lists."""
        context = super().get_context_data(**kwargs)
        sessions = self.sessions()
        self.has_ledger = bool(sessions["ledger"])
        rows, total = sessions.pop("rows"), sessions.pop("total")
        printed = [
            *sessions["unnumbered"][:PRINTED],
            *(each for entry in sessions["ledger"][:PRINTED] for each in entry.meetings),
        ]
        rows = [*printed, *(each for each in rows if each not in printed)]
        address = self.short.address("meeting")
        panels = {
            "outcomes": self.short.open_outcomes(OPEN),
            "agreements": self.short.counted("agreement"),
            "projects": self.short.projects(),
            "sessions": related_lists.Panel(rows, total, address, total, printed=len(printed)),
            "without_outcomes": self.short.without_outcomes(),
        }
        return context | {
            "chronicle": chronicle(self.short, self.object),
            "embeds": [] if self.is_preview else self.embeds(),
            "countries": self.short.cut_rows("countries", self.object.linked["countries"], related_lists.NAMED),
            "children": self.short.part(
                "children", "mechanism", self.reverse_ids["children"], related_lists.rows_of(Mechanism), newest=False
            ),
            **panels,
            **at_a_glance(panels, *self._upcoming_and_past(panels["sessions"].rows)),
            **sessions,
            "printed_sessions": PRINTED,
            "printed": number_sources(self.object, [panels[name] for name in ("sessions", "outcomes", "projects")]),
            "claim_count": len(self.citations),
            **self.short.outcomes_of(self.reverse_ids),
        }

    def _upcoming_and_past(self, sessions):
        """Return the upcoming sessions, soonest first, and the others, newest first; undated ones are last."""
        by_date = sorted(sessions, key=lambda each: each.start or "9999")
        upcoming = [each for each in by_date if each.is_to_come(self.today)]
        return upcoming, [each for each in reversed(by_date) if each not in upcoming]

    def _numbers(self, ids) -> dict[int, int]:
        """Return the number of each session that has one, in the order of the ids."""
        numbered = Meeting.objects.filter(mechanism=self.object, ordinal__isnull=False).values_list("pk", "ordinal")
        numbers = dict(numbered)
        return {pk: numbers[pk] for pk in ids if pk in numbers}

    def _sessions(self, ids) -> list[Meeting]:
        """Return the published sessions in the order of the ids, each with its first outcomes and how many it has."""
        number = Subquery(
            Outcome.objects.filter(meeting=OuterRef("pk"))
            .order_by()
            .values("meeting")
            .annotate(n=Count("pk"))
            .values("n"),
            output_field=IntegerField(),
        )
        first = Outcome.objects.order_by("position", "key").select_related("meeting")[:DECIDED]
        rows = Meeting.objects.published().filter(pk__in=ids).annotate(outcome_count=number)
        rows = related_lists.attach_claims(rows.prefetch_related(Prefetch("outcomes", first, to_attr="decided")))
        attach_links(self.snapshot, rows, "host_country")
        for row in rows:
            row.is_presumed_held = related_lists.is_presumed_held(row, self.today)
            for outcome in row.decided:
                outcome.evidence = row.evidence.part(outcome)
            row.host = next((host.shown_name() for host in row.linked["host_country"]), "")
            row.session_name, row.own_title = name_in_series(row, self.object), own_title(row, self.object)
            row.words = _words_of(row)
        return sorted(rows, key=lambda row: ids.index(row.pk))


def _words_of(session):
    """Return the name, day and host of a session in one language: a title in SVG has no markup.

    A host whose name is in another language than the name of the session is left out.
    """
    is_foreign = session.session_name.is_foreign or session.own_title.is_foreign
    host = session.host if session.host and session.host.is_foreign == is_foreign else ""
    words = ", ".join(filter(None, (session.own_title, session.start and session.start.words, host)))
    return mixed(": ".join(filter(None, (session.session_name, words))), session.session_name, session.own_title)
