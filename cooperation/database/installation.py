"""Install the database functions and triggers, and check whether those installed belong to this release."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from .. import __version__
from . import programs
from .errors import OtherRelease, is_busy
from .timeouts import set_timeouts

APPS = ("regions", "cooperation")

# Everything that programs.py creates has a name that begins with "registry_", or calls such a function.
CATALOGUE = """
SELECT 'function ' || proname AS name, pg_get_functiondef(oid) AS definition
FROM pg_proc WHERE starts_with(proname, 'registry_') AND pronamespace = current_schema()::regnamespace
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || relname, pg_get_triggerdef(t.oid) || tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
WHERE NOT tgisinternal AND starts_with(proname, 'registry_') AND relnamespace = current_schema()::regnamespace
"""
REMOVE = """
DO $$ DECLARE
    called text;
BEGIN
    FOR called IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE starts_with(proname, 'registry_') AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', called);
    END LOOP;
END $$
"""
# The tables that the page cache reads are not locked: it answers requests during an upgrade. Accounts have triggers.
TABLES = """
SELECT string_agg(quote_ident(relname), ', ' ORDER BY relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace
AND relname ~ '^(regions_|cooperation_|auth_user|mfa_)'
AND relname NOT IN ('cooperation_publicversion', 'cooperation_release', 'cooperation_session')
"""
UPGRADE = 0x7265_6769_7374_7279  # "registry", the key of the advisory lock of migrations and backups
# Milliseconds. Less than PostgreSQL's deadlock_timeout of one second, in case of a deadlock with another transaction.
LOCK = 500
DIFFERENCES = f"""
SELECT name, code.name IS NULL, now.name IS NULL
FROM unnest(%s::text[], %s::text[]) AS code (name, source)
FULL JOIN ({CATALOGUE}) AS now USING (name)
LEFT JOIN cooperation_program AS known USING (name)
WHERE code.name IS NULL OR now.name IS NULL OR known.source IS DISTINCT FROM code.source
OR known.definition IS DISTINCT FROM now.definition
ORDER BY name
"""


def _digest(texts) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


def migrations() -> set[tuple[str, str]]:
    """Return the app and the name of each migration of this release."""
    packages = {app: import_module(MigrationLoader.migrations_module(app)[0]) for app in APPS}
    return {(app, module.name) for app, package in packages.items() for module in iter_modules(package.__path__)}


@cache
def digests() -> dict[str, str]:
    """Return the digests of this release, by part.

    "release" covers the tables and programs; "index" and "search" cover the functions that determine their contents.
    """
    names = sorted(f"{app} {name}" for app, name in migrations())
    return {
        "release": _digest([*names, *_sql()]),
        "index": _digest(_sql(*programs.INDEX)),
        "search": _digest(_sql(*programs.SEARCH)),
    }


def _sql(*modules):
    return [program.sql for program in programs.rendered(*modules)]


def installed_digests() -> dict[str, str]:
    """Return the digests stored by the last upgrade."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, digest FROM cooperation_release")
        return dict(cursor.fetchall())


def installed_names() -> set[str]:
    """Return the names of the programs that the last upgrade installed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM cooperation_program")
        return {name for (name,) in cursor.fetchall()}


def is_current() -> bool:
    """Return whether the last upgrade was to this release."""
    return installed_digests() == digests()


def installed_release() -> tuple[str, str]:
    """Return the version and the digest of the release that the database was last upgraded to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, digest FROM cooperation_release WHERE part = 'release'")
        return cursor.fetchone() or ("unknown", "")


def check_release(installed: str | None) -> None:
    """Raise OtherRelease if the database belongs to another release. None means unknown and passes."""
    if installed not in (None, digests()["release"]):
        raise OtherRelease


def is_installed() -> bool:
    """Return whether the database has the table that stores its release."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('cooperation_release') IS NOT NULL")
        return cursor.fetchone()[0]


def tables_to_lock() -> str:
    """Return the names of the tables that an upgrade locks, separated by commas."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return cursor.fetchone()[0]


def lock_tables() -> bool:
    """Lock out everyone else until the transaction ends. Return False if a table is in use: try again later.

    Each attempt waits for LOCK at most, so readers are not held up while a long transaction ends.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_timeouts(lock=LOCK)
            cursor.execute(f"LOCK TABLE {tables_to_lock()} IN ACCESS EXCLUSIVE MODE")
            set_timeouts(lock=0)
    except OperationalError as error:
        if not is_busy(error):
            raise
        return False
    return True


def remember() -> None:
    """Store this release in the database: processes of other releases then stop answering."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cooperation_release (part, digest, version)"
            " SELECT part, digest, %s FROM unnest(%s::text[], %s::text[]) AS now (part, digest)"
            " ON CONFLICT (part) DO UPDATE SET digest = excluded.digest, version = excluded.version",
            [__version__, list(digests()), list(digests().values())],
        )


def remove() -> None:
    """Remove all functions and triggers. The transaction must lock out all other clients, or changes are missed."""
    with connection.cursor() as cursor:
        cursor.execute(REMOVE)


def install() -> None:
    """Create all functions and triggers again, and store what was created."""
    remove()
    found = programs.rendered()
    with connection.cursor() as cursor:
        # Loads pg_trgm: only an administrator may create functions with settings of a library that is not loaded.
        cursor.execute("SELECT show_limit()")
        cursor.execute("\n".join(program.sql for program in found))
        cursor.execute("DELETE FROM cooperation_program")
        cursor.execute(
            "INSERT INTO cooperation_program (name, source, definition) SELECT name, code.source, now.definition"
            f" FROM unnest(%s::text[], %s::text[]) AS code (name, source) JOIN ({CATALOGUE}) AS now USING (name)",
            _sources(found),
        )
        # Rows that the programs need: the day of the index, and a first commit.
        cursor.execute(
            "INSERT INTO cooperation_entrystate (day, home) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [timezone.localdate(), settings.HOME_COUNTRY],
        )


def begin_commits() -> None:
    """Restart the log of commits, so that processes discard what they have in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # log deferred changes too
        cursor.execute("DELETE FROM cooperation_publicchange")
        cursor.execute("DELETE FROM cooperation_publiccommit")
        cursor.execute(
            "INSERT INTO cooperation_publicversion (number, token) VALUES (1, gen_random_uuid())"
            " ON CONFLICT (id) DO UPDATE SET number = cooperation_publicversion.number + 1, token = excluded.token"
        )
        cursor.execute(
            "INSERT INTO cooperation_publiccommit (number, token) SELECT number, token FROM cooperation_publicversion"
        )


def _sources(found):
    return [program.name for program in found], [_digest([program.sql]) for program in found]


def differences() -> Iterator[str]:
    """Yield a sentence for each function and trigger that differs from this release."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, _sources(programs.rendered()))
        for name, is_unknown, is_missing in cursor.fetchall():
            if is_unknown:
                yield f"{name} is not in the code"
            elif is_missing:
                yield f"{name} is missing"
            else:
                yield f"{name} is not the one of this release"
