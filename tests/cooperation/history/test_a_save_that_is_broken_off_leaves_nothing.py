"""All or nothing, in the history too: whoever dies in the middle of a save has written nothing."""

import os
import queue
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from cooperation import history
from cooperation.models import Change, Meeting, Outcome
from tests import factories as f
from tests.connections import database_url

ROOT = Path(__file__).parents[3]
# A worker that saves a form, and stops to breathe once the record and its outcomes are written.
WORKER = """
import sys
import django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.contrib.auth.models import User
from cooperation.admin.meeting import MeetingAdmin
from tests.cooperation.admin.conftest import form_at

def stop(self, request, form, formsets, change):
    super(MeetingAdmin, self).save_related(request, form, formsets, change)
    print("written", flush=True)
    sys.stdin.read()

setup_test_environment()
MeetingAdmin.save_related = stop
client = Client()
client.force_login(User.objects.get(username="pat"))
address = f"/admin/cooperation/meeting/{sys.argv[1]}/change/"
sent = form_at(client, address)
sent |= {"city": "Seoul", "outcomes-0-text": "Clean the water.", "reason_for_change": "half of it"}
response = client.post(address, sent)
print(response.status_code, flush=True)
"""


def everything():
    """The rows of the meeting's tables and of the history."""
    return [list(model._base_manager.order_by("pk").values()) for model in (Meeting, Outcome, Change)]


@pytest.fixture
def worker(meeting):
    """The worker in the middle of its save."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(meeting.pk)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_a_worker_that_is_killed_has_written_nothing(meeting, worker):
    before = everything()
    assert worker.stdout.readline() == "written\n"
    assert everything() == before
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    # Whoever comes next gets the lock of the record, which the dead no longer hold.
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        assert everything() == before


def test_the_same_worker_left_alone_writes_all_of_it(meeting, worker):
    assert worker.stdout.readline() == "written\n"
    worker.stdin.close()
    assert worker.stdout.readline() == "302\n"
    last = history.versions("meeting", meeting.pk)[-1]
    assert (last.number, last.reason) == (3, "half of it")
    assert {change.table for change in last.changes} == {"cooperation_meeting", "cooperation_outcome"}
    assert Outcome.objects.get().text == "Clean the water."


@pytest.mark.usefixtures("as_owner")
def test_a_connection_that_breaks_has_written_nothing_and_the_next_knows_of_nobody(meeting, publisher):
    before = everything()
    pids, left, is_broken = queue.Queue(), queue.Queue(), threading.Event()

    def save():
        try:
            with history.attributed(publisher, "the test"), transaction.atomic():
                Meeting.objects.update(city="Seoul")
                f.make_outcome(Meeting.objects.get(), "Clean the water.")
                pids.put(connection.connection.info.backend_pid)
                is_broken.wait(10)
                Outcome.objects.update(text="Clean the sea.")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT coalesce(current_setting('registry.context', true), '')")
                left.put(cursor.fetchone())
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pids.get(timeout=10)])
            assert cursor.fetchone() == (True,)
        is_broken.set()
        with pytest.raises(OperationalError):
            saving.result(10)
    assert left.get() == ("",)
    assert everything() == before
