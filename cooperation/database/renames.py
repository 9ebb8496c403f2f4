"""Rename fields, models and tables where their names are stored: in history, citations and proposals."""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.operations import (
    AlterModelTable,
    RenameField,
    RenameModel,
    SeparateDatabaseAndState,
)

from ..models.citation import PARTS

RENAMED = (RenameField, RenameModel, AlterModelTable)

COLUMN_IN_HISTORY = """
UPDATE cooperation_change SET
    before = CASE WHEN before ? %(old)s THEN before - %(old)s || jsonb_build_object(%(new)s::text, before -> %(old)s)
        ELSE before END,
    after = CASE WHEN after ? %(old)s THEN after - %(old)s || jsonb_build_object(%(new)s::text, after -> %(old)s)
        ELSE after END
WHERE "table" = %(table)s AND (before ? %(old)s OR after ? %(old)s)
"""
TABLE_IN_HISTORY = 'UPDATE cooperation_change SET "table" = %(new)s WHERE "table" = %(old)s'
KIND_IN_HISTORY = "UPDATE cooperation_change SET kind = %(new)s WHERE kind = %(old)s"
FIELD_OF_CITATIONS = "UPDATE cooperation_citation SET field = %(new)s WHERE field = %(old)s AND {subject}"
# The history line of an updated citation does not name its subject; the citation, or the line of its deletion, does.
FIELD_OF_CITATIONS_IN_HISTORY = """
WITH about AS (
    SELECT id FROM cooperation_citation WHERE {subject}
    UNION SELECT was.id FROM cooperation_change AS gone
    CROSS JOIN LATERAL jsonb_populate_record(NULL::cooperation_citation, gone.before) AS was
    WHERE gone."table" = 'cooperation_citation' AND gone.action = 'delete' AND {subject}
)
UPDATE cooperation_change SET
    before = CASE before ->> 'field' WHEN %(old)s THEN before || jsonb_build_object('field', %(new)s::text)
        ELSE before END,
    after = CASE after ->> 'field' WHEN %(old)s THEN after || jsonb_build_object('field', %(new)s::text)
        ELSE after END
WHERE "table" = 'cooperation_citation' AND row IN (SELECT id FROM about)
AND (before ->> 'field' = %(old)s OR after ->> 'field' = %(old)s)
"""
# Form field names are "title", "parties-0-role", or "publish_at_0" for a field with two inputs.
FIELD_OF_PROPOSALS = """
UPDATE cooperation_submission SET form = (
    SELECT coalesce(jsonb_agg(jsonb_set(
        pair, '{{0}}', to_jsonb(regexp_replace(pair ->> 0, %(pattern)s, %(replacement)s))
    ) ORDER BY number), '[]')
    FROM jsonb_array_elements(form) WITH ORDINALITY AS sent (pair, number)
)
WHERE form IS NOT NULL AND {owner} IS NOT NULL
"""

Statement = tuple[str, dict[str, str]]


def renames(plan, state, labels) -> list[Statement]:
    """Return the statements for a plan, a list of (migration, is_backwards).

    `state` is the project state before the plan. Only apps with these labels are included.
    """
    found = []
    state = state.clone()
    for migration, is_backwards in plan:
        if is_backwards:
            continue
        for operation in _flat(migration.operations):
            is_rename = isinstance(operation, RENAMED) and migration.app_label in labels
            before = state.clone() if is_rename else None
            operation.state_forwards(migration.app_label, state)
            if before:
                found += _of(operation, migration.app_label, before.apps, state.clone().apps, labels)
    return found


def store(statements: list[Statement]) -> None:
    """Run the statements. The triggers that protect history must have been removed."""
    with connection.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)


def _flat(operations):
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from operation.state_operations
        else:
            yield operation


def _of(operation, app, before, after, labels) -> Iterator[Statement]:
    model_name = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
    names = {}
    if isinstance(operation, RenameModel):
        old, new = operation.old_name.lower(), operation.new_name.lower()
        names[app, old] = app, new
        yield KIND_IN_HISTORY, {"old": old, "new": new}
    if isinstance(operation, RenameField):
        model_name = operation.model_name.lower()
    for old in (model for label in labels for model in before.get_app_config(label).get_models()):
        key = old._meta.app_label, old._meta.model_name
        new = after.get_model(*names.get(key, key))
        is_here = isinstance(operation, RenameField) and key == (app, model_name)
        renamed = {operation.old_name: operation.new_name} if is_here else {}
        yield from _columns(old, new, renamed)
        for field in old._meta.local_many_to_many:
            through = new._meta.get_field(renamed.get(field.name, field.name)).remote_field.through
            if field.remote_field.through._meta.auto_created:
                yield from _columns(field.remote_field.through, through, {}, in_order=True)
        for name in renamed:
            yield from _fields(new, name, renamed[name], after)


def _columns(old, new, renamed, in_order=False):
    """Yield statements that rename the columns of one table, and then the table, in history."""
    pairs = (
        zip(old._meta.local_concrete_fields, new._meta.local_concrete_fields, strict=True)
        if in_order
        else (
            (field, new._meta.get_field(renamed.get(field.name, field.name)))
            for field in old._meta.local_concrete_fields
        )
    )
    for field, now in pairs:
        if field.column != now.column:
            yield COLUMN_IN_HISTORY, {"table": old._meta.db_table, "old": field.column, "new": now.column}
    if old._meta.db_table != new._meta.db_table:
        yield TABLE_IN_HISTORY, {"old": old._meta.db_table, "new": new._meta.db_table}


def _fields(model, old, new, apps):
    """Yield statements that rename a field of one model in citations and proposals."""
    for column in _columns_to(model, apps.get_model("cooperation", "Citation")):
        is_part = column.removesuffix("_id") in PARTS
        parts = "" if is_part else f" AND num_nonnulls({', '.join(f'{part}_id' for part in PARTS)}) = 0"
        for statement in (FIELD_OF_CITATIONS, FIELD_OF_CITATIONS_IN_HISTORY):
            yield statement.format(subject=f"{column} IS NOT NULL{parts}"), {"old": old, "new": new}
    submission = apps.get_model("cooperation", "Submission")
    for column in _columns_to(model, submission):
        yield _proposals(column, "", old, new)
    for field in model._meta.local_fields:
        for column in _columns_to(field.related_model, submission) if field.is_relation else ():
            yield _proposals(column, rf"{field.remote_field.get_accessor_name()}-\d+-", old, new)


def _proposals(owner, prefix, old, new):
    parameters = {"pattern": rf"^({prefix}){old}((_\d+)?)$", "replacement": rf"\1{new}\2"}
    return FIELD_OF_PROPOSALS.format(owner=owner), parameters


def _columns_to(model, of):
    """Return the columns of `of` that refer to the model."""
    return [field.column for field in of._meta.local_fields if field.is_relation and field.related_model is model]
