"""SQL for the tags of a row, from the facets that its model declares."""

from ..models import Record, Topic

# OFFSET 0 stops the planner from reading all topics instead of looking up a few by id.
_TOPICS = """
SELECT {dimension} + unnest(ARRAY[topic.id, topic.parent_id]) FROM ({links}) link CROSS JOIN LATERAL (
    SELECT id, parent_id FROM cooperation_topic WHERE id = link.value OFFSET 0
) topic"""


def tags_of(model, row, joined=()):
    """Return SQL expressions for the single-valued tags of a row, and queries for the multi-valued ones.

    `row` is the alias of the row's table; `joined` maps relation names to the aliases of other tables in the statement.
    Facets without paths are skipped.
    """
    single, several = [], []
    for facet in model.facets:
        base = facet.dimension << 32
        for fields in facet.fields(model):
            first, last = fields[0], fields[-1]
            if first.name in joined and len(fields) == 2 and last.concrete and not last.many_to_many:
                single.append(_tag(base, f"{dict(joined)[first.name]}.{last.column}", last))
            elif len(fields) == 1 and last.concrete and not last.many_to_many:
                single.append(_tag(base, f"{row}.{last.column}", last))
            elif facet.target(model) is Topic:
                several.append(_TOPICS.format(dimension=base, links=values_of(fields, row, "link.{} AS value")))
            else:
                several.append(values_of(fields, row, _tag(base, "link.{}", last)))
    return single, several


def _tag(base, column, field):
    return f"{base} + {column}" if field.is_relation else f"{base} + registry_code(nullif({column}, ''))"


def values_of(fields, row, selected):
    """Return the query for the values at the end of the path. `selected` has a placeholder for the column."""
    first, last = fields[0], fields[-1]
    if first.many_to_one:
        # A row that this one refers to: use its column or its links.
        if last.many_to_many:
            owner, column = _link(last)
            table, where = last.remote_field.through._meta.db_table, f"link.{owner} = {row}.{first.column}"
        else:
            table, column = first.related_model._meta.db_table, last.column
            where = f"link.id = {row}.{first.column}"
            if issubclass(first.related_model, Record):
                where += " AND link.is_public"
    elif first.many_to_many:
        owner, column = _link(first)
        table, where = first.remote_field.through._meta.db_table, f"link.{owner} = {row}.id"
    else:
        # Rows that refer to this one: use their ids, or one of their columns.
        table, where = first.related_model._meta.db_table, f"link.{first.field.column} = {row}.id"
        column = last.column if len(fields) == 2 else "id"
    return f"SELECT {selected.format(column)} FROM {table} link WHERE {where} AND link.{column} IS NOT NULL"


def _link(field):
    return field.m2m_column_name(), field.m2m_reverse_name()


def columns_of(model) -> list[str]:
    """Return the columns of the row itself that its tags depend on."""
    paths = [fields for facet in model.facets for fields in facet.fields(model)]
    return list(
        dict.fromkeys(fields[0].column for fields in paths if fields[0].concrete and not fields[0].many_to_many)
    )


def tables_of(model) -> dict[str, str]:
    """Return the tables that affect the tags of a row, each with the foreign key column for the row."""
    found = {}
    for facet in model.facets:
        for fields in facet.fields(model):
            first = fields[0]
            if first.many_to_many:
                found[first.remote_field.through._meta.db_table] = _link(first)[0]
            elif first.one_to_many and len(fields) == 2:
                found[first.related_model._meta.db_table] = first.field.column
    return found
