"""How many rows each table has, and a hash of all of them, to compare a restored database with its backup."""

from importlib import import_module

import psycopg
from django.conf import settings
from psycopg import sql

# Tables of extensions are not dumped. Unlogged tables are empty on a standby, which refuses to read them.
TABLES = """
SELECT relname::text, relpersistence = 'u' AND pg_is_in_recovery() FROM pg_class c
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e'
)
ORDER BY relname
"""
# A sum needs no memory and no order. md5() gives the same on every machine and in every version of PostgreSQL.
ROWS = """
SELECT count(*), coalesce(sum(('x' || left(md5(registry_row::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM ONLY public.{} AS registry_row
"""
# How values are written as text.
FORMATS = {
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "search_path": "public",
}


def sessions() -> str:
    """Return the table of sessions."""
    return import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()._meta.db_table


def left_out() -> set[str]:
    """Return the tables whose rows are not in a backup.

    Sessions, also those of earlier releases, because whoever reads a backup could use them; and limits on attempts to
    sign in, which expire within minutes.
    """
    return {sessions(), "django_session", "cooperation_cache", "cooperation_signinattempt"}


def read(connection: psycopg.Connection) -> dict[str, dict]:
    """Return "rows" and "hash" of each table in a backup."""
    for name, value in FORMATS.items():
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])
    found = {}
    for table, is_empty in connection.execute(TABLES).fetchall():
        if table not in left_out():
            statement = sql.SQL(ROWS).format(sql.Identifier(table))
            rows, digest = (0, "0") if is_empty else connection.execute(statement).fetchone()
            found[table] = {"rows": rows, "hash": digest}
    return found


def differences(wanted: dict[str, dict], found: dict[str, dict]) -> list[str]:
    """Return a sentence for each table that differs."""
    sentences = []
    for table in sorted((wanted.keys() | found.keys()) - left_out()):
        if table not in found:
            sentences.append(f"{table} is missing.")
        elif table not in wanted:
            sentences.append(f"{table} is not in the backup.")
        elif wanted[table]["rows"] != found[table]["rows"]:
            sentences.append(f"{table} has {found[table]['rows']:,} rows, the backup {wanted[table]['rows']:,}.")
        elif wanted[table] != found[table]:
            sentences.append(f"Rows of {table} differ from the backup.")
    return sentences
