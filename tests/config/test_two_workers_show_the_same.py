"""gunicorn with two workers, each with a page cache of its own: what one writes all show at once."""

import contextlib
import http.client
import os
import re
import signal
import time
from functools import partial

import pytest
from django.db import connection, transaction

from cooperation.models import Meeting, PublicVersion
from tests import factories as f
from tests.connections import at_once
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]


@pytest.fixture
def connections():
    """Kept-open connections to a running server, enough for both of its workers to have some."""
    with served(WORKERS="2", THREADS="2", ACCESS_LOG="off") as server, contextlib.ExitStack() as opened:
        found = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(12)]
        for each in found:
            opened.callback(each.close)
            get(each, "/about/")
        yield found


def get(connection, path, **headers):
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_readers_of_two_workers_see_each_change_at_once(connections):
    f.make_meeting("TEMM 14")
    [etag] = {get(each, "/meetings/temm-14/")[0].headers["ETag"] for each in connections}
    answers = [get(each, "/meetings/temm-14/", if_none_match=etag) for each in connections]
    assert {(answer.status, text) for answer, text in answers} == {(304, "")}

    # Within one second, by SQL and by the models, with a rollback in between.
    for number in range(10):
        title = f"TEMM {number} of ten"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cooperation_meeting SET title = %s", [title])
        pages = [get(each, "/meetings/temm-14/", if_none_match=etag) for each in connections]
        assert all(title in text for _, text in pages)
        [etag] = {answer.headers["ETag"] for answer, _ in pages}
        with transaction.atomic():
            Meeting.objects.update(title="Never")
            transaction.set_rollback(True)
        assert {get(each, "/meetings/temm-14/", if_none_match=etag)[0].status for each in connections} == {304}


def test_no_reader_is_shown_what_was_written_over_before_he_asked(connections):
    meeting, until = f.make_meeting("TEMM 14"), time.monotonic() + 3
    written, asked = [0], []

    def write():
        while time.monotonic() < until:
            Meeting.objects.filter(pk=meeting.pk).update(summary=f"Change number {written[0] + 1}.")
            written[0] += 1

    def read(connection):
        while time.monotonic() < until:
            at_least = written[0]
            _, text = get(connection, "/meetings/temm-14/")
            shown = int((re.search(r"Change number (\d+)\.", text) or [0, 0])[1])
            asked.append(shown)
            assert shown >= at_least

    assert set(at_once(write, *(partial(read, each) for each in connections[:6]))) == {None}
    assert len(set(asked)) > 5


def test_a_page_of_the_cache_is_the_page(connections):
    f.make_meeting("TEMM 14")
    first = [get(each, "/meetings/?utm_source=mail") for each in connections]
    again = [get(each, "/meetings/") for each in connections]
    assert len({text for _, text in first + again}) == 1
    named = [{name for name, _ in answer.getheaders()} for answer, _ in first + again]
    assert all(names == named[0] for names in named)


def test_a_worker_that_replaces_another_starts_with_the_index_of_that_moment():
    """Readers do not wait until it has read what changed since the server started."""
    with served(WORKERS="1", LOG_LEVEL="INFO") as server:
        [worker] = find(BOOTED, server)
        [before] = find(READ, server)
        meeting = f.make_meeting("TEMM 14")
        os.kill(worker, signal.SIGTERM)
        server.until_printed(f"Worker exiting (pid: {worker})")
        end = time.monotonic() + 20
        while len(find(BOOTED, server)) < 2:
            assert time.monotonic() < end, server.output
            time.sleep(0.05)
        assert find(READ, server)[1] > before
        assert server.ask("/healthz").status == 200
        assert meeting.title in server.ask("/meetings/").text


BOOTED, READ = r"Booting worker with pid: (\d+)", r"The index is read up to commit (\d+)"


def find(line, server):
    """The numbers in such lines of the log."""
    return [*map(int, re.findall(line, server.output))]


@pytest.mark.usefixtures("as_owner")
def test_no_reader_meets_a_connection_that_the_database_has_ended(connections):
    f.make_meeting("TEMM 14")
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'"
            )
            assert cursor.fetchone()[0] > 0
        time.sleep(0.3)
        assert {get(each, "/meetings/")[0].status for each in connections} == {200}
    assert PublicVersion.objects.exists()
