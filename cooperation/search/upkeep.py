"""Compares the search tables with the records, and rebuilds them: those of readers, and that of the staff's lists."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction

from ..models import Citation
from .kinds import KINDS, REFERRED

BATCH = 1_000
# The tables with a row for each record, each with its function and the columns to compare.
TABLES = (
    ("cooperation_search", "registry_search", ("record", "date", "names", "vector")),
    ("cooperation_staff_search", "registry_staff_search", ("record", "date", "title", "place", "tags", "vector")),
)
# The parent of the rows of a kind: an outcome belongs to a meeting.
OWNER = {"outcome": "meeting"}
# The number of rows of a kind that have each lexeme. ts_stat gives the same result, but its time grows with the square
# of the number of lexemes that arrive in sorted order, such as reference numbers.
COUNTED = """
SELECT lexeme, count(*) AS number FROM cooperation_search, unnest(tsvector_to_array(vector)) AS lexeme
WHERE kind = '{kind}' AND NOT starts_with(lexeme, '=') GROUP BY lexeme
"""


def _batches(kind):
    """Yield ranges of ids that together cover every record of a kind, and every search row of a deleted record."""
    table = KINDS[OWNER.get(kind, kind)]._meta.db_table
    with connection.cursor() as cursor:
        last = None
        while True:
            cursor.execute(
                f"SELECT max(id) FROM (SELECT id FROM {table} WHERE %s::bigint IS NULL OR id > %s ORDER BY id LIMIT %s)"
                " AS ids",
                [last, last, BATCH],
            )
            following = cursor.fetchone()[0]
            yield last, following
            if following is None:
                return
            last = following


def _ids(kind, after, to):
    """Return the ids in a range: of records, and of search rows without a record."""
    table = KINDS[OWNER.get(kind, kind)]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id FROM {table}
            WHERE (%(after)s::bigint IS NULL OR id > %(after)s) AND (%(to)s::bigint IS NULL OR id <= %(to)s)
            UNION SELECT record FROM (
                SELECT record FROM cooperation_search WHERE kind = %(kind)s
                UNION ALL SELECT record FROM cooperation_staff_search WHERE kind = %(kind)s
            ) AS kept
            WHERE (%(after)s::bigint IS NULL OR record > %(after)s) AND (%(to)s::bigint IS NULL OR record <= %(to)s)
            ORDER BY 1
            """,
            {"kind": kind, "after": after, "to": to},
        )
        return [pk for (pk,) in cursor.fetchall()]


def check() -> Iterator[str]:
    """Yield a message for each search row, name and word count that does not match the records.

    Concurrent writes may look like differences: run it again.
    """
    with connection.cursor() as cursor:
        for kind in KINDS:
            for after, to in _batches(kind):
                ids = _ids(kind, after, to)
                for table, function, columns in TABLES:
                    yield from _wrong_rows(cursor, kind, ids, table, function, columns)
                if kind in Citation.owners:
                    yield from _wrong_citations(cursor, kind, ids)
        cursor.execute(
            """
            (TABLE cooperation_search_name EXCEPT SELECT * FROM registry_search_names())
            UNION ALL (SELECT * FROM registry_search_names() EXCEPT TABLE cooperation_search_name)
            """
        )
        for kind, pk, name, *_rest in cursor.fetchall():
            yield f"search: the name “{name}” of {kind} {pk} is not as it should be"
        yield from _wrong_numbers(cursor)


def _wrong_citations(cursor, kind, ids):
    cursor.execute(
        f"""
        SELECT id, source, coalesce(kept.number, 0), coalesce(due.number, 0)
        FROM registry_cited_by_{kind}(%s::bigint[]) AS due
        FULL JOIN (SELECT * FROM cooperation_cited WHERE kind = %s AND id = ANY (%s::bigint[])) AS kept
        USING (id, source) WHERE kept.number IS DISTINCT FROM due.number ORDER BY id, source
        """,
        [ids, kind, ids],
    )
    for pk, source, kept, due in cursor.fetchall():
        yield f"search: {kind} {pk} is said to cite source {source} {kept} times, and cites it {due} times"


def _wrong_rows(cursor, kind, ids, table, function, columns):
    kept, meant = (", ".join(f"{side}.{column}" for column in columns) for side in ("kept", "meant"))
    cursor.execute(
        f"""
        WITH kept AS (
            SELECT id, {", ".join(columns)} FROM {table} WHERE kind = %s AND record = ANY (%s::bigint[])
        ), meant AS (
            SELECT id, {", ".join(columns)} FROM {function}_of_{kind}(%s::bigint[])
        )
        SELECT id, kept.id IS NULL, meant.id IS NULL FROM kept FULL JOIN meant USING (id)
        WHERE ({kept}) IS DISTINCT FROM ({meant}) ORDER BY id
        """,
        [kind, ids, ids],
    )
    name = "staff search" if function == "registry_staff_search" else "search"
    for pk, is_missing, is_left in cursor.fetchall():
        state = "is missing" if is_missing else "should not be there" if is_left else "says something else"
        yield f"{name}: the row of {kind} {pk} {state}"


