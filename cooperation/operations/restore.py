"""Restores a backup into an empty database, and completes the restore."""

import re
import subprocess
from contextlib import ExitStack
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from .. import __version__
from ..database import installation
from . import contents, encryption, manifests, postgres
from .failures import Failed
from .manifests import Manifest

# Tables, views, sequences, functions and types that no extension made, in any schema.
FIRST_OBJECT = """
SELECT name FROM (
    SELECT 'pg_class'::regclass AS class, oid, relname::text AS name, relnamespace AS schema FROM pg_class
    UNION ALL SELECT 'pg_proc'::regclass, oid, proname::text, pronamespace FROM pg_proc
    UNION ALL SELECT 'pg_type'::regclass, oid, typname::text, typnamespace FROM pg_type
) AS object
WHERE schema IN (
    SELECT oid FROM pg_namespace WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
) AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = object.class AND objid = object.oid AND deptype IN ('e', 'i')
)
ORDER BY name LIMIT 1
"""
RELEASE = "cooperation_release"
DECRYPTED = "What was decrypted is in the database all the same, and server processes do not use it: drop the database."
UNUSED = "Server processes do not use it. docs/backup.md says what to do when a restored database differs."


def restore(dump: Path, is_unchecked: bool = False, say=print) -> None:
    """Restore the dump into the database of the settings, which must be empty.

    It is one transaction, so a failure before its end leaves the database empty. From then on, server processes answer
    nothing until everything is installed. An unchecked one needs no manifest: nothing is compared with it. Raises
    Failed.
    """
    manifest = None if is_unchecked else _checked(dump, say)
    database = postgres.parameters(connection.settings_dict)
    with postgres.connected(database) as own:
        [server] = own.execute("SELECT current_setting('server_version_num')::int / 10000").fetchone()
        if found := own.execute(FIRST_OBJECT).fetchone():
            raise Failed(
                f"The database {database.get('dbname')} is not empty: it has {found[0]}. A backup is restored into an "
                "empty database only. Create one, or drop this one and create it again."
            )
    if manifest and manifest.server > server:
        raise Failed(
            f"The backup is of PostgreSQL {manifest.server}, this server is {server}. Restore into a server that is "
            "not older."
        )
    say("Restoring")
    made_by = manifest.pg_dump if manifest else server
    _run(dump, postgres.program("pg_restore", at_least=max(server, made_by)), database)
    if manifest:
        say("Comparing each table with the backup")
        with postgres.connected(database) as own:
            found = contents.read(own)
        found[RELEASE] = manifest.tables.get(RELEASE)  # written since
        if differing := contents.differences(manifest.tables, found):
            raise Failed("\n".join(["The restored database differs from the backup:", *differing, UNUSED]))
        say(f"{len(manifest.tables)} tables with {manifest.rows:,} rows are as in the backup")
    finish(say)


def finish(say=print) -> None:
    """Complete the restore of a database, however it was restored. This may be repeated.

    Installs functions, triggers and grants, runs the migrations that are missing, has every server process read the
    index again, ends all sessions, and updates PostgreSQL's statistics.
    """
    connection.close()  # its statements may know tables that are no longer there
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone()[0]:
            raise Failed("PostgreSQL still replays what was archived. Wait until its log says that it is complete.")
    _mark()
    call_command("migrate", interactive=False, verbosity=0)
    say("Functions, triggers and grants are those of this release")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(contents.sessions())}")  # noqa: S608
        cursor.execute("ANALYZE")
    say("All sessions are ended, and the statistics are new")


def _mark():
    """Store that the database is restored: server processes answer nothing until migrate has installed everything."""
    connection.close()
    if not installation.is_installed():
        raise Failed("The database has no tables of the registry. Restore a backup, or run manage.py migrate.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {RELEASE} SET digest = 'restored' WHERE part = 'release'")  # noqa: S608


def _checked(dump, say) -> Manifest:
    """Return the manifest of a dump that is whole and of a release that this code knows."""
    if not dump.exists():
        raise Failed(f"There is no file {dump}.")
    path = manifests.path_of(dump)
    if not path.exists():
        raise Failed(
            f"{dump} has no manifest: {path.name} must be beside it. To restore the dump without any check, add "
            "--unchecked."
        )
    manifest = manifests.read(path)
    say("Comparing the file with its checksum")
    if manifest.file != dump.name:
        raise Failed(f"{path} is the manifest of {manifest.file}.")
    if sentence := manifests.damage(manifest, dump.parent):
        raise Failed(sentence)
    known = {f"{app}.{name}" for app, name in installation.migrations()}
    if _numbers(manifest.release) > _numbers(__version__) or not known.issuperset(manifest.migrations):
        raise Failed(
            f"The backup is of release {manifest.release}, which is newer than this code ({__version__}). Restore it "
            "with the code of that release."
        )
    return manifest


def _numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)]


def _run(dump, pg_restore, database):
    """Run pg_restore with the dump, decrypted, and mark the database."""
    arguments, environment = postgres.for_program(database)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    suffix = dump.suffix.removeprefix(".")
    decrypting = encryption.decrypt(suffix) if suffix in {encryption.AGE, encryption.GPG} else None
    with ExitStack() as stack:
        source = stack.enter_context(dump.open("rb"))
        first = None
        if decrypting:
            first = subprocess.Popen(decrypting, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            source = first.stdout
        command = [pg_restore, *options, *arguments]
        done = subprocess.run(command, stdin=source, capture_output=True, text=True, env=environment)
        if done.returncode == 0:
            _mark()
        if first:
            _output, said = first.communicate()
            if first.returncode:
                sentence = f"The backup was not decrypted: {' '.join(said.decode(errors='replace').split())}"
                # gpg says only at the end that a file was changed.
                raise Failed(f"{sentence}. {DECRYPTED}" if done.returncode == 0 else sentence)
    if done.returncode:
        raise Failed(f"The backup was not restored, and the database is empty: {' '.join(done.stderr.split())}")
