"""Rows for which the sorted ids are known before the table is queried, such as the rows of a list, from the index."""

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import batched

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BigIntegerField, F, Func, Value

BATCH = 2000  # ids per statement


def in_order(rows: models.QuerySet, ids: Sequence[int]) -> models.QuerySet:
    """Return the rows with these ids, in this order, as a queryset of the same class.

    Its length and its slices come from the ids. Iteration runs one statement for each BATCH of ids, outside a
    transaction, and skips rows that have left `rows` by then. `ids` needs `len()`, `iter()` and slices.
    """
    found = rows.all()
    found.__class__ = _in_order_class(type(found))
    found._ids, found._span = ids, range(len(ids))
    return found


def ids_of(rows: models.QuerySet) -> array:
    """Return the ids of all rows in order, eight bytes each. Runs one statement and reads its whole result."""
    return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=10_000))


def position_in(ids: list[int]) -> Func:
    """Return the position of a row's id among the ids, to sort by it."""
    wanted = Value(ids, ArrayField(BigIntegerField()))
    return Func(wanted, F("pk"), function="array_position", output_field=BigIntegerField())


@cache
def _in_order_class(queryset_class):
    return type(f"{queryset_class.__name__}InOrder", (InOrder, queryset_class), {"_plain_class": queryset_class})


class InOrder(models.QuerySet):
    """Methods that `in_order` adds to a queryset class. Like a slice, it cannot be filtered or sorted further."""

    def _clone(self):
        clone = super()._clone()
        clone._ids, clone._span = self._ids, self._span
        return clone

    # Methods that use only the ids

    @property
    def ordered(self):
        return True

    def count(self):
        return len(self._span)

    def exists(self):
        return bool(self._span)

    __len__, __bool__ = count, exists

    def __getitem__(self, key):
        """Return a row, or a slice as a queryset. Raises IndexError also if the row is no longer public."""
        if not isinstance(key, slice):
            at = self._span[key]
            return self._batch(self._ids[at : at + 1])[0]
        if key.step not in (None, 1):
            raise ValueError("The rows of a list are not read in steps.")
        part = self._chain()
        part._span = self._span[key]
        return part

    # Methods that read the table

    def iterator(self, chunk_size: int | None = None) -> Iterator:
        """Yield the rows with at most one batch in memory. No transaction is open between two statements."""
        for ids in batched(self._listed_ids(), chunk_size or BATCH):
            yield from self._batch(ids)

    def _fetch_all(self):
        if self._result_cache is None:
            self._result_cache = list(self.iterator())

    def _listed_ids(self):
        return self._ids if len(self._span) == len(self._ids) else self._ids[self._span.start : self._span.stop]

    def _batch(self, ids):
        rows, ids = self._chain(), list(ids)
        rows.__class__ = self._plain_class
        return rows.filter(pk__in=ids).order_by(position_in(ids))

    # Methods that would select other rows than the ids

    def _refuse(self, *args, **kwargs):
        raise TypeError("The rows of a list and their order are known: narrow the list by its parameters.")

    _filter_or_exclude = order_by = reverse = distinct = aggregate = _refuse
    update = delete = _earliest = _combinator_query = resolve_expression = aiterator = _refuse
    __and__ = __or__ = __xor__ = _refuse