def _wrong_numbers(cursor):
    for kind in KINDS:
        if kind in REFERRED:
            continue
        cursor.execute(
            f"""
            WITH kept AS (
                SELECT lexeme, sum(number) AS number FROM (
                    SELECT lexeme, documents AS number FROM cooperation_search_word WHERE kind = %(kind)s
                    UNION ALL SELECT lexeme, number
                    FROM cooperation_search_queue, unnest(lexemes, numbers) AS change (lexeme, number)
                    WHERE kind = %(kind)s
                ) AS known GROUP BY lexeme HAVING sum(number) <> 0
            ), meant AS (
                {COUNTED.format(kind=kind)}
            )
            SELECT lexeme, coalesce(kept.number, 0), coalesce(meant.number, 0) FROM kept FULL JOIN meant USING (lexeme)
            WHERE kept.number IS DISTINCT FROM meant.number ORDER BY lexeme
            """,
            {"kind": kind},
        )
        for lexeme, kept, meant in cursor.fetchall():
            yield f"search: {kept} rows of {kind} are said to have “{lexeme}”, and {meant} have"


def rebuild(progress: Callable[[int, int], None] | None = None) -> None:
    """Rebuild the search tables, a thousand records at a time, without blocking readers and writers.

    `progress` is called with the number of batches completed and the total number of batches.
    """
    batches = [(kind, after, to) for kind in KINDS for after, to in _batches(kind)]
    for done, (kind, after, to) in enumerate(batches, 1):
        _rebuild(kind, _ids(kind, after, to))
        if progress:
            progress(done, len(batches))
    _rebuild_names()
    _recount()


def write_anew() -> None:
    """Empty the search tables and refill them, in a transaction that blocks all other access.

    This is several times as fast as `rebuild`: it does not delete row by row, and counts words only once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE cooperation_search, cooperation_staff_search, cooperation_search_name, cooperation_search_word,"
            " cooperation_search_queue, cooperation_cited"
        )
        for kind in KINDS:
            for after, to in _batches(kind):
                ids = _ids(kind, after, to)
                for _table, function, _columns in TABLES:
                    cursor.execute(f"SELECT {function}_put_{kind}(%s::bigint[])", [ids])
        cursor.execute("INSERT INTO cooperation_search_name SELECT * FROM registry_search_names()")
        cursor.execute("SELECT registry_search_count()")
    store_by_date()


def store_by_date() -> None:
    """Store the rows of the staff's search in the order of their lists, so that reading a list reads few pages.

    Blocks all other access to them until the transaction ends. Rows that change later are stored at the end.
    """
    with connection.cursor() as cursor:
        for kind in KINDS:
            table = f"cooperation_staff_search_{kind}"
            cursor.execute(f"CLUSTER {table} USING {table}_newest")
            cursor.execute(f"ANALYZE {table}")


def _rebuild(kind, ids):
    if not ids:
        return
    owner = KINDS[OWNER.get(kind, kind)]._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        # A concurrent writer of one of these rows waits, and updates its search row after this transaction.
        cursor.execute(f"SELECT id FROM {owner} WHERE id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE", [ids])
        cursor.execute("DELETE FROM cooperation_search WHERE kind = %s AND record = ANY (%s::bigint[])", [kind, ids])
        for _table, function, _columns in TABLES:
            cursor.execute(f"SELECT {function}_put_{kind}(%s::bigint[])", [ids])
        cursor.execute("SELECT registry_search_count()")


def _rebuild_names():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cooperation_search_name IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM cooperation_search_name")
        cursor.execute("INSERT INTO cooperation_search_name SELECT * FROM registry_search_names()")


def _recount():
    """Recount all words. Blocks writers of search rows while it runs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cooperation_search_word'))")
        cursor.execute("LOCK TABLE cooperation_search_queue IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT registry_search_count()")
        for kind in KINDS:
            if kind in REFERRED:
                continue
            cursor.execute(
                f"""
                WITH meant AS (
                    {COUNTED.format(kind=kind)}
                ), gone AS (
                    DELETE FROM cooperation_search_word WHERE kind = %s AND lexeme NOT IN (SELECT lexeme FROM meant)
                )
                INSERT INTO cooperation_search_word AS known (kind, lexeme, word, documents)
                SELECT %s, lexeme, '', number FROM meant
                ON CONFLICT (lexeme, kind) DO UPDATE SET documents = excluded.documents
                WHERE known.documents <> excluded.documents
                """,
                [kind, kind],
            )
