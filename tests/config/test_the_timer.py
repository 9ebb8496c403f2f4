"""The thread that does what is due goes on whatever happens, and says once what went wrong."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from config import timer
from config.timer import Timer
from cooperation import index
from cooperation.database.errors import OtherRelease
from cooperation.index import snapshot
from cooperation.models import Meeting
from tests.factories import make_meeting


@pytest.fixture
def outcomes(monkeypatch):
    """What each try comes to: an error to raise, or None."""
    outcomes = []

    def catch_up(today):
        if error := outcomes.pop(0):
            raise error

    monkeypatch.setattr(timer, "catch_up", catch_up)
    monkeypatch.setattr(timer, "now", snapshot.Snapshot)
    monkeypatch.setattr(timer.standby, "lag", lambda: None)
    monkeypatch.setattr(timer.jobs, "run", lambda job: nullcontext())
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own
    return outcomes


def test_what_goes_wrong_is_logged_once_until_it_works_again(outcomes, caplog):
    away = OperationalError("connection failed:\nno such host")
    outcomes += [away, away, away, None, None, ValueError("a defect"), ValueError("a defect"), away]
    thread = Timer()
    for _ in range(8):
        thread.act()
    assert [(record.levelname, record.getMessage(), bool(record.exc_info)) for record in caplog.records] == [
        ("WARNING", "Planned publication waits for the database: connection failed: no such host", False),
        ("WARNING", "Planned publication works again.", False),
        ("ERROR", "Planned publication failed: a defect", True),
        ("WARNING", "Planned publication waits for the database: connection failed: no such host", False),
    ]


def test_a_process_of_another_release_logs_once_that_it_does_nothing(outcomes, caplog):
    outcomes += [OtherRelease(), OtherRelease()]
    thread = Timer()
    thread.act()
    thread.act()
    assert [(record.levelname, record.getMessage(), bool(record.exc_info)) for record in caplog.records] == [
        ("ERROR", f"Planned publication has stopped: {OtherRelease()}", False),
    ]


@pytest.mark.django_db(transaction=True)
def test_it_does_at_once_what_is_due_and_leaves_no_connection(transactional_db):
    draft = make_meeting(published=False)
    Meeting.objects.filter(pk=draft.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    index.advance(timezone.localdate() - timedelta(days=3))
    thread = Timer(seconds=0.05)
    thread.start()
    for _ in range(200):
        if Meeting.objects.published().exists() and index.now().day == timezone.localdate():
            break
        threading.Event().wait(0.05)
    thread.stop()
    assert not thread.thread.is_alive()
    assert Meeting.objects.published().exists()
    assert index.now().day == timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_it_reads_what_others_changed_before_a_request_does(transactional_db, monkeypatch):
    thread = Timer()
    thread.act()
    meeting = make_meeting()
    thread.act()
    monkeypatch.setattr(snapshot.Entries, "changed", None)  # nothing is left to apply
    assert meeting.pk in index.now()["meeting"].whole


def test_it_stops_while_it_waits_for_the_next_try(outcomes):
    outcomes += [None] * 10
    thread = Timer(seconds=60)
    thread.start()
    thread.stop()
    assert not thread.thread.is_alive()
    assert len(outcomes) >= 9


def test_the_index_in_memory_is_compared_with_the_tables_once_an_hour(outcomes, monkeypatch):
    compared, clock = [], [1000.0]
    monkeypatch.setattr(timer, "verify_sample", lambda: compared.append(clock[0]))
    monkeypatch.setattr(timer.time, "monotonic", lambda: clock[0])
    thread = Timer()
    for _ in range(18 * 60):
        outcomes.append(None)
        thread.act()
        clock[0] += 10
    first, second, *later = compared
    assert 1800 <= first - 1000 <= 3610
    assert 3600 <= second - first <= 3610
    assert len(later) in (0, 1)
