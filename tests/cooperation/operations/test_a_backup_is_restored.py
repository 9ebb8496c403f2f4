"""Backup, drop, restore, compare; and one record brought back."""

import dataclasses
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from cooperation import history
from cooperation.database import installation
from cooperation.domain.choices import Job
from cooperation.models import Change, Meeting, PublicVersion
from cooperation.models.session import Session
from cooperation.operations import bring_back, jobs, manifests, scratch
from cooperation.operations.failures import Failed
from tests.connections import owner_url
from tests.encryption import ADVICE, PACKAGES

from .conftest import drop_everything, run, tables

pytestmark = pytest.mark.usefixtures("transactional_db", "demo_fixtures")
# Restoring writes these: the release again, the state that readers see, and that the backup was taken.
WRITTEN = {f"cooperation_{name}" for name in ("release", "program", "publicversion", "publiccommit", "publicchange")}
WRITTEN |= {"cooperation_jobrun"}
# A stand-in for age: it needs a recipient to encrypt and an identity to decrypt, and its output is no dump.
AGE = """#!/bin/sh
case "$1 $2" in
    "--encrypt --recipient") echo "encrypted for $3"; tr 'A-Za-z' 'N-ZA-Mn-za-m' ;;
    "--decrypt --identity")
        test -e "$3" || { echo "no identity" >&2; exit 1; }
        read -r line; tr 'A-Za-z' 'N-ZA-Mn-za-m' ;;
esac
"""


@pytest.fixture
def dump(folder):
    """A backup of the demo data."""
    run("backup")
    [path] = folder.glob("*.dump")
    return path


def change(dump, **fields):
    """Write something else into the manifest."""
    path = manifests.path_of(dump)
    manifest = dataclasses.replace(manifests.read(path), **fields)
    path.unlink()
    manifests.write(manifest, path)


def test_everything_comes_back_and_every_process_reads_it_again(folder, admin_user):
    client = Client()
    client.force_login(admin_user)
    before, token = tables(), PublicVersion.objects.get().token
    page = Client().get("/meetings/").content
    run("backup")
    [dump] = folder.glob("*.dump")
    Meeting.objects.filter(slug="temm-14").update(city="Sejong")
    drop_everything()
    printed = run("restore", str(dump))
    assert "are as in the backup" in printed
    after = tables()
    assert after.keys() == before.keys()
    assert {table for table in before if after[table] != before[table]} <= WRITTEN
    assert not Meeting.objects.filter(city="Sejong").exists()
    assert PublicVersion.objects.get().token != token
    assert Session.objects.count() == 0
    assert client.get("/admin/").status_code == 302
    assert Client().get("/meetings/").content == page
    call_command("check_index", verbosity=0)
    call_command("release")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'cooperation_meeting'")
        assert cursor.fetchone()[0] > 10
    # It restores into an empty database only.
    with pytest.raises(CommandError, match=r"is not empty: it has \w+\. A backup is restored into an empty database"):
        run("restore", str(dump))
    assert tables() == after
    # What follows a restore can be repeated.
    token = PublicVersion.objects.get().token
    run("finish_restore")
    assert PublicVersion.objects.get().token != token


def test_a_backup_that_does_not_fit_is_refused_and_the_database_stays_empty(dump, settings, tmp_path):
    moved = tmp_path / dump.name
    shutil.copy(dump, moved)
    drop_everything()
    for file, reason in ((moved, "has no manifest: registry-"), (tmp_path / "nothing.dump", "There is no file")):
        with pytest.raises(CommandError, match=reason):
            run("restore", str(file))
    manifest = manifests.read(manifests.path_of(dump))
    for fields, reason in (
        ({"sha256": "0" * 64}, "is damaged: its checksum is not that of its manifest"),
        ({"size": 1}, "is damaged: it has"),
        ({"release": "99.1.0"}, r"is of release 99\.1\.0, which is newer than this code"),
        ({"migrations": [*manifest.migrations, "cooperation.9999_later"]}, "which is newer than this code"),
        ({"server": 99}, r"The backup is of PostgreSQL 99, this server is \d+\."),
        ({"pg_dump": 99}, "which is older than 99. Install the client programs"),
        ({"file": "another.dump"}, r"is the manifest of another\.dump"),
    ):
        change(dump, **fields)
        with pytest.raises(CommandError, match=reason):
            run("restore", str(dump))
        change(dump, **dataclasses.asdict(manifest))
    # One transaction: a dump that ends in the middle leaves nothing.
    dump.write_bytes(dump.read_bytes()[:300_000])
    with pytest.raises(CommandError, match="The backup was not restored, and the database is empty"):
        run("restore", str(dump), "--unchecked")
    assert tables() == {}
    with pytest.raises(CommandError, match="has no tables of the registry"):
        run("finish_restore")
    # The copy without its manifest is restored if asked for.
    run("restore", str(moved), "--unchecked")
    assert Meeting.objects.filter(slug="temm-14").exists()


