"""A running process shows what the database holds, even if that is older than what the process has in memory."""

import subprocess
import time
from contextlib import suppress
from unittest import mock

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.utils import timezone

from config.embedded import CannotStart, Cluster
from cooperation.filters.meetings import MeetingFilter
from cooperation.index import snapshot
from cooperation.models import Meeting, PublicVersion
from tests import factories as f

pytestmark = pytest.mark.usefixtures("as_owner")


class Standby(Cluster):
    """A copy of another server, which follows it until it is promoted."""

    def __init__(self, primary):
        super().__init__()
        command = [self.bin / "pg_basebackup", "-D", self.root / primary.folder.name, "-R", "-c", "fast"]
        command += ["-d", primary.url, "--no-sync"]
        subprocess.run(command, env=self.environment, preexec_fn=self.drop, check=True)

    def is_ready(self):
        with suppress(OSError, IndexError):
            return (self.folder / "postmaster.pid").read_text().split("\n")[7].strip() in {"standby", "ready"}


@pytest.fixture(scope="module")
def cluster(django_db_blocker):
    """A server of its own, which may crash. Commits are written to disk only when it is told to (`flush`)."""
    own, before = Cluster(), dict(connection.settings_dict)
    one_role = override_settings(OWNER_DATABASE={}, BACKUP_DATABASE={}, WEB_ROLE="")
    with django_db_blocker.unblock(), one_role:
        connection.close()
        try:
            own.start()
            with psycopg.connect(own.url, autocommit=True) as admin:
                admin.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
                admin.execute("SELECT pg_reload_conf()")
            lead_to(own, own)
            place = {
                "HOST": str(own.scratch / "now"),
                "PORT": "",
                "NAME": "postgres",
                "USER": "postgres",
                "OPTIONS": {},
            }
            connection.settings_dict.update(place)
            call_command("migrate", verbosity=0)
            yield own
        finally:
            connection.close()
            connection.settings_dict.update(before)
            own.stop()


def lead_to(server, address):
    """Let the address of one server lead to another one, as after a failover."""
    connection.close()
    (address.scratch / "now").unlink(missing_ok=True)
    (address.scratch / "now").symlink_to(server.scratch)


@pytest.fixture
def reader(cluster):
    """A process that has shown a page with one meeting, with its memory of the index and of pages."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cooperation_meeting CASCADE")
    f.make_meeting("TEMM 14", countries=[f.make_country("CHN")], start="2012")
    flush()
    reader = Client()
    assert shown_by(reader) == {"TEMM 14"}
    return reader


def flush():
    """Write to disk what was committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET synchronous_commit")


def crash(cluster):
    """Kill the server, with all that was not written to disk, and start it again."""
    connection.close()
    cluster.process.kill()
    cluster.process.wait()
    patience = time.monotonic() + 20
    while True:
        with suppress(CannotStart):
            cluster.run()
            return
        assert time.monotonic() < patience
        time.sleep(0.1)


def shown_by(reader):
    """The titles that the process shows, which must be those that one with an empty memory shows."""
    addresses = ("/meetings/?country=china", "/meetings/?year=2012")
    pages = [reader.get(address).text for address in addresses]
    counted = MeetingFilter(QueryDict("year=2012"), today=timezone.localdate()).count()
    with mock.patch.dict(snapshot._held, clear=True):
        anew = Client()
        assert [anew.get(address).text for address in addresses] == pages
    titles = set(Meeting.objects.values_list("title", flat=True))
    assert counted == len(titles)
    for page in pages:
        assert {title for title in ("TEMM 14", "TEMM 15", "TEMM 16") if title in page} == titles
    return titles


def add(title):
    """A published meeting, and the number of its commit. PostgreSQL 15 and 16 write each full page of WAL at once."""
    with transaction.atomic():
        f.make_meeting(title, countries=[f.make_country("CHN")], start="2012")
    return PublicVersion.objects.get().number


def test_an_older_dump_is_restored_under_it(cluster, reader, tmp_path):
    dump = tmp_path / "dump"
    command = {"env": cluster.environment, "check": True}
    subprocess.run([cluster.bin / "pg_dump", "-Fc", "-f", dump, cluster.url], **command)
    number = add("TEMM 15")
    assert shown_by(reader) == {"TEMM 14", "TEMM 15"}
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    subprocess.run([cluster.bin / "pg_restore", "-d", cluster.url, dump], **command)
    assert shown_by(reader) == {"TEMM 14"}
    assert add("TEMM 16") == number
    assert shown_by(reader) == {"TEMM 14", "TEMM 16"}


def test_a_crash_gives_the_id_of_a_rolled_back_transaction_again(cluster, reader):
    with transaction.atomic():
        add("TEMM 15")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            [rolled_back] = cursor.fetchone()
        transaction.set_rollback(True)
    assert shown_by(reader) == {"TEMM 14"}
    crash(cluster)
    with transaction.atomic():
        add("TEMM 16")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            assert cursor.fetchone() == (rolled_back,)
    assert shown_by(reader) == {"TEMM 14", "TEMM 16"}


def test_a_crash_loses_a_commit_that_was_shown(cluster, reader):
    number = add("TEMM 15")
    assert shown_by(reader) == {"TEMM 14", "TEMM 15"}
    crash(cluster)
    assert shown_by(reader) == {"TEMM 14"}
    assert add("TEMM 16") == number
    assert shown_by(reader) == {"TEMM 14", "TEMM 16"}


def test_a_standby_is_promoted_that_lacks_a_commit(cluster, reader, settings):
    settings.STANDBY_LAG = 0  # nobody commits only to say that the standby is not behind
    standby = Standby(cluster)
    try:
        standby.start()
        lead_to(standby, cluster)
        assert shown_by(reader) == {"TEMM 14"}
        with psycopg.connect(standby.url, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET primary_conninfo = ''")  # it receives no more
            admin.execute("SELECT pg_reload_conf()")
            lead_to(cluster, cluster)
            number = add("TEMM 15")
            assert shown_by(reader) == {"TEMM 14", "TEMM 15"}
            assert admin.execute("SELECT pg_promote()").fetchone() == (True,)
        lead_to(standby, cluster)
        assert shown_by(reader) == {"TEMM 14"}
        assert add("TEMM 16") == number
        assert shown_by(reader) == {"TEMM 14", "TEMM 16"}
    finally:
        lead_to(cluster, cluster)
        standby.stop()
    assert shown_by(reader) == {"TEMM 14", "TEMM 15"}
