"""With METRICS_BIND, one of the server processes serves the metrics of all of them to Prometheus."""

import os
import re
import signal
import socket
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import metrics_folder
from config.metrics_server import MetricsServer
from cooperation import __version__
from cooperation.domain.choices import Job
from cooperation.models import Meeting, RefusedPublication
from cooperation.operations import jobs, metrics
from cooperation.operations.metrics import RegistryCollector
from tests import factories as f
from tests.serving import served


class Metrics:
    """What the address of the metrics answers."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = "127.0.0.1:{1}".format(*probe.getsockname())

    def read(self, patience=20):
        """Return {(name, labels): value}, as soon as a process serves it."""
        end = time.monotonic() + patience
        while True:
            try:
                text = urllib.request.urlopen(f"http://{self.address}/metrics", timeout=5).read().decode()
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.1)
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def until(self, metric, value, /, **labels):
        """Read until the metric has the value; return all."""
        end = time.monotonic() + 20
        while (found := self.read()).get((metric, tuple(sorted(labels.items())))) != value:
            assert time.monotonic() < end, sorted(found.items())
            time.sleep(0.1)
        return found


def value(found, metric, /, **labels):
    return found[metric, tuple(sorted(labels.items()))]


@pytest.mark.django_db(transaction=True)
def test_a_server_counts_in_all_processes_and_goes_on_when_one_is_killed(transactional_db):
    User.objects.create_superuser("chief", password="correct-horse-battery")
    RefusedPublication.objects.create(kind="meeting", record=1, publish_at=timezone.now(), reason="no")
    with jobs.run(Job.BACKUP):
        pass
    found_at = Metrics()
    with served(WORKERS="2", METRICS_BIND=found_at.address) as server:
        for _ in range(20):
            server.ask("/about/")
        server.ask("/nothing/?q=secret")
        server.ask("/metrics")
        server.ask("/admin/login/", {"username": "chief", "password": "wrong"})
        found = found_at.until("registry_requests_total", 2, route="none", method="GET", status="404")
        assert value(found, "registry_requests_total", route="about", method="GET", status="200") == 20
        assert value(found, "registry_request_seconds_count", route="about") == 20
        hits, misses = (value(found, "registry_page_cache_total", outcome=name) for name in ("hit", "miss"))
        assert (hits + misses, hits > misses) == (20, True)
        assert value(found, "registry_account_events_total", action="sign-in-failed") == 1
        assert value(found, "registry_account_events_total", action="signed-in") == 0
        assert value(found, "registry_info", version=__version__, python_version=found_python(found)) == 1
        assert value(found, "registry_database_up") == 1
        assert value(found, "registry_publications_due") == 0
        assert value(found, "registry_index_days_behind") == 0
        assert time.time() - value(found, "registry_job_succeeded_timestamp_seconds", name="backup") < 60
        assert value(found, "registry_job_succeeded_timestamp_seconds", name="rehearsal") == 0
        assert value(found, "registry_pool_connections", state="open") >= value(
            found, "registry_pool_connections", state="idle"
        )
        assert value(found, "registry_pool_connections", state="open") >= 1
        assert time.time() - value(found, "registry_index_current_timestamp_seconds") < 20
        assert not any("secret" in str(key) or "/" in str(key[1]) for key in found)
        workers = {int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", server.output)}
        [serving] = [pid for pid in workers if listens(pid, found_at.address)]
        os.kill(serving, signal.SIGKILL)
        found = found_at.read()
        assert value(found, "registry_requests_total", route="about", method="GET", status="200") == 20
        folder = metrics_folder.folder_of(server.process.pid)
        assert folder.is_dir()
        assert not list(folder.glob(f"gauge_live*_{serving}.db"))
    assert not folder.exists()


def found_python(found):
    [labels] = [dict(labels) for name, labels in found if name == "registry_info"]
    return labels["python_version"]


def listens(pid, address):
    """Whether the process listens at the address, by the inode of its socket."""
    port = f"{int(address.rpartition(':')[2]):04X}"
    lines = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port}") and line[3] == "0A"}
    return any(os.readlink(each) in inodes for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink())


def test_an_address_that_is_not_ours_is_logged_once(settings, monkeypatch, tmp_path, caplog):
    settings.METRICS_BIND = ("192.0.2.1", 9100)  # of no machine (RFC 5737)
    monkeypatch.setenv(metrics_folder.VARIABLE, str(tmp_path))
    server = MetricsServer()
    for _ in range(3):
        server.act(is_index_current=True)
    [record] = caplog.records
    assert record.getMessage().startswith("There are no metrics: ")


@pytest.mark.django_db
def test_a_publication_that_is_due_and_a_database_that_is_missing(monkeypatch):
    def read():
        found = [sample for family in RegistryCollector().collect() for sample in family.samples]
        return {sample.name: sample.value for sample in found}

    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own
    meeting = f.make_meeting(published=False)
    Meeting.objects.filter(pk=meeting.pk).update(publish_at=timezone.now() - timedelta(minutes=5))
    assert read()["registry_publications_due"] == 1
    monkeypatch.setattr(metrics, "due", lambda model: fail())
    assert {name: value for name, value in read().items() if name != "registry_info"} == {"registry_database_up": 0}


def fail():
    raise OperationalError("connection failed")


def test_folders_of_killed_servers_are_removed(monkeypatch, tmp_path):
    monkeypatch.setattr(metrics_folder, "MEMORY", tmp_path)
    monkeypatch.setenv(metrics_folder.VARIABLE, "")
    dead, running = tmp_path / "registry-metrics-999999999", tmp_path / f"registry-metrics-{os.getppid()}"
    dead.mkdir()
    running.mkdir()
    own = metrics_folder.make()
    assert sorted(tmp_path.iterdir()) == sorted([running, own])
    metrics_folder.remove()
    assert list(tmp_path.iterdir()) == [running]