def test_a_restored_database_that_differs_is_reported(dump):
    found = manifests.read(manifests.path_of(dump)).tables
    found["cooperation_meeting"]["rows"] += 1
    found["cooperation_topic"]["hash"] = "1"
    found["cooperation_more"] = {"rows": 1, "hash": "1"}
    del found["cooperation_source"]
    change(dump, tables=found)
    drop_everything()
    with pytest.raises(CommandError) as refused:
        run("restore", str(dump))
    first, *sentences, advice = str(refused.value).splitlines()
    assert first == "The restored database differs from the backup:"
    meetings = found["cooperation_meeting"]["rows"]
    assert sentences == [
        f"cooperation_meeting has {meetings - 1:,} rows, the backup {meetings:,}.",
        "cooperation_more is missing.",
        "cooperation_source is not in the backup.",
        "Rows of cooperation_topic differ from the backup.",
    ]
    # Everything is in the database, and no process answers from it before somebody decides.
    assert advice.startswith("Server processes do not use it.")
    assert Client(raise_request_exception=False).get("/meetings/").status_code == 503
    run("finish_restore")
    assert Client().get("/meetings/").status_code == 200


def test_a_file_that_is_doubtful_only_at_its_end_is_not_used(folder, settings, tmp_path, monkeypatch):
    stand_in(settings, tmp_path, monkeypatch)
    run("backup")
    [path] = folder.glob("registry-*.dump.age")
    # gpg says at the end that the file was changed, when pg_restore has read everything.
    (tmp_path / "age").write_text(AGE + 'echo "it was manipulated" >&2; exit 2')
    drop_everything()
    with pytest.raises(CommandError, match=r"it was manipulated\. What was decrypted is in the database all the same"):
        run("restore", str(path), "--unchecked")
    assert Meeting.objects.exists()
    assert not installation.is_current()


