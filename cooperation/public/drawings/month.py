"""A month as a calendar: weeks of days, with the items of each day, of the month, and of the year only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from ...domain.dates import PartialDate


@dataclass
class Day:
    """One day of the calendar. Days before and after the month complete its first and last week.

    `things` are the items on this day. The number `possible` includes items whose dates are known only to the month or
    the year.
    """

    date: date
    is_within: bool
    is_today: bool
    things: list = field(default_factory=list)
    possible: int = 0


@dataclass(frozen=True)
class Month:
    """The calendar page: weeks from Monday to Sunday, and items whose date is known only to the month or year."""

    month: PartialDate
    weeks: list[list[Day]]
    of_month: list
    of_year: list

    @property
    def earlier(self) -> PartialDate | None:
        """Return the previous month, or None before the first one of the calendar."""
        first = self.month.first
        return _month_of(first - timedelta(days=1)) if first > date.min else None

    @property
    def later(self) -> PartialDate | None:
        """Return the next month, or None after the last one of the calendar."""
        last = self.month.last
        return _month_of(last + timedelta(days=1)) if last < date.max else None


def _month_of(day: date) -> PartialDate:
    return PartialDate(day.isoformat()[:7])


def _weeks(month, today):
    first, last = month.first, month.last
    begins = max(first.toordinal() - first.weekday(), 1)
    ends = min(last.toordinal() + 6 - last.weekday(), date.max.toordinal())
    days = [date.fromordinal(number) for number in range(begins, ends + 1)]
    return [
        [Day(day, day.month == first.month, day == today) for day in days[place : place + 7]]
        for place in range(0, len(days), 7)
    ]


def sheet(month: PartialDate, things: Iterable[tuple[str, str | None, object]], today: date) -> Month:
    """Return the calendar of the month.

    Each of the `things` is its start, its end or None, and the item. Dates are ISO 8601 text of any precision; all
    overlap the month.

    If both ends are known to the day, the item is on each of its days. If only the start is known to the day, it is on
    that day. Any other item is on no day.
    """
    weeks = _weeks(month, today)
    days = [day for week in weeks for day in week if day.is_within]
    of_month, of_year = [], []
    begun = [0] * (len(days) + 1)  # how many more items may be on a day than on the day before

    def day_in_month(text, otherwise):
        return int(text[8:]) if len(text) == 10 and text[:7] == month else otherwise

    for start, end, thing in things:
        first, last = day_in_month(start, 1), day_in_month(end or start, len(days))
        begun[first - 1] += 1
        begun[last] -= 1
        if len(start) == 4:
            of_year.append(thing)
        elif len(start) == 10 and (start[:7] == month or (end and len(end) == 10)):
            for day in days[first - 1 : last if len(end or start) == 10 else first]:
                day.things.append(thing)
        else:
            of_month.append(thing)
    for day, number in zip(days, accumulate(begun[:-1]), strict=True):
        day.possible = number
    return Month(month, weeks, of_month, of_year)
