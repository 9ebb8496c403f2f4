"""Charts of numbers: columns for consecutive years, and bars in a table for other comparisons."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, LEFT, FOOT, TOP = 1000, 270, 64, 36, 20
MOST = 80  # years


@dataclass(frozen=True)
class Bar:
    """One column: its position, its size and what it shows."""

    x: float
    y: float
    width: float
    height: float
    label: str
    number: int
    is_named: bool = True

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Line:
    """A grid line of the scale."""

    y: float
    number: int

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True)
class Chart:
    """The whole chart."""

    width: int
    height: float
    bars: list[Bar]
    lines: list[Line]
    is_cut: bool = False


def _step(most: int) -> int:
    """Return the step of a scale with at most five lines: 1, 2 or 5 times a power of ten."""
    step = 1
    while most / step > 5:
        step = step * 2 if str(step)[0] in "15" else step // 2 * 5
    return step


def columns(numbers: dict[int, int]) -> Chart | None:
    """Return a column for each year from the first to the last, including years with no records."""
    if not numbers:
        return None
    last = max(numbers)
    years = range(max(min(numbers), last - MOST + 1), last + 1)
    most = max(numbers.get(year, 0) for year in years)
    step = _step(most)
    top = -(-most // step) * step
    floor, space = HEIGHT - FOOT, HEIGHT - FOOT - TOP
    breadth = (WIDTH - LEFT) / max(len(years), 8)
    every = next(gap for gap in (1, 2, 5, 10, 20) if len(years) / gap <= 20)
    bars = []
    for place, year in enumerate(years):
        number = numbers.get(year, 0)
        height = round(number / top * space, 1)
        x = round(LEFT + place * breadth + breadth * 0.12, 1)
        bars.append(Bar(x, floor - height, round(breadth * 0.76, 1), height, str(year), number, year % every == 0))
    lines = [Line(round(floor - number / top * space, 1), number) for number in range(0, top + 1, step)]
    return Chart(WIDTH, HEIGHT, bars, lines, len(years) < last - min(numbers) + 1)


def lengths(numbers: list[int | Decimal]) -> list[float] | None:
    """Return the length of the bar for each number; the largest is 100 and the scale starts at 0."""
    most = max(numbers, default=0)
    return [round(float(number / most) * 100, 1) for number in numbers] if most else None
