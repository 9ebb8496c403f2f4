"""Words that staff type: each is the beginning of a word of the row's names, or of those of a related object."""

from django.db import connection

from ..database.staff_search import DIMENSIONS
from ..domain.tags import tag
from .conditions import ROW, TABLE, Condition

# Related objects that are compared one by one; more are looked up in a hash table, which takes longer to start.
FEW = 8
# Related objects that an index is asked for.
MANY = 400
_RELATED = " UNION ALL ".join(
    f"SELECT {tag(dimension, 0)} + id FROM {TABLE.format(kind=model._meta.model_name)} WHERE vector @@ query"
    for model, dimension in DIMENSIONS.items()
)
READ = f"""
SELECT query::text, ARRAY({_RELATED}) FROM unnest(%s::text[]) WITH ORDINALITY AS typed (word, place)
CROSS JOIN LATERAL (SELECT registry_staff_query(word) AS query OFFSET 0) AS read ORDER BY place
"""


def has_words(model, words: list[str]) -> list[Condition]:
    """Return a condition for each word with a letter or digit. A text of several words is one phrase."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [words])
        read = cursor.fetchall()
    dimensions = {
        DIMENSIONS[field.related_model]
        for field in (_last_field(model, path) for path in model.staff_search)
        if field.related_model in DIMENSIONS
    }
    return [
        _condition(query, [each for each in related if each >> 32 in dimensions])
        for query, related in read
        if query is not None
    ]


def _last_field(model, path):
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def _condition(query, related) -> Condition:
    own = f"{ROW}.vector @@ %s::tsquery"
    if not related:
        return Condition(own, query)
    if len(related) <= FEW:
        return Condition(f"({own} OR {ROW}.tags && %s::bigint[])", query, related)
    # PostgreSQL makes a hash table of the array once for each statement. An index is asked for one object at a time:
    # its time for an array of many grows with their number times the rows.
    return Condition(
        f"({own} OR EXISTS (SELECT FROM unnest({ROW}.tags) AS tag WHERE tag = ANY (%s::bigint[])))",
        query,
        related,
        index_sql=f"({own}{f' OR {ROW}.tags @> ARRAY[%s]::bigint[]' * len(related)})",
        index_params=(query, *related),
        is_indexed=len(related) <= MANY,
        weight=4,
    )