@pytest.fixture
def short_folder():
    """A folder with a short path: the socket of gpg's agent is in it."""
    with tempfile.TemporaryDirectory(prefix="gpg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.parametrize("program", PACKAGES)
def test_an_encrypted_backup(program, folder, settings, tmp_path, short_folder, monkeypatch):
    assert shutil.which(program), ADVICE
    if program == "age":
        age(settings, tmp_path)
    else:
        gpg(settings, short_folder, monkeypatch)
    before = tables()
    run("backup")
    [path] = folder.glob("registry-*.dump.*")
    assert path.suffix == (".gpg" if program == "gpg" else ".age")
    assert b"PGDMP" not in path.read_bytes()
    assert "cooperation_meeting" not in path.read_bytes().decode("latin1")
    drop_everything()
    if program != "gpg":
        identity, settings.BACKUP_AGE_IDENTITY = settings.BACKUP_AGE_IDENTITY, None
        with pytest.raises(CommandError, match="name the file of the secret key in BACKUP_AGE_IDENTITY"):
            run("restore", str(path))
        settings.BACKUP_AGE_IDENTITY = tmp_path / "another"
        with pytest.raises(CommandError, match="The backup was not decrypted: "):
            run("restore", str(path))
        settings.BACKUP_AGE_IDENTITY = identity
    run("restore", str(path))
    after = tables()
    assert {table for table in before if after[table] != before[table]} <= WRITTEN


def stand_in(settings, tmp_path, monkeypatch):
    (tmp_path / "age").write_text(AGE)
    (tmp_path / "age").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (tmp_path / "key").touch()
    settings.BACKUP_AGE_RECIPIENTS, settings.BACKUP_AGE_IDENTITY = ["age1stand-in"], tmp_path / "key"


def age(settings, tmp_path):
    subprocess.run(["age-keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    recipient = subprocess.run(["age-keygen", "-y", tmp_path / "key"], check=True, capture_output=True, text=True)
    settings.BACKUP_AGE_RECIPIENTS, settings.BACKUP_AGE_IDENTITY = [recipient.stdout.strip()], tmp_path / "key"


def gpg(settings, home, monkeypatch):
    monkeypatch.setenv("GNUPGHOME", str(home))
    key = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", "registry@ministry.example"]
    subprocess.run(key, check=True, capture_output=True)
    settings.BACKUP_GPG_RECIPIENTS = ["registry@ministry.example"]


def test_the_newest_backup_is_rehearsed(dump, settings):
    before = tables()
    printed = run("rehearse_restore")
    assert "are as in the backup" in printed
    assert "The index is true" in printed
    assert f"The rehearsal of {dump.name} succeeded." in printed
    manifest = manifests.read(manifests.path_of(dump))
    last = jobs.last(Job.REHEARSAL)
    seconds = last.details.pop("seconds")
    assert 0 <= seconds < 300
    assert last.details == {
        "file": dump.name,
        "taken_at": manifest.taken_at.isoformat(),
        "tables": len(manifest.tables),
        "rows": manifest.rows,
    }
    # Nothing is left, and nothing was written elsewhere than into the report.
    assert databases_like("rehearsal") == 0
    after = tables()
    assert {table for table in before if after[table] != before[table]} == {"cooperation_jobrun"}
    # A backup that would not help.
    found = manifest.tables
    found["cooperation_meeting"]["rows"] = 3
    change(dump, tables=found)
    with pytest.raises(CommandError, match="cooperation_meeting has"):
        run("rehearse_restore")
    assert "The restored database differs from the backup: cooperation_meeting has" in jobs.last(Job.REHEARSAL).error
    assert databases_like("rehearsal") == 0


def databases_like(purpose):
    with connection.cursor() as cursor:
        name = f"{connection.settings_dict['NAME']}_{purpose}"
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone()[0]


def test_a_scratch_database_is_never_somebody_elses():
    name = f"{connection.settings_dict['NAME']}_somebody"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            with pytest.raises(Failed, match="that the registry did not create"), scratch.database("somebody"):
                pass
            assert databases_like("somebody") == 1
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')
    with (
        scratch.database("somebody"),
        pytest.raises(Failed, match="Another process uses the database"),
        scratch.database("somebody"),
    ):
        pass
    assert databases_like("somebody") == 0


@pytest.fixture
def plain_role(settings):
    """The role of rehearsals is no superuser."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_role LOGIN")
        cursor.execute(f'GRANT CONNECT ON DATABASE "{connection.settings_dict["NAME"]}" TO plain_role')
        settings.REHEARSAL_DATABASE = connection.settings_dict | {"USER": "plain_role", "NAME": "postgres"}
        yield cursor
        cursor.execute("DROP OWNED BY plain_role")
        cursor.execute("DROP ROLE plain_role")


def test_a_role_that_may_create_no_database_is_told(plain_role):
    with pytest.raises(Failed, match="The role plain_role may not create a database"), scratch.database("x"):
        pass


def test_it_is_dropped_while_somebody_else_is_in_it(plain_role):
    """As autovacuum is, whose processes only a superuser may end."""
    plain_role.execute("ALTER ROLE plain_role CREATEDB")
    with scratch.database("x") as database:
        of_superuser = psycopg.connect(**database | {"user": connection.settings_dict["USER"]})
        leaves = Timer(0.3, of_superuser.close)
        leaves.start()
        own = psycopg.connect(**database)  # it does not end by itself
    leaves.join()
    own.close()
    assert databases_like("x") == 0


def rows_of(meeting):
    """The rows of the record and of its parts, without the columns that say when it was last written."""
    written = ["version", "updated_at", "changed_in"]
    found = {}
    with connection.cursor() as cursor:
        for table, rows in history.replay(history.changes_of("meeting", meeting.pk)).items():
            statement = f"SELECT to_jsonb(r) - %s::text[] FROM {table} r WHERE id = ANY (%s) ORDER BY id"  # noqa: S608
            cursor.execute(statement, [written, list(rows)])
            found[table] = cursor.fetchall()
    return found


def test_one_record_is_brought_back_with_its_parts(dump):
    """Somebody who owns the tables deleted it, and damaged what was left, without a trace in the history."""
    meeting = Meeting.objects.get(slug="temm-14")
    address = meeting.get_absolute_url()
    before = rows_of(meeting)
    assert {"cooperation_outcome", "cooperation_citation", "cooperation_meeting_countries"} <= before.keys()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, rows in history.replay(history.changes_of("meeting", meeting.pk)).items():
            act = "UPDATE {} SET text = 'Nonsense'" if table == "cooperation_outcome" else "DELETE FROM {}"
            cursor.execute(f"{act.format(table)} WHERE id = ANY (%s)", [list(rows)])
        cursor.execute("SET session_replication_role = origin")
    call_command("rebuild_index", verbosity=0)
    assert Client().get(address).status_code == 404
    printed = run("bring_back", str(dump), "meeting", "temm-14")
    written = sum(map(len, before.values()))
    assert f"The meeting temm-14 is as in the backup: {written:,} rows were written." in printed
    assert rows_of(meeting) == before
    assert Client().get(address).status_code == 200
    assert Change.objects.filter(kind="meeting", record=meeting.pk).latest("pk").origin == f"backup {dump.name}"
    call_command("check_index", verbosity=0)
    assert databases_like("bring_back") == 0


def test_a_record_that_the_backup_does_not_have_is_not_brought_back(dump):
    with pytest.raises(CommandError, match=r"There is no kind meetings\. Choose one of agreement, "):
        run("bring_back", str(dump), "meetings", "temm-14")
    with psycopg.connect(owner_url()) as own, pytest.raises(Failed, match="The backup has no meeting nowhere"):
        bring_back._read(own, Meeting, "nowhere")


def test_a_record_that_refers_to_what_is_missing_is_not_brought_back():
    meeting = Meeting.objects.get(slug="temm-14")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(m)::text FROM cooperation_meeting m WHERE id = %s", [meeting.pk])
        row = json.dumps([json.loads(cursor.fetchone()[0]) | {"title": "Another", "mechanism_id": 123456}])
    with pytest.raises(Failed, match=r"was not brought back: Key \(mechanism_id\)=\(123456\) is not present in table"):
        bring_back._write({Meeting: (1, row)}, "backup")
    assert Meeting.objects.get(slug="temm-14").title == meeting.title
