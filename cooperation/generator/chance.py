"""Random choices of the generator: weighted items, partial dates, and times since the registry opened.

Nothing here reads the clock: "today" in the generated data is a fixed day.
"""

import random
from datetime import date, timedelta
from itertools import accumulate

_FIRST = date(1988, 1, 1)
# Every day as text, by its number. Dates are drawn and calculated as numbers.
DAYS = [(_FIRST + timedelta(number)).isoformat() for number in range((date(2060, 1, 1) - _FIRST).days)]
TODAY = (date(2026, 1, 1) - _FIRST).days
OPENED = (date(2013, 10, 24) - _FIRST).days  # when the registry published its first record
_BITS = 16


class Draws:
    """Weighted items, drawn with a single table lookup."""

    def __init__(self, chance: random.Random, items, weights):
        self.bits = chance.getrandbits
        bounds = list(accumulate(weights))
        size = 1 << _BITS
        self.table = []
        for item, bound in zip(items, bounds, strict=True):
            # Even the rarest item appears once.
            self.table += [item] * max(round(bound / bounds[-1] * size) - len(self.table), 1)
        del self.table[size:]

    def __call__(self):
        return self.table[self.bits(_BITS)]


class Chance(random.Random):
    """The only source of random numbers of a run."""

    def by_rank(self, items, exponent: float = 1.0) -> Draws:
        """Return draws by Zipf's law: the second item half as often as the first, the third a third as often."""
        return Draws(self, items, [1 / rank**exponent for rank in range(1, len(items) + 1)])

    def by_weight(self, weights: dict) -> Draws:
        return Draws(self, list(weights), list(weights.values()))

    def below(self, number: int) -> int:
        """Return an integer from 0 to `number` - 1."""
        return int(self.random() * number)

    def among(self, items):
        """Return one of the items with equal probability."""
        return items[int(self.random() * len(items))]

    def past(self) -> int:
        """Return a day up to today; later days are more likely."""
        return int(TODAY * self.random() ** 0.5)

    def known(self, day: int) -> str | None:
        """Return the day as a partial date: to the day, month or year, or None for unknown."""
        draw = self.random()
        if draw < 0.72:
            return DAYS[day]
        if draw < 0.86:
            return DAYS[day][:7]
        return DAYS[day][:4] if draw < 0.97 else None

    def moment(self, first: int, last: int) -> tuple[int, str]:
        """Return a day from `first` to before `last`, and a time on that day, in UTC."""
        day = first + self.below(max(last - first, 1))
        minutes = self.below(600)
        return day, f"{DAYS[day]} {minutes // 60:02}:{minutes % 60:02}:00+00"
