"""The first rows of a list, in its order, found in the way that takes the least time.

If many rows match, the list is read in its order until there are enough. If few do, an index finds them, and they are
sorted. A small sample of the table tells which it is: PostgreSQL's statistics know neither how many words begin alike
nor which conditions go together.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.lookups import Exact

from ..database.staff_search import KINDS
from .conditions import ROW, TABLE, Condition

SAMPLED = 150  # pages of the table, of 8 kB
LONG = 3 * SAMPLED  # shorter tables need no sample
# The lookups of the date of a list.
DATES = ("date", "meeting__date")
# An index is asked for conditions that at most this part of the rows meets, or for all if there are none.
RARE = 0.1
# The time that a row takes, compared with a row that is read in the order of the list by date.
BY_INDEX = 1.5
IN_ANOTHER_ORDER = 5
SORTED_OTHERWISE = 3


def first_ids(queryset, most: int) -> list[int]:
    """Return the ids of at most `most` rows of the queryset, in its order."""
    conditions, others = _split(queryset)
    order = DateOrder.of(queryset)
    if (not conditions and not (order and order.is_reversed)) or queryset.model._meta.model_name not in KINDS:
        return list(queryset.values_list("pk", flat=True)[:most])
    try:
        return _Rows(queryset, conditions, others, order, most).ids()
    except EmptyResultSet:
        return []


class DateOrder:
    """The order of a list by date, undated rows last; SQL for it."""

    def __init__(self, is_reversed):
        self.is_reversed = is_reversed
        direction = "ASC" if is_reversed else "DESC"
        self.sql = f"ORDER BY date {direction} NULLS LAST, place {direction}"

    @classmethod
    def of(cls, queryset):
        """Return the order of the queryset if it is sorted by its date, else None."""
        first = next(iter(queryset.query.order_by), None)
        is_known = isinstance(first, OrderBy) and isinstance(first.expression, F) and first.nulls_last
        return cls(not first.descending) if is_known and first.expression.name in DATES else None


def _split(queryset):
    """Return the conditions on the search rows that all rows meet, and the queryset without them."""
    others = queryset.all()
    found = []

    def take_out(node):
        kept = []
        for child in node.children:
            if isinstance(child, Exact) and isinstance(child.lhs, Condition) and child.rhs is True:
                found.append(child.lhs)
                continue
            if hasattr(child, "children") and child.connector == "AND" and not child.negated:
                take_out(child)
                if not child.children:
                    continue
            kept.append(child)
        node.children = kept

    if not queryset.query.where.negated and queryset.query.where.connector == "AND":
        take_out(others.query.where)
    return found, others


def _hidden(sql):
    """Return the condition in a form that the planner knows nothing about, so that it reads in the order asked for."""
    return f"CASE WHEN {sql} THEN true END"


class _Rows:
    """How the first rows are found. `others` is the queryset without the conditions on search rows."""

    def __init__(self, queryset, conditions, others, order, most):
        self.queryset, self.conditions, self.others = queryset, conditions, others
        self.order, self.most = order, most
        self.table = TABLE.format(kind=queryset.model._meta.model_name)
        self.rest, self.rest_params = self._rest()

    def _rest(self):
        """Return the SQL of the conditions that are not on search rows, "" if there are none."""
        if not self.others.query.where:
            return "", ()
        same = RawSQL(f"{ROW}.id", ())  # noqa: S611 - the name is a constant
        sql, params = self.others.order_by().filter(pk=same).values("pk").query.sql_with_params()
        # PostgreSQL would answer EXISTS for all rows at once, however few are asked for.
        return f"({sql}) IS NOT NULL", params

    def ids(self):
        pages = self._ask(f"SELECT pg_relation_size('{self.table}') / 8192")[0]
        drivers = self._drivers(pages) if pages >= LONG else []
        if self.order is None:
            return self._in_another_order(drivers)
        if drivers:
            return self._collected(drivers)
        return self._read()

    def _ask(self, sql, params=()):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [value for (value,) in cursor.fetchall()]

    def _where(self, drivers=(), with_rest=True):
        """Return the SQL and parameters of all conditions: `drivers` are for an index, ranges for that of the date."""
        wheres, params = [], []
        for each in self.conditions:
            if each in drivers:
                wheres.append(each.index_sql)
                params += each.index_params
            else:
                wheres.append(each.sql if each.is_range else _hidden(each.sql))
                params += each.params
        if self.rest and with_rest:
            wheres.append(_hidden(self.rest))
            params += self.rest_params
        return " AND ".join(wheres) or "true", params

    def _read(self):
        """Read in the order of the list until there are enough."""
        where, params = self._where()
        sql = f"SELECT {ROW}.id FROM {self.table} AS {ROW} WHERE {where}"
        if not self.order.is_reversed:
            return self._ask(f"{sql} {self.order.sql} LIMIT %s", [*params, self.most])
        # The index has undated rows last. Read backwards, it has them first: they are asked for afterwards.
        backwards = "ORDER BY date ASC NULLS FIRST, place ASC LIMIT %s"
        found = self._ask(f"{sql} AND {ROW}.date IS NOT NULL {backwards}", [*params, self.most])
        if len(found) < self.most:
            found += self._ask(f"{sql} AND {ROW}.date IS NULL {backwards}", [*params, self.most - len(found)])
        return found

    def _collected(self, drivers):
        """Find all rows by index, and sort them."""
        where, params = self._where(drivers)
        return self._ask(
            f"WITH found AS MATERIALIZED (SELECT id, date, place FROM {self.table} AS {ROW} WHERE {where})"
            f" SELECT id FROM found {self.order.sql} LIMIT %s",
            [*params, self.most],
        )

    def _in_another_order(self, drivers):
        rows = self.queryset
        if drivers:
            where, params = self._where(drivers, with_rest=False)
            ids = f"{rows.model._meta.db_table}.id = ANY (ARRAY(SELECT id FROM {self.table} AS {ROW} WHERE {where}))"
            rows = self.others.filter(RawSQL(ids, params, BooleanField()))  # noqa: S611 - all values are parameters
        return list(rows.values_list("pk", flat=True)[: self.most])

    def _drivers(self, pages):
        """Return the conditions that an index is to be asked for; none if the list is to be read in its order."""
        asked = [each for each in self.conditions if each.is_indexed]
        if not asked or not (masks := self._sample(pages)):
            return []
        scale = pages / SAMPLED
        total = len(masks)
        counts = [sum(mask >> number & 1 for mask in masks) for number in range(len(self.conditions))]
        drivers = [
            each
            for each, count in zip(self.conditions, counts, strict=True)
            if each.is_indexed and count <= RARE * total
        ] or asked
        bits = sum(1 << number for number, each in enumerate(self.conditions) if each in drivers)
        collected = sum(mask & bits == bits for mask in masks) * scale
        whole = (1 << len(self.conditions) + 1) - 1
        ranges = sum(1 << number for number, each in enumerate(self.conditions) if each.is_range)
        needed = self.most / scale
        if self.order:
            read = [mask for mask in masks if mask & ranges == ranges]
            if self.order.is_reversed:
                read.reverse()
            places = [place for place, mask in enumerate(read) if mask == whole]
            steps = places[int(needed)] + 1 if needed < len(places) else len(read)
            is_short = steps * scale <= collected * BY_INDEX
        else:
            hits = sum(mask == whole for mask in masks)
            steps = total * min(needed / hits, 1) if hits else total
            is_short = steps * scale * IN_ANOTHER_ORDER <= collected * BY_INDEX + hits * scale * SORTED_OTHERWISE
        return [] if is_short else drivers

    def _sample(self, pages):
        """Return for each row of a sample, the latest first, a number with a bit for each condition that it meets.

        The last bit is for all that is not about search rows; it is asked only where the row meets the rest.
        """
        bits, params = [], []
        for number, each in enumerate(self.conditions):
            bits.append(f"CASE WHEN {each.sql} THEN {1 << number} ELSE 0 END")
            params += each.params
        last, whole = 1 << len(self.conditions), (1 << len(self.conditions)) - 1
        if self.rest:
            last = f"CASE WHEN mask = {whole} AND {self.rest} THEN {last} ELSE 0 END"
        return self._ask(
            f"SELECT mask + {last} FROM (SELECT id, date, place, {' + '.join(bits)} AS mask FROM {self.table} AS {ROW}"
            f" TABLESAMPLE SYSTEM (%s) REPEATABLE (1) OFFSET 0) AS {ROW} ORDER BY date DESC NULLS LAST, place DESC",
            [*self.rest_params, *params, 100 * SAMPLED / pages],
        )
