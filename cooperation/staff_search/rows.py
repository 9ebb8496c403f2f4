"""The first rows of a list, in its order, found in the way that takes the least time.

If many rows match, the list is read in its order until there are enough. If few do, indexes find them, and they are
sorted. A small sample of the table decides, and estimates how far down the list the first rows reach: PostgreSQL's
statistics know neither how many words have a prefix nor how conditions correlate.
"""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.lookups import Exact, IsNull

from regions.translated import LANGUAGES, sorted_text

from ..database.staff_search import KINDS
from ..models import Outcome, Record
from .conditions import ROW, TABLE, Condition

SAMPLED = 80  # pages of the table, of 8 kB
LONG = 5 * SAMPLED  # shorter tables need no sample
# Indexes are used for conditions that at most this share of the rows meets; if there are none, for all.
RARE = 0.1
# The time to find a row by an index, and to fetch it then, compared with reading the next row by date.
FOUND, FETCHED = 0.1, 6


@dataclass(frozen=True)
class Order:
    """An order of lists that the search rows have an index for. `step` is the time to read the next row."""

    column: str
    is_descending: bool
    step: int

    @classmethod
    def of(cls, queryset):
        """Return the order of the queryset, or None if it is another one."""
        first = next(iter(queryset.query.order_by), None)
        if not isinstance(first, OrderBy):
            return None
        if isinstance(first.expression, F) and first.expression.name in ("date", "meeting__date") and first.nulls_last:
            return cls("date", first.descending, 1)
        is_title = first.expression == sorted_text("title", list(LANGUAGES))
        return cls("title", first.descending, 10) if is_title else None

    @property
    def sql(self):
        if self.column == "title":
            return f"ORDER BY title {'DESC' if self.is_descending else 'ASC'}, place DESC"
        direction = "DESC" if self.is_descending else "ASC"
        return f"ORDER BY date {direction} NULLS LAST, place {direction}"

    @property
    def up_to(self):
        """Return the SQL of the condition that a row is not after a value."""
        return f"{ROW}.{self.column} {'>=' if self.is_descending else '<='} %s"


BACKWARDS = Order("date", False, 1)


@dataclass
class Plan:
    """Conditions that indexes are used for, and the value of the order's column after which no row is expected.

    Without conditions, the list is read in its order.
    """

    asked: list[Condition]
    last: str | None = None


def first_ids(queryset, most: int) -> list[int]:
    """Return the ids of at most `most` rows of the queryset, in its order."""
    conditions, others = _split(queryset)
    order = Order.of(queryset)
    is_whole = order and not others.query.where
    if queryset.model._meta.model_name not in KINDS or not (conditions or is_whole or order == BACKWARDS):
        return list(queryset.values_list("pk", flat=True)[:most])
    try:
        return _Rows(queryset, conditions, others, order, most).ids()
    except EmptyResultSet:
        return []


def count(queryset, most: int) -> int:
    """Return the number of rows of the queryset, at most `most`."""
    queryset = queryset.order_by()
    if _split(queryset)[0]:
        # Rows that are read in an order are counted fastest up to `most`.
        date = "meeting__date" if queryset.model is Outcome else "date"
        queryset = queryset.order_by(F(date).desc(nulls_last=True))
    return len(first_ids(queryset, most))


def _split(queryset):
    """Return the conditions on the search rows that all rows meet, and the queryset without them."""
    others, merged_into = queryset.all(), _merged_into(queryset.model)
    found = []

    def take_out(node):
        kept = []
        for child in node.children:
            if isinstance(child, Exact) and isinstance(child.lhs, Condition) and child.rhs is True:
                found.append(child.lhs)
                continue
            if isinstance(child, IsNull) and getattr(child.lhs, "target", None) is merged_into:
                continue  # no search row is that of a merged record
            if hasattr(child, "children") and child.connector == "AND" and not child.negated:
                take_out(child)
                if not child.children:
                    continue
            kept.append(child)
        node.children = kept

    if not queryset.query.where.negated and queryset.query.where.connector == "AND":
        take_out(others.query.where)
    return found, others


def _merged_into(model):
    return model._meta.get_field("merged_into") if issubclass(model, Record) else False


