"""Words that staff type: each is the beginning of a word of the row's names, or of those of a related object."""

from django.db import connection

from ..database.staff_search import DIMENSIONS, paths_of
from ..domain.tags import tag
from .conditions import ROW, TABLE, Condition

# Up to this number, related objects are compared one by one; more are looked up in a hash table, which starts slower.
FEW = 8
# Up to this number, an index is used for related objects.
MANY = 400
READ = """
SELECT query::text, {related} FROM unnest(%s::text[]) WITH ORDINALITY AS typed (word, place)
CROSS JOIN LATERAL (SELECT registry_staff_query(word) AS query OFFSET 0) AS read ORDER BY place
"""


def has_words(model, words: list[str]) -> list[Condition]:
    """Return a condition for each word with a letter or digit. A text of several words is one phrase."""
    targets = {fields[-1].related_model for fields in paths_of(model)}
    related = " UNION ALL ".join(
        f"SELECT {tag(dimension, 0)} + id FROM {TABLE.format(kind=target._meta.model_name)} WHERE vector @@ query"
        for target, dimension in DIMENSIONS.items()
        if target in targets
    )
    with connection.cursor() as cursor:
        cursor.execute(READ.format(related=f"ARRAY({related})" if related else "'{}'::bigint[]"), [words])
        return [_condition(query, related) for query, related in cursor.fetchall() if query is not None]


def _condition(query, related) -> Condition:
    own = f"{ROW}.vector @@ %s::tsquery"
    if not related:
        return Condition(own, query)
    if len(related) <= FEW:
        return Condition(f"({own} OR {ROW}.tags && %s::bigint[])", query, related)
    # PostgreSQL makes a hash table of the array once for each statement. The index is queried for one object at a time:
    # its time for an array grows with the objects times the rows.
    sql = f"({own} OR EXISTS (SELECT FROM unnest({ROW}.tags) AS tag WHERE tag = ANY (%s::bigint[])))"
    if len(related) > MANY:
        return Condition(sql, query, related, is_indexed=False, weight=4)
    one_by_one = f" OR {ROW}.tags @> ARRAY[%s]::bigint[]" * len(related)
    return Condition(sql, query, related, index_sql=f"({own}{one_by_one})", index_params=(query, *related), weight=4)
