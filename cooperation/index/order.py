"""Entries of one kind in the order of their dates, page by page."""

from collections.abc import Iterator

from pyroaring import BitMap

from .entries import Entries, Position
from .snapshot import few

# What it takes to ask the database for the places of some entries, and for that of one, in entries read from memory.
ASKING, ASKING_FOR_ONE = 10_000, 100
ASKED_AT_ONCE = 2000  # the database is asked for the places of so many at most when all are read


class Ordered:
    """Those among the entries of a kind that are `found`, the newest or the oldest first. None is all of them."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, *, newest: bool = True):
        self.kind = kind
        self.entries = entries
        self.found = found
        self.newest = newest

    def __len__(self):
        return len(self.entries if self.found is None else self.found)

    def positions(self) -> Iterator[Position]:
        """Yield them all, as of this snapshot however long that takes."""
        if len(self) <= ASKED_AT_ONCE:
            yield from self.page(0, len(self))
        else:
            yield from self.entries.positions(self.found, newest=self.newest)

    def page(self, skip: int, take: int) -> list[Position]:
        """Return `take` of them after the first `skip`: read from memory, or of a few among many by the database."""
        needed = self.entries.stretches(self.found, skip, take, newest=self.newest)
        asking = ASKING + ASKING_FOR_ONE * sum(each.matching for each in needed)
        if self.found is None or not needed or sum(each.reads for each in needed) < asking:
            return self.entries.page(self.found, needed)
        ids = self.found & BitMap.union(*(each.ids for each in needed))
        return sorted(few(self.kind, ids), key=self._key)[needed[0].skip :][:take]

    def _key(self, position):
        day, place, _id = position
        return (not day, -day, -place) if self.newest else (not day, day, place)

    def rank(self, day: int, place: int, *, itself: bool) -> int:
        """Return how many come before the date and place, the one that stands there counted or not."""
        return self.entries.rank(self.found, day, place, itself, newest=self.newest)


class GroupedOrder:
    """The same, but all that have the first of some tags before all that have the second, and so on."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, turns: tuple[int, ...], *, newest: bool):
        self.entries = entries
        each = [entries.get(turn) if found is None else entries.get(turn) & found for turn in turns]
        self._turns = [Ordered(kind, entries, ids, newest=newest) for ids in each]

    def __len__(self):
        return sum(map(len, self._turns))

    def positions(self) -> Iterator[Position]:
        for turn in self._turns:
            yield from turn.positions()

    def page(self, skip: int, take: int) -> list[Position]:
        page = []
        for turn in self._turns:
            if skip < len(turn):
                page += turn.page(skip, take - len(page))
            skip = max(0, skip - len(turn))
        return page

    def rank(self, day: int, place: int, *, itself: bool) -> int | None:
        """Return how many come before the one at this date and place, itself counted or not; None where it is gone."""
        pk = self.entries.at(day, place)
        before = 0
        for turn in self._turns:
            if pk in turn.found:
                return before + turn.rank(day, place, itself=itself)
            before += len(turn)
        return None
