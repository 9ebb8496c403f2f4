"""The entries of one kind, held in memory: a set of ids for each tag, and all ids sorted by date.

These objects are immutable: a change in the database creates a new object that shares unchanged data with the old one.
So a request reads one consistent state, whatever others write in the meantime.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import batched, islice
from typing import NamedTuple

from pyroaring import BitMap

from ..domain.dates import PartialDate
from ..domain.tags import Dimension, day_code, number, tag
from .by_row import TagsByRow, is_large
from .rows import Rows
from .sets import NO_SETS, NONE, Sets, changed_set, id_set

COLUMNS = "IQI"  # the type codes of a date, a place and an id
NO_ROWS = Rows(COLUMNS)


@dataclass(frozen=True)
class Entry:
    """One row of the index: the code of its date, its place among those with the same date, and its tags."""

    id: int
    day: int
    place: int
    tags: Iterable[int]


class Position(NamedTuple):
    """The position of an entry in date order."""

    day: int
    place: int
    id: int


@dataclass(frozen=True)
class Segment:
    """A year of entries, some of which a page shows: `take` of the `matching` entries, after the first `skip`.

    `indices` are those of all its entries in the requested order, `ids` the same entries unordered.
    """

    indices: range
    ids: BitMap
    matching: int
    skip: int
    take: int

    @property
    def from_end(self) -> bool:
        return self.skip + self.take / 2 > self.matching / 2

    @property
    def reads(self) -> int:
        """Return how many entries have to be read, assuming that the matching ones are evenly distributed."""
        last = self.matching - self.skip if self.from_end else self.skip + self.take
        return len(self.indices) * last // self.matching


class _Contents:
    """What a list of entries contains: pairs of a tag and an id, rows in date order, and ids."""

    def __init__(self, entries: Iterable[Entry]):
        entries = list(entries)
        self.tags = {(of, each.id) for each in entries for of in each.tags}
        self.rows = {(each.day, each.place, each.id) for each in entries}
        self.ids = {each.id for each in entries}
        self.undated = {each.id for each in entries if not each.day}


class Entries:
    """The entries of one kind.

    `sets` are the ids that have each tag, by dimension. `order` has a row for each entry: the code of its date, its
    place and its id. It starts with those without a date (0), then the oldest. `whole` are the ids of all entries,
    `undated` those without a date. `by_row` has the tags of each entry, for the dimensions with many tags (by_row.py).
    """

    def __init__(
        self,
        sets: dict[int, Sets] | None = None,
        order: Rows = NO_ROWS,
        whole: BitMap = NONE,
        undated: BitMap = NONE,
        by_row: dict[int, TagsByRow] | None = None,
    ):
        self.sets = sets or {}
        self.order = order
        self.whole = whole
        self.undated = undated
        self.by_row = by_row or {}

    @classmethod
    def of(cls, sets: dict[int, BitMap], days: array, places: array, ids: array) -> "Entries":
        """Return the entries with these ids by tag, and these rows in date order."""
        dimensions = defaultdict(dict)
        for of, having in sets.items():
            dimensions[of >> 32][of] = having
        entries = cls(
            {dimension: Sets.of(found) for dimension, found in dimensions.items()},
            Rows.of(COLUMNS, days, places, ids),
            id_set(ids),
            id_set(ids[: bisect_right(days, 0)]),
        )
        entries.read_tags_by_row()
        return entries

    def __len__(self):
        return len(self.order)

    def changed(self, removed: Iterable[Entry], added: Iterable[Entry]) -> "Entries":
        """Return the entries without `removed` (in any of their old states) and with `added`.

        The time that it takes depends on the number of these entries. Applying a change twice has no effect.
        """
        less, more = _Contents(removed), _Contents(added)
        changes = defaultdict(lambda: ([], []))  # for each tag, the ids that lose it and those that get it
        for which, pairs in enumerate((less.tags, more.tags)):
            for of, pk in pairs:
                changes[of][which].append(pk)
        changed = defaultdict(dict)
        for of, ids in changes.items():
            before = self.get(of)
            if (now := changed_set(before, *ids)) is not before:
                changed[of >> 32][of] = now
        sets = dict(self.sets)
        for dimension, found in changed.items():
            sets[dimension] = sets.get(dimension, NO_SETS).changed(found)
        return Entries(
            sets,
            self.order.changed(less.rows, more.rows),
            changed_set(self.whole, less.ids, more.ids),
            changed_set(self.undated, less.undated, more.undated),
            self.by_row,
        )

    def at(self, day: int, place: int) -> int:
        """Return the id of the entry at this date and place, 0 if there is none."""
        at = self.order.find((day, place))
        found = self.order[at] if at < len(self) else (0, 0, 0)
        return found[2] if found[:2] == (day, place) else 0

    # Tags

    def get(self, of: int) -> BitMap:
        return self.sets.get(of >> 32, NO_SETS).get(of)

    def total(self, of: int) -> int:
        return len(self.get(of))

    def having(self, tags: Iterable[int]) -> BitMap:
        found = [ids for of in tags if (ids := self.get(of))]
        return found[0] if len(found) == 1 else BitMap.union(*found) if found else NONE

    def totals(self, dimension: int) -> dict[int, int]:
        """Return the number of entries with each tag of a dimension, most frequent first."""
        return self.sets.get(dimension, NO_SETS).totals

    def read_tags_by_row(self) -> None:
        """Prepare `counts_by_row` for the dimensions with many tags. This takes about a second for a million rows."""
        self.by_row = {of: TagsByRow(of, sets) for of, sets in self.sets.items() if is_large(of, sets)}

    def counts_by_row(self, dimension: int, found: BitMap, tags: int) -> dict[int, int] | None:
        """Return the number of entries in `found` for each tag that they have; None if it is faster to count this
        number of `tags` with their sets.
        """
        by_row = self.by_row.get(dimension)
        return by_row.counts(self.sets[dimension], found) if by_row and by_row.is_faster(len(found), tags) else None

    def tags_of(self, ids: BitMap) -> dict[int, set[int]]:
        """Return the tags of each of these entries; ids that are not in the index are skipped."""
        found = {pk: set() for pk in ids & self.whole}
        for sets in self.sets.values():
            for of, having in sets.items():
                for pk in having & ids:
                    found.setdefault(pk, set()).add(of)
        return found

    def dated(self, found: BitMap | None) -> int:
        """Return how many of `found` (None means all) have a date."""
        if found is None:
            return len(self) - len(self.undated)
        return len(found) - self.undated.intersection_cardinality(found)

    def between(self, from_: PartialDate | None, to: PartialDate | None) -> BitMap:
        """Return the ids of the entries whose period overlaps the one from `from_` to `to`; excludes entries without a
        date.
        """
        found = self.having(self.sets.get(Dimension.YEAR, ()))
        if from_:
            day = from_.first
            first = day_code(day.isoformat())
            # "2012" and "2012-05" sort before 4 May 2012 but may include it.
            ends = {first // 10000 * 10000, first // 100 * 100}
            later = [of for of in self.sets.get(Dimension.UNTIL, ()) if number(of) > day.year]
            same = [
                of
                for of in self.sets.get(Dimension.END, ())
                if number(of) // 10000 == day.year and (number(of) >= first or number(of) in ends)
            ]
            found = found & self.having([*later, *same])
        if to:
            day = to.last
            same = range(self.order.find((day.year * 10000,)), self.order.find((day_code(day.isoformat()) + 1,)))
            earlier = self.having(of for of in self.sets.get(Dimension.YEAR, ()) if number(of) < day.year)
            found = found & (earlier | id_set(array("I", self._ids(same))))
        return found

    def in_force(self, day: date) -> BitMap:
        """Return the ids of the agreements that are certainly in force on the day."""
        code = day_code(day.isoformat())
        begun, ended = (
            self.having(of for of in self.sets.get(dimension, ()) if number(of) <= code)
            for dimension in (Dimension.IN_FORCE_FROM, Dimension.IN_FORCE_TO)
        )
        return begun - ended

    # Order

    @cached_property
    def _years(self) -> list[tuple[int, int, BitMap]]:
        """Return the years, earliest first: where each starts and ends in date order, and its ids."""
        years = sorted(number(of) for of in self.sets.get(Dimension.YEAR, ()))
        bounds = [[self.order.find((each * 10000,)) for each in (year, year + 1)] for year in years]
        return [(*each, self.get(tag(Dimension.YEAR, year))) for each, year in zip(bounds, years, strict=True)]

    @property
    def _without_date(self) -> tuple[int, int, BitMap]:
        return 0, len(self.undated), self.undated

    def _ids(self, indices: range) -> Iterator[int]:
        return self.order.column(2, indices)

    def _in_order(self, *, newest: bool) -> Iterator[tuple[range, BitMap]]:
        """Yield the years, entries without a date last: the indices of the entries in order, and their ids
        unordered.
        """
        for begin, end, ids in [*(reversed(self._years) if newest else self._years), self._without_date]:
            yield range(end - 1, begin - 1, -1) if newest else range(begin, end), ids

    def positions(self, found: BitMap | None, *, newest: bool) -> Iterator[Position]:
        """Yield the positions of the entries in `found` (None means all), in date order, those without a date last."""
        for indices, ids in self._in_order(newest=newest):
            if found is None or ids.intersect(found):
                for row in zip(*(self.order.column(column, indices) for column in range(3)), strict=True):
                    if found is None or row[2] in found:
                        yield Position(*row)

    def segments(self, found: BitMap | None, skip: int, take: int, *, newest: bool) -> list["Segment"]:
        """Return the segments that contain `take` entries of `found` (None means all), in date order, after the first
        `skip`.

        Entries without a date are always last. Earlier years are counted, not read.
        """
        needed = []
        for indices, ids in self._in_order(newest=newest):
            matching = len(indices) if found is None else ids.intersection_cardinality(found)
            if skip < matching:
                needed.append(Segment(indices, ids, matching, skip, min(take, matching - skip)))
                take -= needed[-1].take
                if not take:
                    break
            skip = max(0, skip - matching)
        return needed

    def page(self, found: BitMap | None, segments: list["Segment"]) -> list[Position]:
        """Return the positions in `found` (None means all) that the segments specify."""
        page = []
        for each in segments:
            if found is None:
                page += each.indices[each.skip : each.skip + each.take]
            elif each.from_end:
                rest = each.matching - each.skip - each.take
                page += reversed([*islice(self._matching(found, each.indices[::-1]), rest, rest + each.take)])
            else:
                page += islice(self._matching(found, each.indices), each.skip, each.skip + each.take)
        return [Position(*self.order[at]) for at in page]

    def _matching(self, found, indices):
        return (at for at, pk in zip(indices, self._ids(indices), strict=True) if pk in found)

    def rank(self, found: BitMap | None, day: int, place: int, itself: bool, *, newest: bool) -> int:
        """Return how many of `found` come before this date and place, with or without the entry at that position.

        The entry need not exist: a page after a deleted entry continues from its old position.
        """
        at, undated, end = self.order.find((day, place)), len(self.undated), len(self)
        behind = at + bool(self.at(day, place))
        if newest:
            first = at if itself else behind
            return self._number(found, first, end) if day else self._number(found, first, undated, undated, end)
        last = behind if itself else at
        return self._number(found, undated, last) if day else self._number(found, 0, last, undated, end)

    def _number(self, found, *bounds) -> int:
        """Return how many of `found` are in the ranges of indices that `bounds` gives."""
        if found is None:
            return sum(last - first for first, last in batched(bounds, 2))
        number = 0
        for first, last in batched(bounds, 2):
            for begin, end, ids in [*self._years, self._without_date]:
                low, high = max(begin, first), min(end, last)
                if (low, high) == (begin, end):
                    number += ids.intersection_cardinality(found)
                elif low < high:
                    number += sum(pk in found for pk in self._ids(range(low, high)))
        return number
