"""Predict the next session of a series, only as far as it follows from the recorded sessions."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median

from django.db.models import F

from regions.models import Country
from regions.translated import columns

from ..domain.choices import MeetingKind
from ..models import Mechanism, Meeting, Organization, Outcome, Topic

# Placeholders for the session number in a pattern: {n} is 26, {nth} is 26th.
NUMBER, ORDINAL = "{n}", "{nth}"
# The title of a session in Korean: 제14차 한·중·일 환경장관회의.
KOREAN = "제{{n}}차 {name}"
# The titles of a session without a number.
OF_YEAR, OF_YEAR_IN_KOREAN = "{name}, {year}", "{year}년 {name}"
LONGEST_ROTATION = 12
LATEST = 50
# Years between sessions by the wording of the cadence. The dates of recorded sessions take precedence.
CADENCES = (
    (r"every (two|2|second|other) years?|biennial|격년|(?:2|이) ?년마다", 2),
    (r"every year|annual|yearly|매년|해마다|연례", 1),
)
RECENT = 6


@dataclass(frozen=True)
class Pattern:
    """The pattern of a series' titles and slugs, with a placeholder for the number.

    `titles` are by column, one for each language; "" in a language that the series has no titles in.
    """

    titles: dict[str, str]
    slug: str

    def titles_of(self, number: int) -> dict[str, str]:
        return {column: _filled(title, number) for column, title in self.titles.items()}

    def slug_of(self, number: int) -> str:
        return _filled(self.slug, number)


@dataclass
class Session:
    """What can be predicted of the next session. `host` is None unless the hosts rotate."""

    mechanism: Mechanism
    pattern: Pattern
    last: Meeting | None
    ordinal: int | None = None
    host: Country | None = None
    kind: str = MeetingKind.SESSION
    countries: list[Country] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)

    def may_lack_one(self, today: date) -> bool:
        """Return whether a session is probably missing: the last one is more than 1.5 times the usual interval ago."""
        if self.last is None or not self.last.start:
            return False
        interval = _interval(self.mechanism)
        return interval is not None and (today - self.last.start.last).days > 1.5 * interval

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles by column, or none if the sessions have no numbers."""
        return self.pattern.titles_of(self.ordinal) if self.ordinal else {}

    @property
    def slug(self) -> str:
        """Return the slug, or "" if the sessions have no numbers."""
        return self.pattern.slug_of(self.ordinal) if self.ordinal else ""


def nth(number: int) -> str:
    """Return the number as an English ordinal: 1st, 2nd, 3rd, 11th, 26th."""
    end = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{end}"


def pattern_of(mechanism: Mechanism) -> Pattern:
    """Return the naming pattern of the series, from the latest session with its number in the title or slug."""
    sessions = list(_numbered(mechanism)[:LATEST])
    titles = {column: _title_pattern(mechanism, column, sessions) for column in columns("title")}
    taken = {each.slug for each in sessions}
    # The slug of a second session of the same number ends in a number of its own: "temm-14-2".
    slugs = (
        _with_placeholder(each.slug, each.ordinal) for each in sessions if each.slug.rpartition("-")[0] not in taken
    )
    return Pattern(titles, next(filter(_has_placeholder, slugs), f"{mechanism.slug}-{NUMBER}"))


def titles_of_year(mechanism: Mechanism, year: int) -> dict[str, str]:
    """Return the titles, by column, of a session without a number; "" in a language that the series has no name in."""
    first = columns("title")[0]
    names = {column: getattr(mechanism, column) for column in columns("title")}
    patterns = {column: OF_YEAR if column == first else OF_YEAR_IN_KOREAN for column in names}
    return {column: name and patterns[column].format(name=name, year=year) for column, name in names.items()}


def _title_pattern(mechanism, column, sessions):
    """Return the pattern of the titles in a language; "" if the sessions have none in it."""
    titles = [(title, each.ordinal) for each in sessions if (title := getattr(each, column))]
    for title, number in titles:
        if _has_placeholder(found := _with_placeholder(title, number)):
            return found
    name = getattr(mechanism, column)
    if not name or (sessions and not titles):
        return ""
    if column != columns("title")[0]:
        return KOREAN.format(name=name)
    return f"{mechanism.acronym} {NUMBER}" if mechanism.acronym else f"{ORDINAL} {name}"


