"""The entries of one kind, held in memory: a set of ids for each tag, and all ids sorted by date.

These objects are immutable: a change in the database creates a new object that shares unchanged data with the old one.
So a request reads one consistent state, whatever others write in the meantime.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import batched, islice
from typing import NamedTuple

from pyroaring import BitMap

from ..domain.dates import PartialDate
from ..domain.tags import Dimension, day_code, number, tag
from .by_row import TagsByRow, is_large

NONE = BitMap()


def id_set(ids: Iterable[int]) -> BitMap:
    return BitMap(ids)


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


class Entries:
    """The entries of one kind.

    `sets` are the ids that have each tag, by dimension. `days`, `places` and `ids` are parallel arrays, sorted by the
    first two: oldest first, those without a date (0) at the start. `by_row` has the tags of each entry, for the
    dimensions with many tags (by_row.py).
    """

    def __init__(self, sets: dict[int, dict[int, BitMap]] | None = None, days=(), places=(), ids=()):
        self.sets = sets or {}
        self.days = array("I", days)
        self.places = array("Q", places)
        self.ids = array("I", ids)
        self.by_row = {}

    def __len__(self):
        return len(self.ids)

    def changed(self, gone: list[Entry], come: list[Entry]) -> "Entries":
        """Return the entries without `gone` (in their old state) and with `come`."""
        new = Entries(dict(self.sets), self.days, self.places, self.ids)
        new.by_row = self.by_row
        copied = {}

        def own(of):
            if of not in copied:
                if new.sets.get(of >> 32) is self.sets.get(of >> 32):
                    new.sets[of >> 32] = dict(new.sets.get(of >> 32, {}))
                copied[of] = new.sets[of >> 32][of] = new.sets[of >> 32].get(of, NONE).copy()
            return copied[of]

        for entry in gone:
            at = new._place(entry.day, entry.place)
            if new.ids[at : at + 1] == array("I", [entry.id]):
                del new.days[at], new.places[at], new.ids[at]
            for of in entry.tags:
                own(of).discard(entry.id)
        for entry in come:
            at = new._place(entry.day, entry.place)
            new.days.insert(at, entry.day)
            new.places.insert(at, entry.place)
            new.ids.insert(at, entry.id)
            for of in entry.tags:
                own(of).add(entry.id)
        for of, ids in copied.items():
            if not ids:
                del new.sets[of >> 32][of]
        return new

    def _place(self, day, place) -> int:
        first, last = bisect_left(self.days, day), bisect_right(self.days, day)
        return bisect_left(self.places, place, first, last)

    def at(self, day: int, place: int) -> int:
        """Return the id of the entry at this date and place, 0 if there is none."""
        at = self._place(day, place)
        is_there = at < len(self) and (self.days[at], self.places[at]) == (day, place)
        return self.ids[at] if is_there else 0

    # Tags

    def get(self, of: int) -> BitMap:
        return self.sets.get(of >> 32, {}).get(of, NONE)

    def total(self, of: int) -> int:
        return len(self.get(of))

    def having(self, tags: Iterable[int]) -> BitMap:
        found = [ids for of in tags if (ids := self.get(of))]
        return found[0] if len(found) == 1 else BitMap.union(*found) if found else NONE

    @cached_property
    def whole(self) -> BitMap:
        return BitMap(self.ids)

    def tags(self, dimension: int) -> list[int]:
        """Return the tags of a dimension that occur, most frequent first."""
        if dimension not in self._sorted:
            sets = self.sets.get(dimension, {})
            self._sorted[dimension] = sorted(sets, key=lambda of: (-len(sets[of]), of))
        return self._sorted[dimension]

    def totals(self, dimension: int) -> dict[int, int]:
        """Return the number of entries with each tag of a dimension, most frequent first."""
        if dimension not in self._totals:
            self._totals[dimension] = {of: self.total(of) for of in self.tags(dimension)}
        return self._totals[dimension]

    @cached_property
    def _totals(self) -> dict[int, dict[int, int]]:
        return {}

    @cached_property
    def _sorted(self) -> dict[int, list[int]]:
        return {}

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
        undated = self._undated[2]
        if found is None:
            return len(self) - len(undated)
        return len(found) - undated.intersection_cardinality(found)

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
            begin, end = bisect_left(self.days, day.year * 10000), bisect_right(self.days, day_code(day.isoformat()))
            earlier = self.having(of for of in self.sets.get(Dimension.YEAR, ()) if number(of) < day.year)
            found = found & (earlier | BitMap(self.ids[begin:end]))
        return found

    # Order

    @cached_property
    def _years(self) -> list[tuple[int, int, BitMap]]:
        """Return the years, earliest first: where each starts and ends in the arrays, and its ids."""
        return [
            (
                bisect_left(self.days, year * 10000),
                bisect_left(self.days, (year + 1) * 10000),
                self.get(tag(Dimension.YEAR, year)),
            )
            for year in sorted(number(of) for of in self.sets.get(Dimension.YEAR, ()))
        ]

    @cached_property
    def _undated(self) -> tuple[int, int, BitMap]:
        end = bisect_right(self.days, 0)
        return 0, end, BitMap(self.ids[:end])

    def _in_order(self, *, newest: bool) -> Iterator[tuple[range, BitMap]]:
        """Yield the years, entries without a date last: the indices of the entries in order, and their ids
        unordered.
        """
        for begin, end, ids in [*(reversed(self._years) if newest else self._years), self._undated]:
            yield range(end - 1, begin - 1, -1) if newest else range(begin, end), ids

    def positions(self, found: BitMap | None, *, newest: bool) -> Iterator[Position]:
        """Yield the positions of the entries in `found` (None means all), in date order, those without a date last."""
        for indices, ids in self._in_order(newest=newest):
            if found is None or ids.intersect(found):
                for at in indices:
                    if found is None or self.ids[at] in found:
                        yield Position(self.days[at], self.places[at], self.ids[at])

    def stretches(self, found: BitMap | None, skip: int, take: int, *, newest: bool) -> list["Segment"]:
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

    def page(self, found: BitMap | None, stretches: list["Segment"]) -> list[Position]:
        """Return the positions in `found` (None means all) that the segments specify."""
        page = []
        for each in stretches:
            if found is None:
                page += each.indices[each.skip : each.skip + each.take]
            elif each.from_end:
                rest = each.matching - each.skip - each.take
                backwards = (at for at in reversed(each.indices) if self.ids[at] in found)
                page += reversed([*islice(backwards, rest, rest + each.take)])
            else:
                page += islice((at for at in each.indices if self.ids[at] in found), each.skip, each.skip + each.take)
        return [Position(self.days[at], self.places[at], self.ids[at]) for at in page]

    def rank(self, found: BitMap | None, day: int, place: int, itself: bool, *, newest: bool) -> int:
        """Return how many of `found` come before this date and place, with or without the entry at that position.

        The entry need not exist: a page after a deleted entry continues from its old position.
        """
        at, undated, end = self._place(day, place), self._undated[1], len(self)
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
            for begin, end, ids in [*self._years, self._undated]:
                low, high = max(begin, first), min(end, last)
                if (low, high) == (begin, end):
                    number += ids.intersection_cardinality(found)
                elif low < high:
                    number += sum(each in found for each in self.ids[low:high])
        return number
