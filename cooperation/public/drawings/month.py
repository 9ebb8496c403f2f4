"""A month as a calendar: weeks of days, with the items of each day, of the month, and of the year only."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ...domain.dates import PartialDate


@dataclass
class Day:
    """One day of the calendar. Days before and after the month complete its first and last week."""

    date: date
    is_within: bool
    is_today: bool
    things: list = field(default_factory=list)


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


def sheet(month: PartialDate, things: list[tuple[PartialDate, PartialDate | None, object]], today: date) -> Month:
    """Return the calendar of the month. Each of the `things` comes with its start, and its end or None.

    If both ends are known to the day, the item is on each of its days. If only the start is known to the day, it is on
    that day. An item that is known only to the month is on no day.
    """
    weeks = _weeks(month, today)
    days = {day.date: day for week in weeks for day in week if day.is_within}
    of_month, of_year = [], []
    for start, end, thing in things:
        if start.precision == "year":
            of_year.append(thing)
            continue
        if start.precision == "month":
            of_month.append(thing)
            continue
        last = end if end and end.precision == "day" else None
        for day in days.values():
            if start.first <= day.date <= (last or start).last:
                day.things.append(thing)
    return Month(month, weeks, of_month, of_year)
