"""Entries of one kind in date order, page by page."""

from collections.abc import Iterator

from pyroaring import BitMap

from .entries import Entries, Position
from .snapshot import positions_of

# The cost of a database query for positions, and of each position in it, measured in entries read from memory.
ASKING, ASKING_FOR_ONE = 10_000, 100
ASKED_AT_ONCE = 2000  # maximum number of places per database query when all are read


class Ordered:
    """The entries of a kind that are in `found`, newest or oldest first. None means all."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, *, newest: bool = True):
        self.kind = kind
        self.entries = entries
        self.found = found
        self.newest = newest

    def __len__(self):
        return len(self.entries if self.found is None else self.found)

    def positions(self) -> Iterator[Position]:
        """Yield all positions. They are from this snapshot, even if reading takes long."""
        if len(self) <= ASKED_AT_ONCE:
            yield from self.page(0, len(self))
        else:
            yield from self.entries.positions(self.found, newest=self.newest)

    def page(self, skip: int, take: int) -> list[Position]:
        """Return `take` positions after the first `skip`: read from memory, or from the database if few of
        many match.
        """
        needed = self.entries.segments(self.found, skip, take, newest=self.newest)
        asking = ASKING + ASKING_FOR_ONE * sum(each.matching for each in needed)
        if self.found is None or not needed or sum(each.reads for each in needed) < asking:
            return self.entries.page(self.found, needed)
        ids = self.found & BitMap.union(*(each.ids for each in needed))
        return sorted(positions_of(self.kind, ids), key=self._key)[needed[0].skip :][:take]

    def _key(self, position):
        day, place, _id = position
        return (not day, -day, -place) if self.newest else (not day, day, place)

    def rank(self, day: int, place: int, *, itself: bool) -> int:
        """Return how many come before the date and place, with or without the entry at that position."""
        return self.entries.rank(self.found, day, place, itself, newest=self.newest)

    def place_of(self, position: Position) -> list[int]:
        """Return the place of an entry in this order, as `passed` expects it."""
        return [position.day, position.place]

    def passed(self, place: list[int]) -> int:
        """Return how many come before or at a place, even if its entry no longer exists."""
        return self.rank(*place, itself=True)


class GroupedOrder:
    """Like Ordered, but all entries with the first of the given tags come before all with the second, and so on."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, tags: tuple[int, ...], *, newest: bool):
        self.entries = entries
        self.found = found
        each = [entries.get(tag) if found is None else entries.get(tag) & found for tag in tags]
        self._groups = [Ordered(kind, entries, ids, newest=newest) for ids in each]

    def __len__(self):
        return sum(map(len, self._groups))

    def positions(self) -> Iterator[Position]:
        for group in self._groups:
            yield from group.positions()

    def page(self, skip: int, take: int) -> list[Position]:
        page = []
        for group in self._groups:
            if skip < len(group):
                page += group.page(skip, take - len(page))
            skip = max(0, skip - len(group))
        return page

    def rank(self, day: int, place: int, *, itself: bool) -> int | None:
        """Return how many come before this date and place, with or without the entry there; None if it no longer
        exists.
        """
        pk = self.entries.at(day, place)
        before = 0
        for group in self._groups:
            if pk in group.found:
                return before + group.rank(day, place, itself=itself)
            before += len(group)
        return None

    def place_of(self, position: Position) -> list[int]:
        group = next(number for number, group in enumerate(self._groups) if position.id in group.found)
        return [group, position.day, position.place]

    def passed(self, place: list[int]) -> int:
        group, *within = place
        return sum(map(len, self._groups[:group])) + self._groups[group].passed(within)
