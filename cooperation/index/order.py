"""Entries of one kind in date order, page by page."""

from collections.abc import Iterator

from pyroaring import BitMap

from .entries import Entries, Position
from .snapshot import positions_of

# The cost of a database query for the places of several entries, and for that of one, measured in entries read from
# memory.
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
        """Return the place of an entry in this order, which `passed` takes."""
        return [position.day, position.place]

    def passed(self, place: list[int]) -> int:
        """Return how many come before a place and at it. No entry need be there any more."""
        return self.rank(*place, itself=True)


class GroupedOrder:
    """Like Ordered, but all entries with the first of the given tags come before all with the second, and so on."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, turns: tuple[int, ...], *, newest: bool):
        self.entries = entries
        self.found = found
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
        """Return how many come before this date and place, with or without the entry there; None if it no longer
        exists.
        """
        pk = self.entries.at(day, place)
        before = 0
        for turn in self._turns:
            if pk in turn.found:
                return before + turn.rank(day, place, itself=itself)
            before += len(turn)
        return None

    def place_of(self, position: Position) -> list[int]:
        turn = next(number for number, turn in enumerate(self._turns) if position.id in turn.found)
        return [turn, position.day, position.place]

    def passed(self, place: list[int]) -> int:
        turn, *within = place
        return sum(map(len, self._turns[:turn])) + self._turns[turn].passed(within)
