"""What happens when a client is slow, a connection breaks in the middle of a save, or a process is killed."""

import contextlib
import http.client
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from cooperation.models import Change, Meeting, Outcome
from tests import factories as f
from tests.cooperation.admin.conftest import address, form_at
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
SLOW = 300  # clients at the same time


@pytest.fixture
def chief(django_user_model):
    return django_user_model.objects.create_superuser("chief")


@contextlib.contextmanager
def slow_clients(port, sent, number):
    """So many clients that send the beginning of a request and then nothing, for as long as the block lasts."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            client.sendall(sent)
        time.sleep(1)  # until each has its thread
        yield


def test_readers_do_not_wait_for_slow_clients():
    f.make_meeting("TEMM 14")
    body = b"POST /rating/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nscore=5"
    with served(WORKERS="1", THREADS="4") as server:
        for sent in (b"GET /meetings/ HTTP/1.1\r\nHost: 127", body):
            with slow_clients(server.port, sent, SLOW):
                for path in ("/meetings/", "/healthz", "/meetings/temm-14/"):
                    answer = server.ask(path)
                    assert answer.status == 200
                    assert answer.seconds < 2, path
        assert server.ask("/meetings/").status == 200


def waiting_backend():
    """The process of the database that waits for the lock of a record, of the server's connections."""
    end = time.monotonic() + 10
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if row := cursor.fetchone():
                return row[0]
        assert time.monotonic() < end
        time.sleep(0.05)


@contextlib.contextmanager
def save_that_waits(server, meeting, form):
    """A save in the middle of its transaction: it waits for somebody else. Yields the future of its answer."""
    with ThreadPoolExecutor(1) as person, transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        saving = person.submit(server.ask, address(meeting), form)
        yield saving, waiting_backend()
        transaction.set_rollback(True)


def everything():
    return [list(model._base_manager.order_by("pk").values()) for model in (Meeting, Outcome, Change)]


def test_a_save_whose_connection_breaks_saves_nothing_and_can_be_sent_again(chief):
    meeting = f.make_meeting("TEMM 14")
    f.make_outcome(meeting, "Clean the sea.")
    client = Client()
    client.force_login(chief)
    form = {**form_at(client, address(meeting)), "title": "TEMM XIV", "outcomes-0-text": "Clean the water."}
    with served(WORKERS="1") as server:
        server.sign_in(chief)
        before = everything()
        with save_that_waits(server, meeting, form) as (saving, backend):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
            answer = saving.result(20)
        assert answer.status == 503
        assert "The registry cannot reach its database" in answer.text
        assert f'<a href="{address(meeting)}">Back to the form</a>' in answer.text
        assert "what you typed is kept in this browser" in answer.text
        assert everything() == before
        assert server.ask(address(meeting), form).status == 302
    assert Meeting.objects.get().title == "TEMM XIV"
    assert Outcome.objects.get().text == "Clean the water."


BOOTED = r"Booting worker with pid: (\d+)"
ESTABLISHED = "01"  # in /proc/net/tcp


def test_a_worker_that_is_killed_takes_only_its_own_requests_with_it(chief):
    meeting, other = f.make_meeting("TEMM 14"), f.make_meeting("TEMM 15")
    client = Client()
    client.force_login(chief)
    form = {**form_at(client, address(meeting)), "title": "TEMM XIV"}
    acknowledged = {**form_at(client, address(other)), "title": "TEMM XV"}
    with served(WORKERS="2") as server:
        until_booted(server, 2)
        server.sign_in(chief)
        assert server.ask(address(other), acknowledged).status == 302
        with save_that_waits(server, meeting, form) as (saving, _backend):
            os.kill(answering(server), signal.SIGKILL)
            assert isinstance(saving.exception(20), (OSError, http.client.HTTPException)), "no answer"
            assert server.ask("/meetings/temm-15/").status == 200, "by the other process"
        until_booted(server, 3)
        assert "TEMM XV" in server.ask("/meetings/temm-15/").text
        assert server.ask(address(meeting), form).status == 302
    assert set(Meeting.objects.values_list("title", flat=True)) == {"TEMM XIV", "TEMM XV"}


def answering(server):
    """The server process that has the only open connection of a client."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    port = f"{server.port:04X}"
    [socket_] = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port}") and row[3] == ESTABLISHED}
    workers = map(int, re.findall(BOOTED, server.output))
    [found] = [
        pid
        for pid in workers
        if any(os.readlink(each) == socket_ for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink())
    ]
    return found


def until_booted(server, number):
    """Wait until so many processes were started."""
    end = time.monotonic() + 20
    while len(re.findall(BOOTED, server.output)) < number:
        assert time.monotonic() < end, server.output
        time.sleep(0.05)
