"""Sorted rows of numbers, in chunks. A change copies the chunks that it changes and shares all others."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain

CHUNK = 4096  # rows; a chunk that grows to more than twice as many is split


class Rows:
    """An immutable sorted sequence of different rows.

    `codes` are the type codes of the columns (of the module array). A chunk is one array for each column.
    """

    def __init__(self, codes: str, chunks=()):
        self.codes = codes
        self.chunks = tuple(chunks)
        self.ends = [*accumulate(len(chunk[0]) for chunk in self.chunks)]

    @classmethod
    def of(cls, codes: str, *columns: Iterable[int]) -> "Rows":
        """Return the rows of these columns, which are sorted already."""
        return cls(codes, _split([array(*each) for each in zip(codes, columns, strict=True)]))

    def __len__(self):
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, at: int) -> tuple[int, ...]:
        number = bisect_right(self.ends, at)
        return tuple(column[at - self._start(number)] for column in self.chunks[number])

    def __contains__(self, row: tuple[int, ...]) -> bool:
        at = self.find(row)
        return at < len(self) and self[at] == row

    def find(self, row: tuple[int, ...]) -> int:
        """Return the index of the first row that is not less than this one, which may have fewer columns."""
        number = bisect_left(self.chunks, row, key=_last)
        return self._start(number) + _find(self.chunks[number], row) if number < len(self.chunks) else len(self)

    def column(self, column: int, indices: range | None = None) -> Iterator[int]:
        """Return the numbers in one column, at consecutive indices, ascending or descending; None means all."""
        return chain.from_iterable(self._parts(column, range(len(self)) if indices is None else indices))

    def _parts(self, column, indices):
        is_ascending = indices.step > 0
        first, last = (indices.start, indices.stop) if is_ascending else (indices.stop + 1, indices.start + 1)
        numbers = range(bisect_right(self.ends, first), len(self.chunks) if last > first else 0)
        numbers = range(numbers.start, min(numbers.stop, bisect_left(self.ends, last) + 1))
        for number in numbers if is_ascending else reversed(numbers):
            start = self._start(number)
            part = self.chunks[number][column][max(first - start, 0) : last - start]
            yield part if is_ascending else reversed(part)

    def _start(self, number):
        return self.ends[number - 1] if number else 0

    def changed(self, gone: Iterable[tuple[int, ...]], come: Iterable[tuple[int, ...]]) -> "Rows":
        """Return the rows without `gone` and with `come`. A row in both stays."""
        come = set(come)
        changes = defaultdict(lambda: ([], []))  # by number of the chunk
        for row in set(gone) - come:
            if row in self:
                changes[self._number(row)][0].append(row)
        for row in come:
            if row not in self:
                changes[self._number(row)][1].append(row)
        if not changes:
            return self
        chunks = list(self.chunks) or [[array(code) for code in self.codes]]
        for number in sorted(changes, reverse=True):  # from the end, because the number of chunks may change
            columns = [column[:] for column in chunks[number]]
            less, more = changes[number]
            for row in less:
                at = _find(columns, row)
                for column in columns:
                    del column[at]
            for row in more:
                at = _find(columns, row)
                for column, value in zip(columns, row, strict=True):
                    column.insert(at, value)
            chunks[number : number + 1] = [columns] if 0 < len(columns[0]) <= 2 * CHUNK else _split(columns)
        return Rows(self.codes, chunks)

    def _number(self, row):
        """Return the number of the chunk that the row belongs to."""
        return max(min(bisect_left(self.chunks, row, key=_last), len(self.chunks) - 1), 0)


def _split(columns):
    return [[column[at : at + CHUNK] for column in columns] for at in range(0, len(columns[0]), CHUNK)]


def _last(chunk):
    return tuple(column[-1] for column in chunk)


def _find(columns, row):
    first, last = 0, len(columns[0])
    for column, value in zip(columns, row, strict=False):
        first, last = bisect_left(column, value, first, last), bisect_right(column, value, first, last)
    return first
