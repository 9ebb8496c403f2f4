"""With EXPORT_FOLDER the server writes the zip of everything public once a day, and offers it."""

import os
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from config import daily_export
from config.daily_export import DailyExport
from cooperation.exchange.package import archive
from tests.factories import make_meeting
from tests.serving import served


@pytest.mark.django_db(transaction=True)
def test_a_server_writes_it_when_it_starts_and_offers_it(transactional_db, tmp_path):
    make_meeting()
    with served(WORKERS="2", EXPORT_FOLDER=str(tmp_path), SITE_ADDRESS="https://registry.example") as server:
        end = time.monotonic() + 60
        while 'href="/data/registry.zip"' not in server.ask("/data/").text:
            assert time.monotonic() < end, server.output
            time.sleep(0.2)
        server.until_printed("public state")
        assert (tmp_path / archive.NAME).exists()


TODAY = timezone.localdate()


class Process:
    """A process that ends when the test says so."""

    started = []

    def __init__(self, command, **options):
        self.command, self.options, self.code = command, options, None
        self.started.append(self)

    def poll(self):
        return self.code

    def terminate(self):
        self.code = -15

    def wait(self):
        return self.code


@pytest.fixture
def clock(monkeypatch, settings, tmp_path):
    """The processes that are started, and a clock that the test sets."""
    settings.EXPORT_FOLDER = tmp_path
    now = [1000.0]
    monkeypatch.setattr(Process, "started", [])
    monkeypatch.setattr(daily_export.subprocess, "Popen", Process)
    monkeypatch.setattr(daily_export.time, "monotonic", lambda: now[0])
    return now


def test_it_starts_one_process_and_tries_again_after_an_hour(clock, caplog):
    export = DailyExport()
    for _ in range(3):
        export.act(TODAY)
    [process] = Process.started
    assert process.command[-3:] == ["manage.py", "export_public", "--daily"]
    assert process.options["env"]["DATABASE_TIMEOUTS"] == "off"
    process.code = 1
    export.act(TODAY)
    assert [record.getMessage() for record in caplog.records] == [
        "The zip of everything public was not written: export_public ended with status 1."
    ]
    clock[0] += 3599
    export.act(TODAY)
    assert len(Process.started) == 1
    clock[0] += 1
    export.act(TODAY)
    assert len(Process.started) == 2


def test_it_writes_once_a_day(clock, settings):
    export, file = DailyExport(), settings.EXPORT_FOLDER / archive.NAME
    file.touch()
    export.act(TODAY)
    assert Process.started == []
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    os.utime(file, (yesterday, yesterday))
    for day in (None, TODAY - timedelta(days=1)):
        export.act(day)
    assert Process.started == [], "it would have the day of the index once more"
    export.act(TODAY)
    assert len(Process.started) == 1


def test_the_day_is_that_of_the_time_zone_of_the_registry(tmp_path):
    file = tmp_path / archive.NAME
    file.touch()
    after_midnight_in_seoul = date(2026, 5, 4)
    at = 1777822200  # 3 May 2026, 15:30 in UTC: 4 May, 0:30 in Seoul
    os.utime(file, (at, at))
    assert not archive.is_due(tmp_path, after_midnight_in_seoul)
    assert archive.is_due(tmp_path, date(2026, 5, 3))


def test_without_the_setting_nothing_is_written(clock, settings):
    settings.EXPORT_FOLDER = None
    DailyExport().act(TODAY)
    assert Process.started == []


def test_a_folder_that_cannot_be_read_is_logged_and_tried_again_after_an_hour(clock, settings, caplog):
    file = settings.EXPORT_FOLDER / "a file"
    file.touch()
    settings.EXPORT_FOLDER = file
    export = DailyExport()
    for _ in range(3):
        export.act(TODAY)
    [record] = caplog.records
    assert record.getMessage().startswith("The zip of everything public was not written: ")
    assert "Not a directory" in record.getMessage()
    file.unlink()
    clock[0] += 3600
    export.act(TODAY)
    assert len(Process.started) == 1


def test_a_process_that_cannot_be_started_is_logged_and_tried_again_after_an_hour(clock, monkeypatch, caplog):
    def refuse(command, **options):
        raise BlockingIOError("Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(daily_export.subprocess, "Popen", refuse)
        export = DailyExport()
        for _ in range(3):
            export.act(TODAY)
    assert [record.getMessage() for record in caplog.records] == [
        "The zip of everything public was not written: Resource temporarily unavailable"
    ]
    export.act(TODAY)
    assert Process.started == []
    clock[0] += 3600
    export.act(TODAY)
    assert len(Process.started) == 1


def test_it_stops_with_the_server(clock):
    export = DailyExport()
    export.stop()
    export.act(TODAY)
    [process] = Process.started
    export.stop()
    assert process.code == -15
    assert export.process is None
