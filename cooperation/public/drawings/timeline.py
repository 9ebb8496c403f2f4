"""A timeline: spans in lanes. The width of a bar shows how exactly its dates are known.

A date that is known only to the year is a bar as wide as a year. A span whose ends are known only to the year shows the
days that it certainly covers and those that it may cover separately.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...domain.dates import PartialDate
from .labels import cut, is_wide

WIDTH, ROW, TOP, HEAD, LEFT, RIGHT = 1000, 30, 26, 24, 20, 20
BAR, LEAST, STOP = 14, 4, 26  # the height of a bar, its minimum width, the minimum width of the clickable area
LONGEST = 26  # maximum width of a label, in lower-case letters


@dataclass(frozen=True)
class Span:
    """A span to draw: a kind (its lane), a short label, its link, its dates, and whether it is ongoing."""

    kind: str
    label: str
    thing: object
    start: PartialDate
    end: PartialDate | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Bar:
    """A span on the timeline: the days it may cover, those it certainly covers, its label and its clickable area."""

    span: Span
    x: float
    y: float  # the top of its row
    width: float
    sure_x: float
    sure_width: float
    label: str
    label_x: float
    is_before: bool  # the label ends at label_x: it is to the left of the bar, or inside
    is_inside: bool  # the label is on the certain part of the bar, because there is no space beside the bar
    stop_x: float
    stop_width: float

    @property
    def is_open(self) -> bool:
        return self.span.is_open

    @property
    def bar_y(self) -> float:
        return self.y + (ROW - 2 - BAR) / 2

    @property
    def text_y(self) -> float:
        return self.y + 19


@dataclass(frozen=True)
class Lane:
    """The bars of one kind, in as many rows as they need."""

    kind: str
    y: float
    bars: list[Bar]


@dataclass(frozen=True)
class Tick:
    """The start of a year on the axis."""

    x: float
    year: int


@dataclass(frozen=True)
class Timeline:
    """The whole timeline."""

    width: int
    height: float
    foot: float
    ticks: list[Tick]
    today_x: float | None
    lanes: list[Lane]


class _Scale:
    """Converts days to x coordinates, on an axis of whole years."""

    def __init__(self, first: int, last: int):
        self.first, self.last = first, last
        self.start = date(first, 1, 1)
        self.days = (date(last, 12, 31) - self.start).days + 1

    def at(self, day: date, after: int = 0) -> float:
        """Return the position of the start of a day, or of its end if `after` is 1."""
        share = ((day - self.start).days + after) / self.days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> list[Tick]:
        years = self.last - self.first + 1
        step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if years / step <= 12), 1000)
        found = [year for year in range(self.first, self.last + 1) if year % step == 0]
        return [Tick(self.at(date(year, 1, 1)), year) for year in found]


def _breadth(label: str) -> float:
    """Return the approximate width of a label: capitals are wider than lower-case letters, Hangul wider than both."""
    return sum(12.5 if is_wide(letter) else 9.5 if letter.isupper() else 7.4 for letter in label)


def _bar(span: Span, y: float, scale: _Scale, today: date) -> Bar:
    end = span.end or span.start
    last = max(end.last, today) if span.is_open else end.last
    x, right = scale.at(span.start.first), scale.at(last, 1)
    sure_first = span.start.last if span.end or span.is_open else span.start.first
    sure_last = today if span.is_open else end.first
    is_sure = span.start.precision == end.precision == "day" or ((span.end or span.is_open) and sure_first <= sure_last)
    sure_x = sure_width = 0.0
    width = max(right - x, LEAST)
    x = min(x, WIDTH - RIGHT - width)
    if is_sure:
        sure_x = min(scale.at(sure_first), WIDTH - RIGHT - LEAST)
        sure_width = max(scale.at(max(sure_first, sure_last), 1) - sure_x, LEAST)
    label = cut(span.label, LONGEST)
    breadth = _breadth(label)
    left, right = x, x + width + 4 + breadth
    label_x, is_before, is_inside = x + width + 4, False, False
    if right > WIDTH and x - 4 - breadth >= 0:  # at the right edge the label is to the left of its bar
        left, right, label_x, is_before = x - 4 - breadth, x + width, x - 4, True
    elif right > WIDTH and sure_width >= breadth + 12:
        right, label_x, is_before, is_inside = x + width, sure_x + sure_width - 6, True, True
    left = max(min(left, WIDTH - STOP), 0)
    right = max(right, left + STOP)
    x, width, sure_x, sure_width, label_x, left, right = (
        round(each, 1) for each in (x, width, sure_x, sure_width, label_x, left, right)
    )
    stop_width = round(right - left, 1)
    return Bar(span, x, y, width, sure_x, sure_width, label, label_x, is_before, is_inside, left, stop_width)


def _lane(kind, spans, y, scale, today) -> tuple[Lane, float]:
    rows, bars = [], []
    for span in sorted(spans, key=lambda each: (each.start.first, (each.end or each.start).last)):
        bar = _bar(span, y + HEAD, scale, today)
        left, right = bar.stop_x - 3, bar.stop_x + bar.stop_width + 3
        place = next((row for row, taken in enumerate(rows) if all(right <= a or left >= b for a, b in taken)), None)
        if place is None:
            place = len(rows)
            rows.append([])
        rows[place].append((left, right))
        bars.append(replace(bar, y=bar.y + place * ROW))
    return Lane(kind, y, bars), y + HEAD + len(rows) * ROW + 8


def draw(spans: list[Span], today: date) -> Timeline | None:
    """Return the timeline of `spans`, with a lane for each kind, in their order; None without spans."""
    if not spans:
        return None
    ends = [today if span.is_open else (span.end or span.start).last for span in spans]
    first = min(span.start.first for span in spans).year
    last = max(*ends, max(span.start.last for span in spans)).year
    scale = _Scale(first, max(last, first + 3) if first + 3 < 9999 else last)
    lanes, y = [], float(TOP)
    for kind in dict.fromkeys(span.kind for span in spans):
        lane, y = _lane(kind, [span for span in spans if span.kind == kind], y, scale, today)
        lanes.append(lane)
    is_within = scale.start <= today <= scale.start + timedelta(days=scale.days - 1)
    return Timeline(WIDTH, y + 4, y, scale.ticks(), scale.at(today) if is_within else None, lanes)
