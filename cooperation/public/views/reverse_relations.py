"""Relations from and to the object of a detail page: one statement for all of them."""

from functools import cache

from django.db import connection

from regions.names import place_of

from ...filters.names import Name
from .relations import attach_links


def leading_to(thing, *relations: str) -> dict[str, set[int]]:
    """Return the ids of the rows that refer to an object, for each reverse foreign key and many-to-many relation."""
    found = {name: set() for name in relations}
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(thing), relations), {"id": thing.pk})
        for name, pk in cursor:
            found[name].add(pk)
    return found


@cache
def _statement(model, relations):
    parts = []
    for name in relations:
        relation = model._meta.get_field(name)
        field = relation.field
        if relation.many_to_many:
            table, own, other = field.m2m_db_table(), field.m2m_reverse_name(), field.m2m_column_name()
        else:
            table, own, other = relation.related_model._meta.db_table, field.column, "id"
        parts.append(f"SELECT '{name}', {other} FROM {table} WHERE {own} = %(id)s")  # noqa: S608
    return " UNION ALL ".join(parts)


def attach_named(snapshot, things: list, *relations: str) -> None:
    """Set `linked` on each object, as attach_links() does: names alphabetically, rows in order of entry."""
    if not things:
        return
    attach_links(snapshot, things, *relations)
    for thing in things:
        for linked in thing.linked.values():
            linked.sort(key=lambda each: place_of(each.label) if isinstance(each, Name) else each.pk)