def _hidden(sql):
    """Return the condition in a form that is opaque to the planner, so that it reads in the requested order."""
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
        # PostgreSQL would evaluate EXISTS for all rows at once, however few are needed.
        return f"({sql}) IS NOT NULL", params

    def ids(self):
        pages = self._ask(f"SELECT pg_relation_size('{self.table}') / 8192")[0][0]
        plan = self._plan(pages) if pages >= LONG else Plan([])
        if self.order is None:
            return self._in_another_order(plan)
        if not plan.asked:
            return self._read()
        if plan.last is not None and len(found := self._collected(plan)) == self.most:
            return found
        return self._collected(Plan(plan.asked))

    def _ask(self, sql, params=()):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def _ids(self, sql, params):
        return [pk for (pk,) in self._ask(sql, params)]

    def _where(self, plan, with_rest=True):
        wheres, params = [], []
        for each in self.conditions:
            if each in plan.asked:
                wheres.append(each.index_sql)
                params += each.index_params
            else:
                wheres.append(each.sql if each.is_range else _hidden(each.sql))
                params += each.params
        if plan.last is not None:
            wheres.append(self.order.up_to)
            params.append(plan.last)
        if self.rest and with_rest:
            wheres.append(_hidden(self.rest))
            params += self.rest_params
        return " AND ".join(wheres) or "true", params

    def _read(self):
        """Read in the order of the list until there are enough."""
        where, params = self._where(Plan([]))
        sql = f"SELECT {ROW}.id FROM {self.table} AS {ROW} WHERE {where}"
        if self.order != BACKWARDS:
            return self._ids(f"{sql} {self.order.sql} LIMIT %s", [*params, self.most])
        # The index has undated rows last, so first if it is read backwards: a second query adds them.
        backwards = "ORDER BY date ASC NULLS FIRST, place ASC LIMIT %s"
        found = self._ids(f"{sql} AND {ROW}.date IS NOT NULL {backwards}", [*params, self.most])
        if len(found) < self.most:
            found += self._ids(f"{sql} AND {ROW}.date IS NULL {backwards}", [*params, self.most - len(found)])
        return found

    def _collected(self, plan):
        """Find all rows by indexes, and sort them."""
        where, params = self._where(plan)
        return self._ids(
            f"WITH found AS MATERIALIZED (SELECT id, date, title, place FROM {self.table} AS {ROW} WHERE {where})"
            f" SELECT id FROM found {self.order.sql} LIMIT %s",
            [*params, self.most],
        )

    def _in_another_order(self, plan):
        rows = self.queryset
        if plan.asked:
            where, params = self._where(plan, with_rest=False)
            ids = f"{rows.model._meta.db_table}.id = ANY (ARRAY(SELECT id FROM {self.table} AS {ROW} WHERE {where}))"
            rows = self.others.filter(RawSQL(ids, params, BooleanField()))  # noqa: S611 - all values are parameters
        return list(rows.values_list("pk", flat=True)[: self.most])

    def _plan(self, pages):
        if not (indexed := [each for each in self.conditions if each.is_indexed]):
            return Plan([])
        masks, values = self._sample(pages)
        scale, needed = pages / SAMPLED, self.most * SAMPLED / pages
        counts = [sum(mask >> number & 1 for mask in masks) for number in range(len(self.conditions))]
        count_of = dict(zip(self.conditions, counts, strict=True))
        asked = [each for each in indexed if count_of[each] <= RARE * len(masks)] or indexed
        if self.order is None:
            return Plan(asked)
        whole = self._bits(self.conditions) | 1 << len(self.conditions)
        hits = [place for place, mask in enumerate(masks) if mask == whole]
        steps = hits[int(needed)] + 1 if needed < len(hits) else len(masks)
        if self.order.column == "date":  # reading begins and ends with the ranges
            ranges = self._bits(each for each in self.conditions if each.is_range)
            steps = sum(mask & ranges == ranges for mask in masks[:steps])
        reading = steps * scale * (self.order.step + sum(each.weight for each in self.conditions))
        # Twice as many rows as needed, and some more: the sample is small.
        enough = int(2 * needed) + 4
        reach = hits[enough] + 1 if enough < len(hits) else len(masks)
        bits = self._bits(asked)
        fetched = sum(mask & bits == bits for mask in masks[:reach])
        collecting = scale * (FOUND * (sum(count_of[each] for each in asked) + reach) + FETCHED * fetched)
        if reading <= collecting:
            return Plan([])
        return Plan(asked, values[reach - 1] if reach < len(masks) else None)

    def _bits(self, conditions):
        chosen = list(conditions)
        return sum(1 << number for number, each in enumerate(self.conditions) if each in chosen)

    def _sample(self, pages):
        """Return the rows of a sample in the order of the list: the conditions that each meets, and its value.

        The conditions are a bit mask. The last bit is for those that are not on search rows; it is evaluated only if
        the row meets all others.
        """
        bits, params = [], []
        for number, each in enumerate(self.conditions):
            bits.append(f"CASE WHEN {each.sql} THEN {1 << number} ELSE 0 END")
            params += each.params
        last = 1 << len(self.conditions)
        if self.rest:
            last = f"CASE WHEN mask = {last - 1} AND {self.rest} THEN {last} ELSE 0 END"
        order, column = (self.order.sql, self.order.column) if self.order else ("", "NULL")
        found = self._ask(
            f"SELECT mask + {last}, {column} FROM (SELECT id, date, title, place, {' + '.join(bits)} AS mask"
            f" FROM {self.table} AS {ROW} TABLESAMPLE SYSTEM (%s) REPEATABLE (1) OFFSET 0) AS {ROW} {order}",
            [*self.rest_params, *params, min(100 * SAMPLED / pages, 100)],
        )
        return [mask for mask, _value in found], [value for _mask, value in found]
