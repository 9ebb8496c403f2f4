"""Sorted rows of numbers, in chunks. A change copies the chunks that it changes and shares all others."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from operator import attrgetter

CHUNK = 4096  # rows; a chunk that grows to more than twice as many is split


class Chunk:
    """Some sorted rows: an array for each column. `last` is the last row."""

    __slots__ = "columns", "last", "size"

    def __init__(self, columns: list[array]):
        self.columns = columns
        self.size = len(columns[0])
        self.last = tuple(column[-1] for column in columns)

    def changed(self, removed, added) -> list["Chunk"]:
        """Return the chunks without `removed` and with `added`; the same one if nothing changes."""
        removed = [row for row in removed if self._has(row)]
        added = [row for row in added if not self._has(row)]
        if not removed and not added:
            return [self]
        columns = [column[:] for column in self.columns]
        for row in removed:
            at = _find(columns, row)
            for column in columns:
                del column[at]
        for row in added:
            at = _find(columns, row)
            for column, value in zip(columns, row, strict=True):
                column.insert(at, value)
        return _split(columns, 2 * CHUNK)

    def _has(self, row):
        at = _find(self.columns, row)
        return at < self.size and all(column[at] == value for column, value in zip(self.columns, row, strict=True))


class Rows:
    """An immutable sorted sequence of different rows. `codes` are the type codes of its columns (see array)."""

    def __init__(self, codes: str, chunks: Iterable[Chunk] = ()):
        self.codes = codes
        self.chunks = tuple(chunks)
        self.ends = [*accumulate(chunk.size for chunk in self.chunks)]

    @classmethod
    def of(cls, codes: str, *columns: Iterable[int]) -> "Rows":
        """Return the rows of these columns, which are sorted already."""
        return cls(codes, _split([array(*each) for each in zip(codes, columns, strict=True)], CHUNK))

    def __len__(self):
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, at: int) -> tuple[int, ...]:
        number = bisect_right(self.ends, at)
        return tuple(column[at - self._start(number)] for column in self.chunks[number].columns)

    def find(self, row: tuple[int, ...]) -> int:
        """Return the index of the first row that is not less than this one, which may have fewer columns."""
        number = bisect_left(self.chunks, row, key=_last)
        return self._start(number) + _find(self.chunks[number].columns, row) if number < len(self.chunks) else len(self)

    def column(self, column: int, indices: range | None = None) -> Iterator[int]:
        """Return the numbers in one column, at consecutive indices, ascending or descending; None means all."""
        return chain.from_iterable(self._parts(column, range(len(self)) if indices is None else indices))

    def _parts(self, column, indices):
        is_ascending = indices.step > 0
        first, end = (indices.start, indices.stop) if is_ascending else (indices.stop + 1, indices.start + 1)
        numbers = range(bisect_right(self.ends, first), bisect_left(self.ends, end) + 1) if first < end else ()
        for number in numbers if is_ascending else reversed(numbers):
            start = self._start(number)
            part = self.chunks[number].columns[column][max(first - start, 0) : end - start]
            yield part if is_ascending else reversed(part)

    def _start(self, number):
        return self.ends[number - 1] if number else 0

    def changed(self, removed: Iterable[tuple[int, ...]], added: Iterable[tuple[int, ...]]) -> "Rows":
        """Return the rows without `removed` and with `added`; the same object if unchanged. A row in both stays."""
        added = set(added)
        if not self.chunks:
            return Rows.of(self.codes, *zip(*sorted(added), strict=True)) if added else self
        changes = defaultdict(lambda: ([], []))  # by number of the chunk
        for which, rows in enumerate((set(removed) - added, added)):
            for row in rows:
                number = bisect_left(self.chunks, row, key=_last)
                changes[min(number, len(self.chunks) - 1)][which].append(row)
        chunks = [*self.chunks]
        for number in sorted(changes, reverse=True):  # from the end, because the number of chunks may change
            chunks[number : number + 1] = chunks[number].changed(*changes[number])
        return Rows(self.codes, chunks) if chunks != [*self.chunks] else self


def _split(columns, most):
    if len(columns[0]) <= most:
        return [Chunk(columns)] if columns[0] else []
    return [Chunk([column[at : at + CHUNK] for column in columns]) for at in range(0, len(columns[0]), CHUNK)]


_last = attrgetter("last")


def _find(columns, row):
    first, last = 0, len(columns[0])
    for column, value in zip(columns, row, strict=False):
        first, last = bisect_left(column, value, first, last), bisect_right(column, value, first, last)
    return first
