"""The tags of each row in a dimension with many tags, such as organizations.

To count the tags of a few thousand rows, it is faster to read the tags of each row than to intersect thousands of sets.
"""

from array import array
from collections import Counter

from pyroaring import BitMap

from ..domain.tags import Dimension, number, tag
from .sets import Sets, id_set

MANY = 200  # with fewer tags, intersecting their sets is fast enough
# Reading the tags of this number of rows takes about as long as intersecting one set, for each block of 65,536 ids.
ROWS_PER_BLOCK = 2


def is_large(dimension: int, sets: Sets) -> bool:
    """Return whether the tags of a dimension are worth reading by row. A row has too many countries."""
    return dimension in (Dimension.MECHANISM, Dimension.ORGANIZATION) and len(sets) >= MANY


class TagsByRow:
    """The tags of each row in one dimension, from the sets of a loaded index.

    It never changes: the tags whose sets have changed since are counted with their sets.
    """

    def __init__(self, dimension: int, sets: Sets):
        self.dimension = dimension
        self.sets = sets
        # The nth layer has the nth tag of each row with so many tags: the ids of the rows, and the tags' numbers by id.
        self.layers = []
        size = 1 + max((ids.max() for ids in self.sets.values() if ids), default=0)
        have, layers = bytearray(size), []
        for of, ids in self.sets.items():
            value = number(of)
            for pk in ids:
                at = have[pk]
                if at == len(layers):
                    layers.append(array("I", bytes(4 * size)))
                layers[at][pk] = value
                have[pk] = at + 1
        rows = range(size)
        for at, numbers in enumerate(layers):
            rows = id_set(pk for pk in rows if have[pk] > at)
            self.layers.append((rows, numbers))
        self.blocks = 1 + size // 65536
        self._changed = (self.sets, [])

    def is_faster(self, rows: int, tags: int) -> bool:
        """Return whether reading the tags of this number of rows is faster than intersecting this number of sets."""
        return rows <= tags * self.blocks * ROWS_PER_BLOCK

    def counts(self, sets: Sets, found: BitMap) -> dict[int, int]:
        """Return the number of rows in `found` for each tag that they have; `sets` are the current sets."""
        numbers = Counter()
        for rows, of_rows in self.layers:
            numbers.update(map(of_rows.__getitem__, rows & found))
        counts = {tag(self.dimension, each): count for each, count in numbers.items()}
        for of in self._changed_since(sets):
            counts.pop(of, None)
            if (ids := sets.get(of)) and (count := ids.intersection_cardinality(found)):
                counts[of] = count
        return counts

    def _changed_since(self, sets):
        seen, changed = self._changed
        if seen is not sets:
            changed = [*self.sets.changed_in(sets)]
            self._changed = sets, changed
        return changed
