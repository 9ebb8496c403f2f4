"""SQL for the tags of a row, from the facets that its model declares."""

from ..models import Record, Topic

# OFFSET 0 stops the planner from reading all topics instead of looking up a few by id.
_TOPICS = """
SELECT {dimension} + unnest(ARRAY[topic.id, topic.parent_id]) FROM ({links}) link CROSS JOIN LATERAL (
    SELECT id, parent_id FROM cooperation_topic WHERE id = link.value OFFSET 0
) topic"""


def tags_of(model, row, joined=None):
    """Return SQL expressions for the single-valued tags of a row, and queries for the multi-valued ones.

    `row` is the alias of the row's table; `joined` maps relation names to the aliases of other tables in the statement.
    Facets without paths are skipped.
    """
    single, several = [], []
    for facet in model.facets:
        base = facet.dimension << 32
        for fields in facet.fields(model):
            if column := own_column(fields, row, joined):
                single.append(_tag(base, column, fields[-1]))
            elif facet.target(model) is Topic:
                several.append(_TOPICS.format(dimension=base, links=values_of(fields, row, "link.{} AS value")))
            else:
                several.append(values_of(fields, row, _tag(base, "link.{}", fields[-1])))
    return single, several


def _tag(base, column, field):
    return f"{base} + {column}" if field.is_relation else f"{base} + registry_code(nullif({column}, ''))"


def own_column(fields, row, joined=None) -> str | None:
    """Return the column at the end of the path if it is in the row itself, or in a joined row; otherwise None."""
    *way, last = fields
    alias = (joined or {}).get(way[0].name) if way else row
    return f"{alias}.{last.column}" if alias and last.concrete else None


def link_of(relation) -> tuple[str, str] | None:
    """Return the table whose rows refer to this row, and the column that does; None if this row holds the reference."""
    if relation.many_to_many:
        return relation.remote_field.through._meta.db_table, relation.m2m_column_name()
    return (relation.related_model._meta.db_table, relation.field.column) if relation.one_to_many else None


def value_column(fields) -> str:
    """Return the column that holds the value at the end of the path: the row's id for a reverse relation."""
    last = fields[-1]
    if last.many_to_many:
        return last.m2m_reverse_name()
    return last.column if last.concrete else "id"


def values_of(fields, row, selected):
    """Return the query for the values at the end of the path. `selected` has a placeholder for the column."""
    first, last = fields[0], fields[-1]
    public = ""
    if link := link_of(first):
        (table, owner), key = link, "id"
    elif link := link_of(last):
        (table, owner), key = link, first.column
    else:
        table, owner, key = first.related_model._meta.db_table, "id", first.column
        public = " AND link.is_public" if issubclass(first.related_model, Record) else ""
    column = value_column(fields)
    where = f"link.{owner} = {row}.{key}{public} AND link.{column} IS NOT NULL"
    return f"SELECT {selected.format(column)} FROM {table} link WHERE {where}"


def columns_of(model) -> list[str]:
    """Return the columns of the row itself that its tags depend on."""
    firsts = [fields[0] for facet in model.facets for fields in facet.fields(model)]
    return list(dict.fromkeys(first.column for first in firsts if first.concrete))


def tables_of(model) -> dict[str, str]:
    """Return the tables that affect the tags of a row, each with the foreign key column for the row.

    A row that itself is the value, such as a founded mechanism, has triggers of its own.
    """
    paths = [fields for facet in model.facets for fields in facet.fields(model)]
    links = [link_of(fields[0]) for fields in paths if len(fields) == 2 or fields[0].many_to_many]
    return dict(filter(None, links))
