"""A database that exists as long as a block: a backup is restored into it, and compared or read."""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from . import postgres
from .failures import Failed

MARK = "Made by manage.py for one restore, which drops it."
MARKED = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
END_OWN = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
# The locale is the one of the database that the connection is to. The column has another name since version 17.
LOCALE = """
SELECT format(
    'ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype
) || CASE datlocprovider
    WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', to_jsonb(d) ->> 'datlocale')
    WHEN 'i' THEN format(
        ' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')
    )
    ELSE '' END
FROM pg_database d WHERE datname = current_database()
"""
# Variables that would connect a command to another database or with another role than the URL.
OTHER_DATABASE = {f"DATABASE_{role}{part}" for role in ("", "OWNER_", "BACKUP_") for part in ("URL", "PASSWORD")}


@contextmanager
def database(purpose: str):
    """Create an empty database beside that of the settings; yield libpq's parameters for it. It is dropped at the end.

    Its name ends with the purpose. Raises Failed if it may not be created, or if another process uses it.
    """
    parameters = postgres.parameters(settings.REHEARSAL_DATABASE or connection.settings_dict)
    name = f"{connection.settings_dict['NAME']}_{purpose}"
    with postgres.connected(parameters) as own:
        if not own.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()[0]:
            raise Failed(f"Another process uses the database {name} now.")
        _drop(own, name)
        try:
            [locale] = own.execute(LOCALE).fetchone()
            own.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(sql.Identifier(name), sql.SQL(locale))
            )
        except psycopg.errors.InsufficientPrivilege:
            raise Failed(
                f"The role {own.info.user} may not create a database. Name one that may in REHEARSAL_DATABASE_URL."
            ) from None
        own.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(MARK)))
        try:
            yield parameters | {"dbname": name}
        finally:
            _drop(own, name)


def run(parameters: dict, *arguments: str) -> str:
    """Run manage.py with the database, and return what it printed. Raises Failed with its errors."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in OTHER_DATABASE}
    address = postgres.url(parameters)
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | {"DATABASE_URL": address, "DATABASE_POOL": "0", "DATABASE_TIMEOUTS": "off"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = [*(done.stdout.splitlines() if arguments[0] == "check_index" else []), *done.stderr.splitlines()]
        raise Failed("\n".join([f"{arguments[0]}:", *lines[-20:]]))
    return done.stdout


def _drop(own, name):
    """Drop the database, which must be one that this module created."""
    marked = own.execute(MARKED, [name]).fetchone()
    if marked is None:
        return
    if marked != (MARK,):
        raise Failed(f"There is a database {name} that the registry did not create. Drop or rename it yourself.")
    own.execute(END_OWN, [name])
    # It also waits five seconds for others to end. WITH (FORCE) would fail at once where autovacuum is at work.
    own.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
