"""Check many rows against the database's check constraints before they are written."""

import json
from functools import cache

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext as _

BATCH = 1000


def as_json(rows, fields) -> str:
    """Return the values of these fields by column. One that the database will assign is null: every check allows it."""
    return json.dumps([{each.column: _value(row, each) for each in fields} for row in rows], cls=DjangoJSONEncoder)


def _value(row, field):
    value = getattr(row, field.attname)
    return None if isinstance(value, DatabaseDefault) else field.get_prep_value(value)


@cache
def _written(model):
    """Return the fields that a client writes, without those that the database assigns."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.generated and (field.name in ("id", "key") or field.db_default is models.NOT_PROVIDED)
    ]


def broken(rows: list) -> dict[int, list[models.CheckConstraint | str]]:
    """Return the checks that rows of one model would violate, by row index; a check without a message as its name."""
    found = {}
    if not rows:
        return found
    model = type(rows[0])
    own = {each.name: each for each in model._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname",
            [model._meta.db_table],
        )
        checks = cursor.fetchall()
        # As in PostgreSQL, a check that evaluates to null is satisfied.
        names = ", ".join(
            f"CASE WHEN ({expression}) IS NOT FALSE THEN NULL ELSE {_literal(name)} END" for name, expression in checks
        )
        names = names.replace("%", "%%")
        statement = (
            f"SELECT number, names FROM (SELECT ordinality AS number, array_remove(ARRAY[{names}], NULL) AS names"  # noqa: S608
            f" FROM jsonb_populate_recordset(NULL::{model._meta.db_table}, %s::jsonb) WITH ORDINALITY) AS checked"
            " WHERE cardinality(names) > 0"
        )
        for start in range(0, len(rows), BATCH):
            cursor.execute(statement, [as_json(rows[start : start + BATCH], _written(model))])
            for number, names_of_broken in cursor.fetchall():
                found[start + number - 1] = [own.get(name, name) for name in names_of_broken]
    return found


def words(check) -> str:
    if isinstance(check, str):
        return _("The database refuses it (%(name)s).") % {"name": check}
    return str(check.violation_error_message)


def fields_of(check) -> set[str]:
    return set() if isinstance(check, str) else check.condition.referenced_base_fields


def _literal(name):
    return "'" + name.replace("'", "''") + "'::text"
