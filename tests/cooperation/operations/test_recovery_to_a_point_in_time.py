"""The commands of docs/backup.md archive what PostgreSQL writes, and bring back the moment before an accident."""

import re
import subprocess
import time

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.embedded import Cluster
from cooperation.models import Meeting, PublicVersion
from tests.factories import make_meeting
from tests.serving import ROOT

from .conftest import run

TEXT = (ROOT / "docs" / "backup.md").read_text()
ARCHIVE = "/var/lib/postgresql/archive"  # of the documentation


def setting(name, archive):
    """A line of the documentation, with another folder."""
    [line] = re.findall(rf"^ *({name} = .*)$", TEXT, re.MULTILINE)
    return line.replace(ARCHIVE, str(archive))


class Configured(Cluster):
    """A server with more settings."""

    more = ""

    def create(self, major):
        super().create(major)
        self.configure()

    def configure(self):
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write("\n" + self.more + "\n")


class Recovered(Configured):
    """A server that starts from a copy of another one's files."""

    def take(self, base):
        subprocess.run(["cp", "-r", base, self.root], check=True, preexec_fn=self.drop)
        self.folder = self.root / base.name
        self.configure()
        subprocess.run(["touch", self.folder / "recovery.signal"], check=True, preexec_fn=self.drop)


@pytest.fixture
def primary(transactional_db, folder, settings):
    """A server that archives, with the tables of the registry; the connection of this process leads to it."""
    own, before = Configured(), dict(connection.settings_dict)
    archive = own.root / "archive"
    names = ("archive_mode", "archive_command", "archive_timeout")
    own.more = "\n".join(setting(name, archive) for name in names)
    run("backup")
    [dump] = folder.glob("*.dump")
    settings.OWNER_DATABASE, settings.BACKUP_DATABASE, settings.WEB_ROLE = {}, {}, ""  # it has one role only
    try:
        own.start()
        subprocess.run(["mkdir", archive], check=True, preexec_fn=own.drop)
        lead_to(own)
        run("restore", str(dump))
        yield own
    finally:
        connection.close()
        connection.settings_dict.update(before)
        own.stop()


def lead_to(server):
    connection.close()
    connection.settings_dict.update(HOST=str(server.scratch), PORT="", NAME="postgres", USER="postgres")


def now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def until_archived(server):
    """Wait until all that was written is in the archive."""
    with psycopg.connect(server.url, autocommit=True) as own:
        [name] = own.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        patience = time.monotonic() + 20
        while own.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", [name]).fetchone() != (True,):
            assert time.monotonic() < patience
            time.sleep(0.05)


def refusal():
    """What finish_restore complains about, or ""."""
    try:
        run("finish_restore")
    except CommandError as error:
        return str(error)
    return ""


def finish():
    """Run finish_restore when everything is replayed; until then it says so."""
    patience = time.monotonic() + 20
    while said := refusal():
        assert "PostgreSQL still replays what was archived." in said
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_the_moment_before_an_accident_comes_back(primary):
    base = primary.root / "base" / primary.folder.name
    command = [primary.bin / "pg_basebackup", "-D", base, "-d", primary.url, "-c", "fast", "--no-sync"]
    subprocess.run(command, env=primary.environment, preexec_fn=primary.drop, check=True)
    make_meeting("Before the accident")
    token = PublicVersion.objects.get().token
    target = now()
    Meeting.objects.update(city="Nowhere")  # the accident
    make_meeting("After the accident")
    until_archived(primary)
    archive = primary.root / "archive"
    assert not list(archive.glob("*.part"))
    again = Recovered()
    again.more = f"{setting('restore_command', archive)}\nrecovery_target_time = '{target.isoformat()}'\n"
    again.more += setting("recovery_target_action", archive)
    try:
        again.take(base)
        again.start()
        lead_to(again)
        finish()
        assert [meeting.title for meeting in Meeting.objects.exclude(city="Nowhere")] == ["Before the accident"]
        assert PublicVersion.objects.get().token != token
        call_command("check_index", verbosity=0)
        make_meeting("From now on")
        assert Meeting.objects.count() == 2
    finally:
        connection.close()
        again.stop()
