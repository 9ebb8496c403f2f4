"""Readers and staff while another process upgrades the database, and what is left of one that is killed."""

import contextlib
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cooperation.models import Meeting
from tests.connections import owner_url
from tests.cooperation.admin.conftest import address, fields
from tests.serving import served

from .next_release import ask

pytestmark = [pytest.mark.xdist_group("workers"), pytest.mark.usefixtures("as_owner")]

STATE = (
    "SELECT app, name FROM django_migrations ORDER BY 1, 2",
    "SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns"
    " WHERE table_schema = current_schema() ORDER BY 1, 2",
    "SELECT oid, proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace ORDER BY 1",
    "SELECT oid, tgname, tgenabled FROM pg_trigger ORDER BY 1",
    "SELECT to_jsonb(e) FROM cooperation_entry e ORDER BY kind, id",
    "SELECT to_jsonb(s) FROM cooperation_search s ORDER BY kind, id",
    "SELECT number, token FROM cooperation_publicversion",
    "SELECT number, token, at FROM cooperation_publiccommit ORDER BY 1",
    "SELECT to_jsonb(c) FROM cooperation_change c ORDER BY id",
    "SELECT part, digest FROM cooperation_release ORDER BY 1",
)
SLOW = 'migrations.RunSQL("SELECT pg_sleep({})")'
WIDEN = 'migrations.AlterField("meeting", "city", models.CharField(max_length=200, blank=True)), '


def state():
    return [ask(statement) for statement in STATE]


@contextlib.contextmanager
def other_connection():
    with psycopg.connect(owner_url(), autocommit=True) as own:
        yield own


def until(statement, patience=60):
    """Wait until the statement finds a row."""
    end = time.monotonic() + patience
    while not ask(statement):
        assert time.monotonic() < end, statement
        time.sleep(0.05)


SLEEPS = (
    "SELECT pid FROM pg_stat_activity WHERE query LIKE '%%pg_sleep(%%' AND state = 'active' AND pid <> pg_backend_pid()"
)


@contextlib.contextmanager
def running(release, *arguments):
    """`manage.py migrate` in another process, killed where the block ends before it does."""
    process = release.start("migrate", "--no-input", *arguments)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def test_migrate_that_is_killed_has_changed_nothing(next_release):
    next_release.add_migration(WIDEN + SLOW.format(60))
    before = state()
    with running(next_release) as process:
        until(SLEEPS)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    # The server would notice after the minute.
    assert ask(SLEEPS.replace("pid", "pg_terminate_backend(pid, 10000)", 1)) == [(True,)]
    assert state() == before
    call_command("check_index", verbosity=0)


def test_readers_and_staff_are_answered_while_migrate_runs_and_after_it(next_release, django_user_model):
    chief = django_user_model.objects.create_superuser("chief")
    meeting = Meeting.objects.published().first()
    renames = [f'migrations.RenameField("meeting", "city{end}", "town{end}"), ' for end in ("", "_ko")]
    next_release.add_migration("".join(renames) + SLOW.format(14))
    next_release.edit_programs("r.city", "r.town")
    next_release.edit_programs("p.city", "p.town")
    with served(WORKERS="1", THREADS="8") as server:
        page = server.ask("/meetings/")
        assert page.status == 200
        client = Client()
        client.force_login(chief)
        form = {**fields(client.get(address(meeting))), "summary": "Typed, and to be kept."}
        cookies = dict(server.cookies)
        with running(next_release) as process, ThreadPoolExecutor(4) as people:
            until(SLEEPS)
            kept = server.ask("/meetings/")
            assert (kept.status, kept.text) == (200, page.text)
            assert kept.seconds < 2
            other = people.submit(server.ask, "/agreements/")
            answer = other.result()
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "5"
            assert answer.seconds < 8
            server.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
            answer = server.ask(address(meeting), form)
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "5"
            assert "Back to the form" in answer.text
            # This one waits when migrate commits, and then finds tables that its process does not know.
            time.sleep(0.1)
            last = people.submit(server.ask, address(meeting), form)
            output, _ = process.communicate(timeout=60)
            assert process.returncode == 0, output
            assert last.result().status == 503
        # The process is of the previous release now.
        for path, data in ((address(meeting), None), (address(meeting), form), ("/admin/", None)):
            answer = server.ask(path, data)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "60"), path
        server.cookies = cookies
        for path in ("/", "/meetings/", "/meetings/?year=2012", "/api/v1/meetings", "/admin/login/"):
            answer = server.ask(path)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "60"), path
        assert server.ask("/healthz").status == 200
        server.until_printed("Planned publication has stopped: The database was brought to another release")
        time.sleep(2)  # four more attempts of the timer
        assert server.output.count("Planned publication has stopped") == 1
        with other_connection() as own:
            assert own.execute("SELECT count(*) FROM cooperation_meeting WHERE summary LIKE 'Typed%'").fetchone() == (
                0,
            )


def test_migrate_waits_for_a_writer_and_readers_are_answered_meanwhile(next_release):
    next_release.add_migration(WIDEN)
    with other_connection() as writer, running(next_release) as process:
        with writer.transaction():
            writer.execute(
                "UPDATE cooperation_meeting SET city = 'Busan' WHERE id = (SELECT min(id) FROM cooperation_meeting)"
            )
            until("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LOCK TABLE%%' AND pid <> pg_backend_pid()")
            for _ in range(10):
                began = time.monotonic()
                ask("SELECT count(*) FROM cooperation_meeting")
                assert time.monotonic() - began < 2
                time.sleep(0.2)
            # It asks for another table: no deadlock, for migrate holds nothing while it waits.
            writer.execute("UPDATE cooperation_agreement SET title = title || '.' WHERE reference = ''")
            assert process.poll() is None
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
        assert "Waiting for another transaction to end" in output
    assert ask("SELECT count(*) > 0 FROM cooperation_meeting WHERE city = 'Busan'") == [(True,)]
    assert ask(
        "SELECT character_maximum_length FROM information_schema.columns"
        " WHERE (table_name, column_name) = ('cooperation_meeting', 'city')"
    ) == [(200,)]


def test_two_at_once_do_it_once(next_release):
    next_release.add_migration(WIDEN + SLOW.format(2))
    [[number]] = ask("SELECT number FROM cooperation_publicversion")
    with running(next_release) as first, running(next_release) as second:
        for process in (first, second):
            output, _ = process.communicate(timeout=90)
            assert process.returncode == 0, output
    assert ask("SELECT count(*) FROM django_migrations WHERE name LIKE '09%%'") == [(1,)]
    assert ask("SELECT number FROM cooperation_publicversion") == [(number + 1,)]
