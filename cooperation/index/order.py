"""Entries of one kind in the order of their dates, page by page."""

from bisect import bisect_left, bisect_right
from functools import cached_property

from pyroaring import BitMap

from .entries import Entries, Position
from .snapshot import few

# The order is read until a page is full. Where fewer than one in so many match, the database is asked for just those.
SPARSE = 500


class Ordered:
    """Those among the entries of a kind that are `found`, the newest or the oldest first. None is all of them."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, *, newest: bool = True):
        self.kind = kind
        self.entries = entries
        self.found = found
        self.newest = newest

    def __len__(self):
        return len(self.entries if self.found is None else self.found)

    @cached_property
    def _few(self) -> list[Position] | None:
        if self.found is None or len(self.found) * SPARSE >= len(self.entries):
            return None
        return sorted(few(self.kind, self.found), key=self._key) if self.found else []

    def _key(self, position):
        day, place = position[:2]
        return (not day, -day, -place) if self.newest else (not day, day, place)

    def page(self, skip: int, take: int) -> list[Position]:
        """Return `take` of them after the first `skip`."""
        if self._few is None:
            return self.entries.page(self.found, skip, take, newest=self.newest)
        return self._few[skip : skip + take]

    def rank(self, day: int, place: int, *, itself: bool) -> int:
        """Return how many come before the date and place, the one that stands there counted or not."""
        if self._few is None:
            return self.entries.rank(self.found, day, place, itself, newest=self.newest)
        keys = [self._key(position) for position in self._few]
        return (bisect_right if itself else bisect_left)(keys, self._key((day, place)))


class InTurns:
    """The same, but all that have the first of some tags before all that have the second, and so on."""

    def __init__(self, kind: str, entries: Entries, found: BitMap | None, turns: tuple[int, ...], *, newest: bool):
        self.entries = entries
        each = [entries.get(turn) if found is None else entries.get(turn) & found for turn in turns]
        self._turns = [Ordered(kind, entries, ids, newest=newest) for ids in each]

    def __len__(self):
        return sum(map(len, self._turns))

    def page(self, skip: int, take: int) -> list[Position]:
        """Return `take` of them after the first `skip`."""
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
