"""The relations of models, and the intermediate tables that Django creates for many-to-many relations."""

from collections.abc import Sequence
from functools import cache

from django.db import connection, models


def linked_ids(model, relations: tuple[str, ...], ids: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return (relation, id of the row, id of the object that it links to) for many-to-many relations of the rows.

    The links of a relation are in the order of entry. Runs one statement, or none without relations or ids.
    """
    if not relations or not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, relations), {"ids": list(ids)})
        return cursor.fetchall()


@cache
def _statement(model, relations):
    return " UNION ALL ".join(
        f"(SELECT '{name}', {field.m2m_column_name()}, {field.m2m_reverse_name()} FROM {field.m2m_db_table()}"  # noqa: S608
        f" WHERE {field.m2m_column_name()} = ANY (%(ids)s) ORDER BY id)"
        for name in relations
        for field in [model._meta.get_field(name)]
    )


def field_of(through) -> models.ManyToManyField:
    """Return the many-to-many field whose intermediate table Django created as the model `through`."""
    fields = through._meta.auto_created._meta.many_to_many
    return next(field for field in fields if field.remote_field.through is through)


def foreign_keys_to(model) -> list[models.ForeignKey]:
    """Return the foreign keys that refer to the model, those of intermediate tables included."""
    relations = model._meta.get_fields(include_hidden=True)
    return [each.field for each in relations if each.auto_created and not each.concrete and not each.many_to_many]


def parents(model) -> set[str]:
    """Return the names of the relations from a row to the record or part that it belongs to."""
    if model._meta.auto_created:
        return {field_of(model).m2m_field_name()}
    return {*getattr(model, "owners", ()), getattr(model, "record_field", "")} - {""}


def protect_targets(models_with_links) -> None:
    """Prevent the deletion of objects that a row of one of the models links to, as PROTECT does for a foreign key.

    Django would delete the link without a message. Uses RESTRICT, so that a meeting can be deleted together with its
    outcomes' links to it. Also gives the rows a name, so that messages can show what prevents the deletion.
    """
    for model in models_with_links:
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through._meta.auto_created:
                through._meta.get_field(field.m2m_reverse_field_name()).remote_field.on_delete = models.RESTRICT
                through.__str__ = _name(field.m2m_field_name(), field.m2m_reverse_field_name())


def _name(source, target):
    return lambda row: f"{getattr(row, source)} – {getattr(row, target)}"
