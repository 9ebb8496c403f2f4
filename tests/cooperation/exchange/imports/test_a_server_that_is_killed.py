"""A server that is killed in the middle of an import leaves nothing half done, and the next one goes on from there."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.models import Agreement, Change, Upload
from tests import factories as f
from tests.connections import database_url

from .conftest import preview

ROOT = Path(__file__).resolve().parents[4]
ROWS = 10_000
# Its server wants a processor of its own: the other tests that start one wait.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("demo")]


class Server:
    """A gunicorn of ours, before the tests' database, and somebody who is signed in there."""

    def __init__(self, cookie):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "BIND": self.address,
            "WORKERS": "1",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={cookie}"
        self.answers = []
        patience = time.monotonic() + 60
        while time.monotonic() < patience:
            with suppress(OSError):
                return self.ask("/healthz") and None
            time.sleep(0.1)
        raise AssertionError("The server does not answer.")

    def ask(self, path, data=None, cookie=""):
        headers = {"Cookie": f"{self.cookie}; {cookie}"}
        request = urllib.request.Request(f"http://{self.address}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=300) as response:
            return response, response.read().decode()

    def confirm(self, upload):
        """Press the button, as a browser does."""
        response, page = self.ask(f"/admin/imports/{upload.pk}/")
        assert f"Import {ROWS} rows" in page
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        with suppress(OSError):
            cookie = response.headers["Set-Cookie"].split(";")[0]
            self.answers.append(
                self.ask(f"/admin/imports/{upload.pk}/", f"csrfmiddlewaretoken={token}".encode(), cookie)[1]
            )

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def serve():
    """serve(user) starts a server at which the user is signed in."""
    started = []

    def start(user):
        client = Client()
        client.force_login(user)
        started.append(Server(client.cookies[settings.SESSION_COOKIE_NAME].value))
        return started[-1]

    yield start
    for server in started:
        server.kill()


def statements():
    """What others do in the database just now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        return [query for (query,) in cursor.fetchall()]


def until(condition):
    patience = time.monotonic() + 120
    while time.monotonic() < patience:
        if condition():
            return True
        time.sleep(0.005)
    return False


def test_kill_9_in_the_middle_of_ten_thousand_rows(serve):
    publisher = f.make_user(roles.PUBLISHER)
    rows = [{"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}"} for number in range(ROWS)]
    upload = preview("agreements", publisher, rows)
    before = Change.objects.count()
    server = serve(publisher)
    button = threading.Thread(target=server.confirm, args=[upload])
    button.start()
    inserts = set()

    def is_in_the_middle():
        inserts.update(each for each in statements() if each.startswith('INSERT INTO "cooperation_agreement"'))
        return len(inserts) >= 3

    assert until(is_in_the_middle)
    server.kill()
    button.join()
    assert server.answers == []
    assert until(lambda: not statements())
    assert Agreement.objects.count() == 0
    assert Change.objects.count() == before
    assert uploads.counts(upload)["new"] == ROWS

    again = serve(publisher)
    again.confirm(upload)
    assert "Take a template" in again.answers[0]
    assert Agreement.objects.count() == ROWS
    assert not Upload.objects.exists()
