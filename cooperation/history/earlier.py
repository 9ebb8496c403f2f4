"""Shows a record as readers saw it in an earlier version, with the code that shows the present one.

The rows of that version come from the history. While `Earlier` is entered, every statement reads them in place of the
record's present rows, from a WITH query with the name of the table. So a page needs no code of its own to show an
earlier version.
"""

import json
import re
from contextlib import ExitStack
from functools import cache

from django.core.serializers.json import DjangoJSONEncoder
from django.db import NotSupportedError, connection, models, transaction

from ..models import Citation, Document, Record
from ..models.citation import PARTS
from ..models.record import STAFF
from . import changes_of, replay
from .differences import State, tables
from .public_versions import PublicVersion

# A row without the target of one of these relations is left out. Other rows only lose the relation.
ESSENTIAL = {"party": {"country", "organization"}, "citation": {"source", *PARTS}}
ROWS = """{table} AS NOT MATERIALIZED (
    SELECT * FROM {table} WHERE id <> ALL ('{{{present}}}'::bigint[])
    UNION ALL
    SELECT {columns} FROM jsonb_populate_recordset(
        NULL::{table}, current_setting('registry.earlier')::jsonb -> '{table}'
    )
)"""
# The columns of a table; for a generated one, the expression that gives its value.
COLUMNS = """
SELECT string_agg(coalesce(pg_get_expr(adbin, adrelid) || ' AS ', '') || quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum AND attgenerated = 's'
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
_WITH = re.compile(r"\s*WITH\s+(RECURSIVE\s)?", re.IGNORECASE)
_TABLE = re.compile(r"\b(?:cooperation|regions)_\w+")


class Earlier:
    """A context manager: within it, the record and its parts are read as they were in the public `version`.

    Other objects are read as they are today. References to objects that are not public today are left out, and counted
    in `left_out`. Runs one statement for the history, and one for each model that is referred to.
    """

    def __init__(self, record: Record, version: PublicVersion):
        self.record = record
        self.version = version
        changes = list(changes_of(record._meta.model_name, record.pk))
        then = replay(each for each in changes if each.pk <= version.last)
        present = replay((each for each in changes if each.pk > version.last), then)
        shown, self.left_out = _public(then, present)
        self.rows = {table: [self._whole(table, row) for row in rows.values()] for table, rows in shown.items()}
        self.present = {table: present.get(table, {}).keys() for table in {*then, *present}}

    def _whole(self, table, row):
        """Return the row with the columns that the history does not have; newer columns have their default."""
        fields = tables()[table]._meta.concrete_fields
        row = {each.column: _default(each) for each in fields if each.column not in row} | row
        if table == self.record._meta.db_table:
            row |= dict.fromkeys(STAFF[1], "")
            row |= {"slug": self.record.slug, "publish_at": None, "changed_in": 0}
            row |= {"version": self.version.number, "updated_at": self.version.at.isoformat()}
        return row

    def __enter__(self):
        with ExitStack() as entered:
            entered.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('registry.earlier', %s, true)", [json.dumps(self.rows, cls=DjangoJSONEncoder)]
                )
            entered.enter_context(connection.execute_wrapper(self._read))
            self._leave = entered.pop_all()
        return self

    def __exit__(self, *error):
        return self._leave.__exit__(*error)

    def _read(self, execute, sql, params, *rest):
        if named := [table for table in dict.fromkeys(_TABLE.findall(sql)) if table in self.present]:
            queries = ", ".join(map(self._query, named))
            sql = with_queries(queries if params is None else queries.replace("%", "%%"), sql)
        return execute(sql, params, *rest)

    def _query(self, table):
        present = ",".join(map(str, self.present[table]))
        return ROWS.format(table=table, present=present, columns=_columns(table))


def with_queries(queries: str, sql: str) -> str:
    """Return the statement with these WITH queries, before its own if it has some."""
    own = _WITH.match(sql)
    if not own:
        return f"WITH {queries} {sql}"
    if own[1]:
        raise NotSupportedError("Within a version of a record, a statement that reads it cannot use WITH RECURSIVE.")
    return f"WITH {queries}, {sql[own.end() :]}"


@cache
def _columns(table) -> str:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        return cursor.fetchone()[0]


def _default(field: models.Field):
    """Return the value of a column for a row that was written before the column was added."""
    if field.null or field.generated or field.primary_key or not field.has_default():
        return "" if isinstance(field, (models.CharField, models.TextField)) and not field.null else None
    return field.get_default()


def _public(then: State, present: State) -> tuple[State, int]:
    """Return the rows that readers may see, and how many rows and relations that they saw then are left out."""
    internal = [pk for pk, row in present.get(Document._meta.db_table, {}).items() if row["is_internal"]]
    there, found, left_out = _there(then), {}, 0
    for table in sorted(then, key=_sort_key):
        model, rows = tables()[table], {}
        relations = [field for field in model._meta.concrete_fields if field.is_relation]
        essential = ESSENTIAL.get(model._meta.model_name, ())
        for pk, row in then[table].items():
            if row.get("is_internal") or (model is Citation and row["field"] in STAFF[1]):
                continue
            lost = [each for each in relations if (of := row.get(each.column)) and of not in there[each.related_model]]
            if (model is Document and pk in internal) or any(not each.null or each.name in essential for each in lost):
                left_out += 1
                there[model].discard(pk)
            else:
                left_out += len(lost)
                rows[pk] = row | {each.column: None for each in lost}
        found[table] = rows
    return found, left_out


def _sort_key(table):
    """Return the sort key of a table: rows come after those that they refer to, citations last."""
    model = tables()[table]
    return not issubclass(model, Record), bool(model._meta.auto_created), model is Citation


def _there(then) -> dict[type[models.Model], set[int]]:
    """Return the ids that the rows may refer to, by model: of the version itself, and of what is public today."""
    there = {tables()[table]: set(rows) for table, rows in then.items()}
    asked = {}
    for table, rows in then.items():
        for field in tables()[table]._meta.concrete_fields:
            if field.is_relation:
                ids = {row.get(field.column) for row in rows.values()} - {None}
                asked.setdefault(field.related_model, set()).update(ids)
    for model, ids in asked.items():
        own = there.setdefault(model, set())
        if rest := ids - own:
            own.update(model.objects.published().filter(pk__in=rest).values_list("pk", flat=True))
    return there
