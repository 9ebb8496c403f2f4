"""Backups: a dump of the database by pg_dump, with checksums, encrypted if recipients are set, and kept by a rule.

Everything that the registry stores is in the database; files such as the zip of everything public are written from it.
"""

import fcntl
import os
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import UTC
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

from ..database.installation import APPS, UPGRADE
from . import contents, encryption, manifests, postgres
from .failures import Failed
from .keeping import kept
from .manifests import UNFINISHED, Manifest

CHUNK = 2**20  # bytes
ABOUT = """
SELECT now(), pg_export_snapshot(), current_setting('server_version_num')::int / 10000,
    (SELECT version FROM cooperation_release WHERE part = 'release'),
    ARRAY(SELECT app || '.' || name FROM django_migrations WHERE app = ANY (%s) ORDER BY 1)
"""


def make(say=print) -> Manifest:
    """Write a backup into BACKUP_FOLDER and return its manifest. Raises Failed; then none of its files remains.

    The dump and the hashes are of one snapshot. Migrations wait until it is finished, and it waits for them.
    """
    with _locked_folder() as folder, ExitStack() as stack:
        program = encryption.chosen()
        encrypting = encryption.encrypt(program) if program else None
        database = postgres.parameters(settings.BACKUP_DATABASE or connection.settings_dict)
        own = stack.enter_context(postgres.connected(database))
        if own.execute("SELECT to_regclass('public.cooperation_release')").fetchone() == (None,):
            raise Failed("The database has no tables of the registry: there is nothing to back up.")
        own.execute("SELECT pg_advisory_lock_shared(%s)", [UPGRADE])
        own.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        at, snapshot, server, release, migrations = own.execute(ABOUT, [list(APPS)]).fetchone()
        at = at.astimezone(UTC)
        pg_dump = postgres.program("pg_dump", at_least=server)
        say("Counting the rows")
        tables = contents.read(own)
        name = manifests.name_of(at, program)
        say(f"Writing {folder / name}")
        dump = manifests.unfinished(folder / name)
        about = manifests.unfinished(manifests.path_of(folder / name))
        try:
            size, digest = _write(dump, _dump(pg_dump, snapshot, database), encrypting)
            found = Manifest(
                *(name, at, size, digest, program, release, migrations, server, postgres.major(pg_dump), tables)
            )
            with _file_errors(folder):
                manifests.write(found, about)
                dump.rename(folder / name)
                about.rename(manifests.path_of(folder / name))
                _sync(folder)
        finally:
            dump.unlink(missing_ok=True)
            about.unlink(missing_ok=True)
    return found


def remove_old(say=print) -> list[str]:
    """Remove the backups that BACKUP_KEEP does not keep. Return a sentence for each that is damaged.

    A damaged backup does not count and is not removed. Before one is removed, those that stay are verified.
    """
    with _locked_folder() as folder:
        whole, sentences = manifests.survey(folder)
        while True:
            stay = kept((each.taken_at for each in whole), settings.BACKUP_KEEP)
            if len(stay) == len(whole):
                return sentences
            damaged = {}
            for each in whole:
                if each.taken_at in stay and (sentence := manifests.damage(each, folder)):
                    damaged[each.file] = sentence
            if not damaged:
                break
            sentences += damaged.values()
            whole = [each for each in whole if each.file not in damaged]
        for each in whole:
            if each.taken_at not in stay:
                say(f"Removing {folder / each.file}")
                _remove(folder / each.file)
        _sync(folder)
    return sentences


def newest() -> Path:
    """Return the path of the newest backup that is whole. Raises Failed if there is none."""
    folder = _folder()
    whole, _sentences = manifests.survey(folder)
    if not whole:
        raise Failed(f"There is no backup in {folder}.")
    return folder / whole[0].file


def _folder():
    if settings.BACKUP_FOLDER is None:
        raise Failed("BACKUP_FOLDER is not set: name the folder for backups.")
    return settings.BACKUP_FOLDER


@contextmanager
def _locked_folder():
    """Yield the folder, locked against other backups, without the files of unfinished ones."""
    folder = _folder()
    with _file_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    with open(lock, "w"):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"Another backup writes into {folder} now.") from None
        with _file_errors(folder):
            for path in folder.glob(f"registry-*{UNFINISHED}"):
                path.unlink()
        yield folder


@contextmanager
def _file_errors(path):
    """Raise Failed for an error of the file system."""
    try:
        yield
    except OSError as error:
        raise Failed(f"{error.filename or path} cannot be written: {error.strerror}.") from error


def _dump(pg_dump, snapshot, database):
    """Return pg_dump's command and environment."""
    arguments, environment = postgres.for_program(database)
    tables = [sql.Identifier("public", table).as_string() for table in sorted(contents.left_out())]
    options = ["--format=custom", f"--snapshot={snapshot}", *(f"--exclude-table-data={table}" for table in tables)]
    return [pg_dump, *options, *arguments], environment


def _write(path, dump, encrypting):
    """Write the output of the programs to the path. Return its size in bytes and its SHA-256."""
    size, digest = 0, sha256()
    with _file_errors(path), open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with _output(dump, encrypting) as output:
            while chunk := output.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


@contextmanager
def _output(dump, encrypting):
    """Run pg_dump and the program that encrypts; yield the output. Raises Failed if one of them failed."""
    command, environment = dump
    with tempfile.TemporaryFile() as errors:
        first = last = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment)
        if encrypting:
            last = subprocess.Popen(encrypting, stdin=first.stdout, stdout=subprocess.PIPE, stderr=errors)
            first.stdout.close()  # pg_dump ends if the other program does
        try:
            yield last.stdout
        except BaseException:
            for process in (first, last):
                process.kill()
            raise
        finally:
            last.stdout.close()
            codes = [process.wait() for process in dict.fromkeys([last, first])]
        if any(codes):
            errors.seek(0)
            said = " ".join(errors.read(2000).decode(errors="replace").split())
            raise Failed(f"The database was not dumped: {said or f'status {codes}'}")


def _remove(dump):
    """Remove a backup. From the first step on it counts as unfinished, and the next backup removes what is left."""
    paths = [manifests.path_of(dump), dump]
    with _file_errors(dump):
        for path in paths:
            path.rename(manifests.unfinished(path))
        for path in paths:
            manifests.unfinished(path).unlink()


def _sync(folder):
    """Flush the directory entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
