"""A backup holds one moment, is readable by its owner only, and leaves nothing if it cannot be completed."""

import json
import os
import resource
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection

from cooperation.database import installation
from cooperation.domain.choices import Job
from cooperation.models import Meeting
from cooperation.operations import backup, jobs, manifests
from tests.connections import owner_url
from tests.serving import ROOT

from .conftest import run, tables

DEMO = pytest.mark.usefixtures("transactional_db", "demo_fixtures")


def left_in(folder):
    return [path.name for path in folder.iterdir() if path.name != ".lock"]


def program(folder, name, text):
    """A program that is found first."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return folder


@DEMO
def test_what_is_written(folder, client, admin_user):
    client.force_login(admin_user)
    printed = run("backup")
    [dump] = folder.glob("*.dump")
    manifest = manifests.read(manifests.path_of(dump))
    assert f"The backup is complete: {dump.name}, {manifest.size:,} bytes, {manifest.rows:,} rows." in printed
    assert dump.read_bytes()[:5] == b"PGDMP"
    assert manifests.damage(manifest, folder) == ""
    assert timedelta() <= datetime.now(UTC) - manifest.taken_at < timedelta(minutes=5)
    assert manifest.tables["cooperation_meeting"]["rows"] == Meeting.objects.count()
    assert manifest.release == installation.installed_release()[0]
    assert "cooperation.0001_initial" in manifest.migrations
    # Nobody else can read them, and nobody gets a session out of them.
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, dump, manifests.path_of(dump))] == [
        *(0o700, 0o600, 0o600)
    ]
    left_out = {"django_session", "cooperation_session", "cooperation_cache", "cooperation_signinattempt"}
    assert not left_out & manifest.tables.keys()
    last = jobs.last(Job.BACKUP)
    assert last.succeeded_at
    assert last.details == {
        "file": dump.name,
        "bytes": manifest.size,
        "rows": manifest.rows,
        "encryption": "",
        "damaged": [],
    }


@DEMO
def test_writes_meanwhile_are_not_in_it(folder, monkeypatch):
    """The hashes and the dump are of one moment, whatever is written between them."""
    before = tables()

    def write_too(*arguments):
        with psycopg.connect(owner_url()) as own:
            own.execute("UPDATE cooperation_meeting SET city = 'Sejong'")
        return dump(*arguments)

    dump = backup._dump
    monkeypatch.setattr(backup, "_dump", write_too)
    made = backup.make(lambda text: None)
    for table in ("cooperation_meeting", "cooperation_change"):
        assert made.tables[table] == before[table] != tables()[table]


@DEMO
def test_a_full_disk_leaves_no_half_file_and_the_earlier_backup(folder):
    run("backup")
    before = sorted(left_in(folder))
    limit = 200_000  # bytes, a quarter of the dump
    done = subprocess.run(
        [sys.executable, "manage.py", "backup"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": owner_url(), "BACKUP_FOLDER": str(folder)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")
    assert done.stderr.endswith(" cannot be written: File too large.\n")
    assert sorted(left_in(folder)) == before
    assert jobs.last(Job.BACKUP).error.endswith("cannot be written: File too large.")


@pytest.mark.django_db(transaction=True)
class TestWhatCannotBeCompleted:
    def test_no_folder_is_set(self, settings):
        settings.BACKUP_FOLDER = None
        with pytest.raises(CommandError, match="BACKUP_FOLDER is not set"):
            run("backup")
        assert jobs.last(Job.BACKUP).error == "BACKUP_FOLDER is not set: name the folder for backups."

    def test_the_folder_is_a_file(self, folder):
        folder.touch()
        with pytest.raises(CommandError, match=r"backups cannot be written: File exists\.$"):
            run("backup")

    def test_pg_dump_is_older_than_the_server(self, folder, tmp_path, settings):
        settings.POSTGRES_BIN = program(tmp_path, "pg_dump", "echo 'pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)'")
        with pytest.raises(CommandError) as refused:
            run("backup")
        assert f"{tmp_path / 'pg_dump'} belongs to PostgreSQL 14, which is older than" in str(refused.value)
        assert "name their folder in POSTGRES_BIN." in str(refused.value)
        assert left_in(folder) == []

    def test_there_is_no_pg_dump(self, folder, tmp_path, settings):
        settings.POSTGRES_BIN = tmp_path
        with pytest.raises(CommandError, match=f"There is no pg_dump in {tmp_path}. Install the client programs"):
            run("backup")

    def test_pg_dump_fails_in_the_middle(self, folder, tmp_path, settings):
        text = """if [ "$1" = --version ]; then echo 'pg_dump (PostgreSQL) 99.1'; exit; fi
        echo PGDMP; echo 'pg_dump: error: the disk broke' >&2; exit 1"""
        settings.POSTGRES_BIN = program(tmp_path, "pg_dump", text)
        with pytest.raises(CommandError, match="The database was not dumped: pg_dump: error: the disk broke"):
            run("backup")
        assert left_in(folder) == []

    def test_encryption_fails(self, folder, tmp_path, settings, monkeypatch):
        settings.BACKUP_AGE_RECIPIENTS = ["age1nobody"]
        program(tmp_path, "age", "head -c 10; echo 'age: error: no such recipient' >&2; exit 1")
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        with pytest.raises(CommandError, match="age: error: no such recipient"):
            run("backup")
        assert left_in(folder) == []

    def test_the_program_for_encryption_is_not_installed(self, folder, settings, monkeypatch):
        settings.BACKUP_GPG_RECIPIENTS = ["nobody@ministry.example"]
        monkeypatch.setattr("shutil.which", lambda name: None)
        with pytest.raises(CommandError, match="The program gpg is not installed"):
            run("backup")

    def test_another_backup_is_running(self, folder):
        with backup._locked_folder(), pytest.raises(CommandError, match="Another backup writes into"):
            run("backup")

    def test_what_a_killed_one_left_is_removed(self, folder):
        folder.mkdir()
        for name in ("registry-20260101T000000Z.dump.unfinished", "registry-20260101T000000Z.json.unfinished"):
            (folder / name).touch()
        run("backup")
        assert len(left_in(folder)) == 2
        assert not list(folder.glob("*.unfinished"))

    def test_the_database_is_another_one(self, folder, settings):
        settings.BACKUP_DATABASE = {"NAME": "template1"} | {
            name: value for name, value in settings.DATABASES["default"].items() if name in {"HOST", "USER", "OPTIONS"}
        }
        with pytest.raises(CommandError, match="has no tables of the registry"):
            run("backup")

    def test_it_waits_for_a_migration(self, folder):
        with psycopg.connect(owner_url()) as own:
            own.execute("SELECT pg_advisory_xact_lock(%s)", [installation.UPGRADE])
            thread = threading.Thread(target=backup.make, args=(lambda text: None,))
            thread.start()
            patience = time.monotonic() + 20
            waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while own.execute(waits).fetchone() == (0,):
                assert time.monotonic() < patience
                time.sleep(0.05)
            assert left_in(folder) == []
        thread.join(60)
        assert len(left_in(folder)) == 2

    def test_the_password_is_not_among_the_arguments(self, folder, tmp_path, settings):
        seen = tmp_path / "seen"
        text = f"""if [ "$1" = --version ]; then echo 'pg_dump (PostgreSQL) 99.1'; exit; fi
        echo "$@" > {seen}; echo "$PGPASSWORD" >> {seen}"""
        settings.POSTGRES_BIN = program(tmp_path, "pg_dump", text)
        settings.BACKUP_DATABASE = connection.settings_dict | {"PASSWORD": "quite secret"}
        run("backup")
        arguments, password = seen.read_text().splitlines()
        assert "quite secret" not in arguments
        assert "--no-password" in arguments
        assert password == "quite secret"


def test_the_manifest_of_a_later_release_is_refused(tmp_path):
    path = tmp_path / "registry-20260101T000000Z.json"
    path.write_text(json.dumps({"format": 2}))
    with pytest.raises(Exception, match="has another format than this release writes"):
        manifests.read(path)
