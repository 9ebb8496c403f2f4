"""A server before which one transaction stays open: readers read on, and whoever must wait is told so in time."""

import contextlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cooperation.models import Meeting
from cooperation.workflow import publication
from tests import factories as f
from tests.connections import database_url
from tests.cooperation.admin.conftest import address, form_at
from tests.serving import ROOT, served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
STATIC = "/static/hand-made.txt"


@pytest.fixture
def chief(django_user_model):
    return django_user_model.objects.create_superuser("chief")


@pytest.fixture
def server(tmp_path, transactional_db):
    """One process that answers eight requests at once."""
    (tmp_path / "hand-made.txt").write_text("static")
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings_with_static_files", "STATIC_ROOT": str(tmp_path)}
    with served(WORKERS="1", THREADS="8", **settings) as running:
        yield running


@contextlib.contextmanager
def locked(record):
    """Somebody holds the record in a transaction that stays open."""
    with transaction.atomic():
        type(record).objects.select_for_update().get(pk=record.pk)
        yield
        transaction.set_rollback(True)


def form_of(record, user):
    """What the record's form would send."""
    client = Client()
    client.force_login(user)
    return form_at(client, address(record))


def test_who_saves_what_somebody_has_locked_is_told_to_try_again(server, chief):
    meeting = f.make_meeting("TEMM 14")
    server.sign_in(chief)
    form = {**form_of(meeting, chief), "title": "TEMM XIV"}
    with locked(meeting):
        answer = server.ask(address(meeting), form)
    assert answer.status == 503
    assert 4.5 < answer.seconds < 7
    assert "The registry is busy. Try again in a moment." in answer.text
    assert f'<a href="{address(meeting)}">Back to the form</a>' in answer.text
    assert answer.headers["Retry-After"] == "5"
    server.until_printed(
        f"WARNING django.request: Service Unavailable: {address(meeting)}: canceling statement due to lock"
    )
    again = server.ask(address(meeting), form)
    assert again.status == 302
    assert Meeting.objects.get().title == "TEMM XIV"


def test_of_several_who_wait_for_one_record_nobody_waits_twice(server, chief):
    """PostgreSQL limits each wait of a statement: one that queues for a row waits for the queue and for the row."""
    meeting = f.make_meeting("TEMM 14")
    server.sign_in(chief)
    form = form_of(meeting, chief)
    with locked(meeting), ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: server.ask(address(meeting), form), range(8)))
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < 7


def test_what_needs_no_database_is_answered_though_all_others_wait(server, chief):
    meeting = f.make_meeting("TEMM 14")
    server.sign_in(chief)
    form = form_of(meeting, chief)
    with locked(meeting), ThreadPoolExecutor(40) as people:
        saves = [people.submit(server.ask, address(meeting), form) for _ in range(12)]
        time.sleep(1)
        reads = [people.submit(server.ask, "/meetings/") for _ in range(10)]
        time.sleep(0.5)
        for path, text in (("/healthz", "ok\n"), (STATIC, "static")):
            answer = server.ask(path)
            assert (answer.status, answer.text) == (200, text)
            assert answer.seconds < 1
        assert not any(each.done() for each in (*saves, *reads)), "they should all be waiting"
    answers = [each.result() for each in (*saves, *reads)]
    assert {answer.status for answer in answers} <= {200, 302, 503}
    assert all(answer.headers["Retry-After"] == "5" for answer in answers if answer.status == 503)
    assert max(answer.seconds for answer in answers) < 12
    assert server.ask("/meetings/").status == 200, "all places were given back"


def test_readers_do_not_wait_for_whoever_holds_a_due_record(chief):
    held, free = (f.make_meeting(f"TEMM {number}", published=False) for number in (14, 15))
    publication.plan(free, chief, timezone.now() + timedelta(seconds=1))
    publication.plan(held, chief, timezone.now() + timedelta(seconds=1))
    with contextlib.ExitStack() as lock:
        lock.enter_context(locked(held))  # before the server starts, which publishes what is due
        with served(WORKERS="1", THREADS="8") as server, ThreadPoolExecutor(10) as readers:
            server.until_printed("Published as planned: meeting “TEMM 15” (temm-15)")
            answers = list(readers.map(server.ask, ["/meetings/"] * 10))
            assert {answer.status for answer in answers} == {200}
            assert max(answer.seconds for answer in answers) < 2
            assert "TEMM 15" in server.ask("/meetings/").text
            assert server.ask("/meetings/temm-14/").status == 404
            lock.close()
            server.until_printed("Published as planned: meeting “TEMM 14” (temm-14)")
            assert server.ask("/meetings/temm-14/").status == 200
            assert server.output.count("Published as planned") == 2


@pytest.mark.usefixtures("as_owner")
def test_the_server_goes_on_when_the_database_has_ended_its_connections(server, chief):
    draft = f.make_meeting("TEMM 14", published=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    publication.plan(draft, chief, timezone.now() + timedelta(seconds=1))
    server.until_printed("Published as planned: meeting “TEMM 14” (temm-14)")


TELL = """
from django.db import connection
with connection.cursor() as cursor:
    for name in ("lock", "statement", "idle_in_transaction_session"):
        cursor.execute(f"SHOW {name}_timeout")
        print(cursor.fetchone()[0], end=" ")
connection.close()
connection.close_pool()
"""


@pytest.mark.parametrize(
    ("start", "pool", "limits"),
    [
        ("import config.wsgi", "0", "5s 30s 1min"),
        ("import config.wsgi", "2", "5s 30s 1min"),
        ("import django; django.setup()", "0", "0 0 0"),
    ],
)
def test_the_web_server_has_limits_and_commands_have_none(start, pool, limits):
    done = subprocess.run(
        [sys.executable, "-c", start + TELL],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DATABASE_POOL": pool,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == limits, done.stderr
