"""Remove triggers, foreign keys and indexes (except primary keys) from tables while many rows are loaded."""

from contextlib import contextmanager

# Foreign keys are dropped first because they depend on unique constraints.
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
    """Remove triggers, constraints and indexes from the tables; restore them at the end, each in one pass.

    Triggers and deferred keys would check row by row. If the database user lacks the permission, it fails before any
    change.
    """
    tables = [f'"{name}"' for name in names]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    removed = []
    for query in (CONSTRAINTS, INDEXES):
        cursor.execute(query, [tables])
        removed += cursor.fetchall()
    for drop, _ in removed:
        cursor.execute(drop)
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    stage = bar("indexes and keys", len(removed))
    for _, create in reversed(removed):
        cursor.execute(create)
        stage.advance(1)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