def next_session(mechanism: Mechanism) -> Session:
    """Return the next session of the series, predicted from the recorded sessions, including drafts."""
    last = _numbered(mechanism).first() or mechanism.meetings.newest_first().first()
    found = Session(mechanism, pattern_of(mechanism), last)
    if last is not None:
        found.kind = last.kind
        if last.ordinal is not None:
            found.ordinal = last.ordinal + 1
            found.host = _next_host(mechanism, found.ordinal)
    for name in ("countries", "organizations", "topics"):
        own = list(getattr(last, name).all()) if last else []
        setattr(found, name, own or list(getattr(mechanism, name).all()))
    return found


def open_outcomes(mechanism: Mechanism):
    """Return the open outcomes of the series that no later outcome follows, latest first."""
    rows = Outcome.objects.filter(meeting__mechanism=mechanism, followed_by__isnull=True).open()
    return rows.select_related("meeting").newest_first()


def carry_over(outcome: Outcome, meeting: Meeting) -> Outcome:
    """Create an outcome of the meeting that follows an earlier one, with the same text, parties and subjects."""
    values = {name: getattr(outcome, name) for name in ("kind", *columns("text"), "status", "due_on")}
    later = Outcome.objects.create(meeting=meeting, follows=outcome, **values)
    for each in Outcome._meta.local_many_to_many:
        if each.name not in Outcome.followups:
            getattr(later, each.name).set(getattr(outcome, each.name).all())
    return later


def _numbered(mechanism):
    return mechanism.meetings.filter(ordinal__isnull=False).order_by("-ordinal", F("date").desc(nulls_last=True), "-pk")


def _interval(mechanism):
    """Return the days between sessions of the series, from the recent sessions or else from its cadence."""
    dated = mechanism.meetings.filter(date__isnull=False).order_by("-date", "-pk")
    sessions = [(date.first, number) for date, number in dated.values_list("date", "ordinal")[:RECENT]]
    between = [
        (later - earlier).days / max(1, (number or 0) - (before or number or 0))
        for (later, number), (earlier, before) in pairwise(sessions)
    ]
    if between:
        return median(between)
    cadence = "\n".join(getattr(mechanism, column) for column in columns("cadence"))
    return next((365 * years for words, years in CADENCES if re.search(words, cadence, re.IGNORECASE)), None)


def _next_host(mechanism, ordinal):
    """Return the host of the session by rotation, or None if no rotation is found.

    A rotation of n sessions is accepted if, in its last three rounds, the host of each session also hosted the one n
    sessions earlier.
    """
    hosts = dict(_numbered(mechanism).filter(host_country__isnull=False).values_list("ordinal", "host_country"))
    for turn in range(1, LONGEST_ROTATION + 1):
        recent = [number for number in range(max(1, ordinal - 3 * turn), ordinal) if number in hosts]
        pairs = [(hosts[number], hosts[number - turn]) for number in recent if number - turn in hosts]
        if len(pairs) < max(2, turn // 2) or any(now != before for now, before in pairs):
            continue
        known = next((hosts[number] for number in range(ordinal - turn, 0, -turn) if number in hosts), None)
        return Country.objects.filter(pk=known).first()
    return None


def _with_placeholder(text, number):
    text = text.replace("{", "").replace("}", "")
    text = re.sub(rf"\b{number}(?:st|nd|rd|th)\b", lambda _match: ORDINAL, text)
    # No letter follows the number, but in Korean, a counter does: 제14차.
    return re.sub(rf"(?<![\d.,]){number}(?![\d.,]*\d)(?!(?![가-힣])\w)", lambda _match: NUMBER, text)


def _has_placeholder(text):
    return NUMBER in text or ORDINAL in text


def _filled(pattern, number):
    return pattern.replace(ORDINAL, nth(number)).replace(NUMBER, str(number))
