"""The announcement of `migrate` before it starts: which tables it locks, changes and adds, and what it rebuilds."""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.operations import AlterModelManagers, AlterModelOptions, SeparateDatabaseAndState

SIZES = """
SELECT relname, reltuples::bigint FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
"""
UNTOUCHED = (AlterModelManagers, AlterModelOptions)  # operations that change no table


def announcement(plan, state, rebuilt: list[str], locked: int) -> Iterator[str]:
    """Yield sentences about the plan of migrations, which starts at the project state `state`.

    `rebuilt` names what is rebuilt; `locked` is the number of tables that are locked. 0 means that none is.
    """
    if not plan and not rebuilt:
        yield "Nothing to upgrade: no table is locked."
        return
    tables = list(_tables(plan, state))
    if locked:
        yield (
            f"Locks {locked} tables until it ends, in one transaction. Pages in the page cache are served meanwhile; "
            "what needs the database waits for a few seconds, then gets 503."
        )
    sizes = _sizes()
    changed = sorted({name for name in tables if name in sizes})
    if changed:
        yield f"Changes {', '.join(_sized(name, sizes[name]) for name in changed)}."
    if added := sorted({name for name in tables if name not in sizes}):
        yield f"Adds {', '.join(added)}."
    if rebuilt:
        yield f"Rebuilds {', '.join(rebuilt)}."


def _tables(plan, state) -> Iterator[str]:
    """Yield the table that each operation of the plan names, as it is called before the operation."""
    for migration, _is_backwards in plan:
        for operation in migration.operations:
            is_separate = isinstance(operation, SeparateDatabaseAndState)
            for each in operation.database_operations if is_separate else [operation]:
                yield from _table(each, migration.app_label, state)
            operation.state_forwards(migration.app_label, state)


def _table(operation, app, state) -> Iterator[str]:
    names = ("model_name_lower", "old_name_lower", "name_lower")  # of a field or index, of a renamed model, of a model
    name = next((getattr(operation, each) for each in names if hasattr(operation, each)), None)
    if name and not isinstance(operation, UNTOUCHED):
        model = state.models.get((app, name))
        yield (model and model.options.get("db_table")) or f"{app}_{name}"


def _sizes() -> dict[str, int]:
    """Return PostgreSQL's estimate of the number of rows of each table; -1 if it was never analyzed."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        return dict(cursor.fetchall())


def _sized(name, rows):
    return f"{name} (about {rows:,} rows)" if rows > 0 else name
