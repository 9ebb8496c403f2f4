"""Conditions on the rows of the staff's search table, as expressions for querysets of the searched kinds."""

from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F

from ..database.staff_search import DIMENSIONS
from ..domain.dates import holding
from ..domain.tags import Dimension, state_tag, tag

TABLE = "cooperation_staff_search_{kind}"
# Stands for the search row in the SQL of a condition.
ROW = "staff"


class Condition(Expression):
    """A condition on the search row of an object: `sql` names it "staff".

    `index_sql` is the same condition in the form that an index answers fastest, and `is_indexed` whether one can.
    `is_range` says that the condition limits the date. `weight` is the time to test a row, compared with reading it.
    `tags` are those of which the row must have one, if that is the whole condition.
    """

    tags = ()

    def __init__(self, sql, *params, index_sql="", index_params=(), is_range=False, is_indexed=True, weight=0):
        super().__init__(output_field=BooleanField())
        self.sql, self.params, self.weight = sql, params, weight
        self.is_range, self.is_indexed = is_range, is_indexed
        self.index_sql, self.index_params = (index_sql, index_params) if index_sql else (sql, params)
        self.pk, self.kind = F("pk"), None

    def get_source_expressions(self):
        return [self.pk]

    def set_source_expressions(self, expressions):
        [self.pk] = expressions

    def resolve_expression(self, query=None, *args, **kwargs):
        resolved = super().resolve_expression(query, *args, **kwargs)
        resolved.kind = query.model._meta.model_name
        return resolved

    def as_sql(self, compiler, connection):
        pk, params = compiler.compile(self.pk)
        return f"(SELECT {self.sql} FROM {TABLE.format(kind=self.kind)} AS {ROW} WHERE {ROW}.id = {pk})", (
            *self.params,
            *params,
        )


def has_tag(tags) -> Condition:
    """Return the condition that the row has one of the tags."""
    tags = list(tags)
    condition = Condition(f"{ROW}.tags && %s::bigint[]", tags)
    condition.tags = tags
    return condition


def has_state(name: str, *values: str) -> Condition:
    """Return the condition that the row is in one of the states, such as has_state("status", "held")."""
    return has_tag(state_tag(name, value) for value in values)


def related_to(model, *ids: int) -> Condition:
    """Return the condition that the row refers to one of the objects of `model`."""
    return has_tag(tag(DIMENSIONS[model], pk) for pk in ids if pk < 1 << 32)


def in_regions(*ids: int) -> Condition:
    """Return the condition that the record belongs to one of the regions; 0 means none."""
    return has_tag(tag(Dimension.REGION, pk) for pk in ids)


def dated(first: str, last: str) -> Condition:
    """Return the condition that the date of the list is in this range of texts, both included."""
    return Condition(f"{ROW}.date BETWEEN %s AND %s", first, last, is_range=True)


def dated_before(day: date) -> Condition:
    """Return the condition that the date of the list is entirely before the day, by the rule of `is_over`."""
    return Condition(f"{ROW}.date < %s AND {ROW}.date <> ALL (%s)", day.isoformat(), holding(day), is_range=True)


def changed_by(model, user) -> Condition:
    """Return the condition that the history names the user as the author of a change."""
    changed = "SELECT record FROM cooperation_change WHERE user_id = %s AND kind = %s"
    return Condition(
        f"EXISTS ({changed} AND record = {ROW}.id OFFSET 0)",
        user.pk,
        model._meta.model_name,
        index_sql=f"{ROW}.id = ANY (ARRAY({changed}))",
        index_params=(user.pk, model._meta.model_name),
        weight=2,
    )


def imported_from(model, file: int, is_new: bool | None = None) -> Condition:
    """Return the condition that the imported file created or changed the row; with `is_new`, only one of the two."""
    found = "SELECT record FROM cooperation_importedrecord WHERE file_id = %s AND kind = %s"
    if is_new is not None:
        found += " AND is_new" if is_new else " AND NOT is_new"
    params = (file, model._meta.model_name)
    return Condition(
        f"EXISTS ({found} AND record = {ROW}.id OFFSET 0)",
        *params,
        index_sql=f"{ROW}.id = ANY (ARRAY({found}))",
        index_params=params,
        weight=2,
    )


def tag_totals(queryset) -> dict[int, int]:
    """Return the number of rows of the queryset with each tag."""
    try:
        sql, params = queryset.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tag, count(*) FROM {TABLE.format(kind=queryset.model._meta.model_name)} AS {ROW},"
            f" unnest({ROW}.tags) AS tag WHERE {ROW}.id IN ({sql}) GROUP BY tag",
            params,
        )
        return dict(cursor.fetchall())
