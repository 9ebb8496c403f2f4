"""The contents of the registry's tables, to compare two states."""

import json

from django.db import connection

# Columns that the database sets itself.
COUNTED = {"version", "updated_at", "changed_in"}
# History and the commit log only grow; keys are never reused; words and sums are counted later.
GROWING = (
    *("cooperation_change", "cooperation_keycounter", "cooperation_commitqueue"),
    *("cooperation_publicchange", "cooperation_publiccommit", "cooperation_publicversion"),
    *("cooperation_search_word", "cooperation_search_queue", "cooperation_money_sum"),
)
TABLES = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace
AND (relname ~ '^(regions|cooperation)_' OR relname = 'django_redirect') AND relname <> ALL (%s)
"""


def rows_of_all_tables(*left_out: str) -> dict[str, list[str]]:
    """Return the rows of each table as sorted JSON, without COUNTED, GROWING and the tables `left_out`."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [[*GROWING, *left_out]])
        for [table] in cursor.fetchall():
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")  # noqa: S608
            rows = [json.loads(text) for [text] in cursor.fetchall()]
            found[table] = sorted(
                json.dumps({name: value for name, value in row.items() if name not in COUNTED}, sort_keys=True)
                for row in rows
            )
    return found
