"""Tables without what slows the entry of many rows: triggers, foreign keys, and all indexes but the primary keys."""

from contextlib import contextmanager

# Foreign keys come first: they rest on unique constraints, and so may those of a table that goes before.
CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype, conrelid, conname
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY (%s::regclass[])
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY indrelid, indexrelid
"""


@contextmanager
def bare(cursor, names, bar):
    """Take it all off the tables, and put it back when the rows are in: each index is built, each key proved, at once.

    Triggers and deferred keys would ask row by row. Who may not do this is told before anything is done.
    """
    tables = [f'"{name}"' for name in names]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    taken = []
    for query in (CONSTRAINTS, INDEXES):
        cursor.execute(query, [tables])
        taken += cursor.fetchall()
    for take, _ in taken:
        cursor.execute(take)
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    stage = bar("indexes and keys", len(taken))
    for _, put in reversed(taken):
        cursor.execute(put)
        stage.advance(1)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
