"""Write what the triggers would write, in bulk: index entries, sums of money and search rows.

`rebuild` gives the same result, but it compares rows, takes locks, counts words per record and uses one process.
"""

from itertools import batched

from .. import index, search
from ..index import sums, upkeep
from ..models import Citation
from ..search.upkeep import COUNTED, OWNER
from .bare import bare

PART, PARTS = 1_000, 16
ENTRY = "kind, id, date, until, place, since, till, tags"
SEARCH = "kind, id, record, date, names, words, vector"
STAFF_SEARCH = "kind, id, record, date, title, place, tags, vector"
# With these settings the planner uses parallel workers and looks up records by id.
PARALLEL = {
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
    "plan_cache_mode": "force_generic_plan",
    "work_mem": "'64MB'",
}


def fill(cursor, bar):
    """Write index entries, sums and search rows for rows that have none yet."""
    for name, value in PARALLEL.items():
        cursor.execute(f"SET LOCAL {name} TO {value}")
    fill_index(cursor, bar)
    fill_sums(cursor)
    fill_search(cursor, bar)
    fill_staff_search(cursor, bar)
    for name in PARALLEL:
        cursor.execute(f"SET LOCAL {name} TO DEFAULT")


def fill_index(cursor, bar):
    """Write the index entries, and tell processes that hold the index in memory to read it again."""
    with bare(cursor, ["cooperation_entry"], bar):
        stage = bar("index", sum(len(ids_of(cursor, kind)) for kind in index.KINDS))
        for kind in index.KINDS:
            for number in computed(cursor, f"registry_{kind}_entries", ENTRY, ids_of(cursor, kind)):
                cursor.execute("INSERT INTO cooperation_entry SELECT * FROM computed ORDER BY id")
                stage.advance(number)
    upkeep.read_again()


def fill_sums(cursor):
    """Write what each project adds to the sums of money, and the sums."""
    for ids in batched(ids_of(cursor, "project"), PART):
        cursor.execute("INSERT INTO cooperation_money SELECT * FROM registry_money_of(%s::bigint[])", [list(ids)])
    sums.rebuild()


def fill_search(cursor, bar):
    """Write the search rows, names, words and numbers of citations. Kinds that already have search rows are skipped.

    Each word is stemmed once, at the end, instead of once for each record.
    """
    empty = [kind for kind in search.KINDS if not has_rows(cursor, f"cooperation_search_{kind}")]
    tables = [*(f"cooperation_search_{kind}" for kind in empty), "cooperation_search_word", "cooperation_search_name"]
    with bare(cursor, tables, bar):
        ids = {kind: ids_of(cursor, OWNER.get(kind, kind)) for kind in empty}
        stage = bar("search", sum(map(len, ids.values())))
        for kind in empty:
            cursor.execute("CREATE TEMP TABLE spelled (word text PRIMARY KEY)")
            for number in computed(cursor, f"registry_search_of_{kind}", SEARCH, ids[kind]):
                for statement in KEEP:
                    cursor.execute(statement)
                stage.advance(number)
            if kind not in search.REFERRED:
                cursor.execute(WORDS.format(kind=kind, counted=COUNTED.format(kind=kind)))
            cursor.execute("DROP TABLE spelled")
        cursor.execute("SELECT registry_search_count()")  # words written earlier
        cursor.execute(NAMES)
    for kind in Citation.owners:
        for ids in batched(ids_of(cursor, kind), PART):
            cursor.execute(f"SELECT registry_cited_put_{kind}(%s::bigint[])", [list(ids)])


def fill_staff_search(cursor, bar):
    """Write the search rows of the staff's lists. Kinds that already have some are skipped."""
    empty = [kind for kind in search.KINDS if not has_rows(cursor, f"cooperation_staff_search_{kind}")]
    with bare(cursor, [f"cooperation_staff_search_{kind}" for kind in empty], bar):
        ids = {kind: ids_of(cursor, OWNER.get(kind, kind)) for kind in empty}
        stage = bar("search of staff", sum(map(len, ids.values())))
        for kind in empty:
            for number in computed(cursor, f"registry_staff_search_of_{kind}", STAFF_SEARCH, ids[kind]):
                cursor.execute(
                    f"INSERT INTO cooperation_staff_search ({STAFF_SEARCH}) SELECT {STAFF_SEARCH} FROM computed"  # noqa: S608
                )
                stage.advance(number)
    search.store_by_date()


def computed(cursor, function, columns, ids):
    """Yield the number of ids in each batch; the table `computed` then holds the function's results for them.

    In a UNION ALL each call can run in a parallel worker. WITH ORDINALITY keeps PostgreSQL from inlining the call.
    """
    part = f"SELECT {columns} FROM {function}(%s::bigint[]) WITH ORDINALITY"  # noqa: S608
    for some in batched(ids, PART * PARTS):
        parts = [list(few) for few in batched(some, PART)]
        cursor.execute(f"CREATE UNLOGGED TABLE computed AS {' UNION ALL '.join([part] * len(parts))}", parts)
        yield len(some)
        cursor.execute("DROP TABLE computed")


def ids_of(cursor, kind):
    cursor.execute(f'SELECT id FROM "{search.KINDS[kind]._meta.db_table}" ORDER BY id')  # noqa: S608
    return [pk for (pk,) in cursor.fetchall()]


def has_rows(cursor, table):
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608
    return cursor.fetchone()[0]


NAMES = "INSERT INTO cooperation_search_name SELECT * FROM registry_search_names() ON CONFLICT DO NOTHING"
KEEP = (
    """
    INSERT INTO cooperation_search (kind, id, record, date, names, vector)
    SELECT kind, id, record, date, names, vector FROM computed ORDER BY id
    """,
    r"""
    CREATE TEMP TABLE batch_words AS
    SELECT DISTINCT word FROM computed, string_to_table(translate(left(words, 200000), E'\n', ' '), ' ') AS word
    """,
    "INSERT INTO spelled TABLE batch_words ON CONFLICT DO NOTHING",
    "DROP TABLE batch_words",
)
WORDS = """
INSERT INTO cooperation_search_word (kind, lexeme, word, documents)
SELECT '{kind}', lexeme, coalesce(shortest.word, ''), number
FROM ({counted}) AS known LEFT JOIN (
    SELECT DISTINCT ON (stems.lexeme) stems.lexeme, stems.word
    FROM (SELECT string_agg(word, ' ') AS all_words FROM spelled GROUP BY left(word, 2)) AS by_prefix,
    registry_search_words(all_words) AS stems ORDER BY stems.lexeme, length(stems.word), stems.word
) AS shortest USING (lexeme)
ORDER BY lexeme
"""
