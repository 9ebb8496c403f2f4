"""The known values of a record that is being entered, to find possible duplicates."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Exists, Q, QuerySet

from regions.models import Country
from regions.translated import columns

from ..domain.dates import PartialDate
from ..models import Agreement, Meeting, Record
from . import different

MOST_NAMES = 5
# The longest duration of a meeting.
LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Home:
    """The registry's own country: its id and its names. Nearly every record has them, so they say nothing."""

    ids: frozenset[int]
    names: tuple[str, ...]

    @classmethod
    def read(cls) -> "Home":
        names = (*columns("name"), *columns("formal_name"), "other_names")
        rows = list(Country.objects.filter(alpha_3=settings.HOME_COUNTRY).order_by().values_list("pk", *names))
        return cls(
            frozenset(pk for pk, *_texts in rows),
            tuple(name for _pk, *texts in rows for text in texts for name in text.splitlines()),
        )


@dataclass(frozen=True)
class EnteredValues:
    """The known values of the record that is being entered; `pk` is its own id, which is excluded.

    `without` is a condition on the other records: those that meet it are not looked at. `home` is read once for many.
    The methods with a `row` compare it with another record.
    """

    model: type[Record]
    # In the order of the languages.
    titles: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    pk: int | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    kind: str = ""
    mechanism: int | None = None
    ordinal: int | None = None
    acronym: str = ""
    cities: frozenset[str] = frozenset()
    countries: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()
    without: Exists | None = None
    home: Home = field(default_factory=Home.read)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (*self.titles, *self.other_names)))[:MOST_NAMES]

    @property
    def is_at_a_time(self) -> bool:
        """Return whether the date says when it happened. A project or mechanism may go on for decades."""
        return self.model in (Agreement, Meeting)

    @property
    def last(self) -> PartialDate | None:
        """Return the end date, or None for a project or mechanism without an end."""
        return self.end or (self.start if self.is_at_a_time else None)

    @cached_property
    def others(self) -> QuerySet:
        """The records of the kind that may be the same, without those that are known to be different."""
        rows = self.model.objects.exclude(pk__in=different.known(self.model, self.pk)).order_by()
        return rows if self.without is None else rows.exclude(self.without)

    def is_dated_with(self, row) -> bool:
        return self.is_at_a_time and bool(self.start and row.date)

    def is_dated_to_the_month_with(self, row) -> bool:
        return self.is_dated_with(row) and all(date.precision != "year" for date in (self.start, row.date))

    def is_in_other_series(self, row) -> bool:
        series = getattr(row, "mechanism_id", None)
        return bool(self.mechanism and series and self.mechanism != series)

    def has_other_number(self, row) -> bool:
        """Return whether the numbers of two sessions differ, unless they are of different series."""
        if self.model is not Meeting or not (self.ordinal and row.ordinal) or self.ordinal == row.ordinal:
            return False
        return not self.is_in_other_series(row)

    def may_overlap(self, row, precision=slice(None)) -> bool:
        """Return whether the periods overlap, or may overlap. The precision slice(7) compares only years and months."""
        if not self.start or not row.date:
            return True
        dates = (self.start, row.until, row.date, self.last)
        start, until, date, end = (each and PartialDate(each[precision]) for each in dates)
        return start.first <= until.last and (end is None or date.first <= end.last)


def months_overlap(start: PartialDate, end: PartialDate) -> Q:
    """Return the condition that the months can overlap. It uses the index on the date."""
    first, last = PartialDate(start[:7]).first, PartialDate(end[:7]).last
    begun = Q(date__gte=(first - LONGEST).isoformat(), date__lte=last.isoformat())
    return begun | Q(date__in=[first.isoformat()[:4], first.isoformat()[:7]])
