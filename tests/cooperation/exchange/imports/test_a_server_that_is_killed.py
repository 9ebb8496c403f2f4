"""A server that is killed in the middle of an import leaves no batch half done, and the next one goes on from there."""

import json
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
from cooperation.models import Agreement, Change, ImportedFile, Upload
from tests import factories as f
from tests.connections import database_url

from .conftest import preview

ROOT = Path(__file__).resolve().parents[4]
ROWS = 3_000
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
        headers = {"Cookie": f"{self.cookie}; {cookie}", "Accept": "application/json" if data else "text/html"}
        request = urllib.request.Request(f"http://{self.address}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=300) as response:
            return response, response.read().decode()

    def confirm(self, upload, number):
        """Press the button, and send batch after batch as the script of the page does."""
        response, page = self.ask(f"/admin/imports/{upload.pk}/")
        assert f"Import {number} rows" in page
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        cookie = response.headers["Set-Cookie"].split(";")[0]
        with suppress(OSError):
            while not self.answers or "next" not in self.answers[-1]:
                answer = self.ask(f"/admin/imports/{upload.pk}/", f"csrfmiddlewaretoken={token}".encode(), cookie)[1]
                self.answers.append(json.loads(answer))

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


def test_kill_9_in_the_middle_of_a_batch(serve):
    publisher = f.make_user(roles.PUBLISHER)
    rows = [{"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}"} for number in range(ROWS)]
    upload = preview("agreements", publisher, rows)
    before = Change.objects.count()
    server = serve(publisher)
    button = threading.Thread(target=server.confirm, args=[upload, ROWS])
    button.start()

    def is_in_the_middle():
        is_writing = any(each.startswith('INSERT INTO "cooperation_agreement"') for each in statements())
        return is_writing and len(server.answers) >= 2

    assert until(is_in_the_middle)
    server.kill()
    button.join()
    assert "next" not in server.answers[-1]
    assert until(lambda: not statements())
    done = Agreement.objects.count()
    assert 0 < done < ROWS
    assert Change.objects.count() == before + done
    file = ImportedFile.objects.get()
    assert (file.rows, file.records.count()) == ({"new": done}, done)
    assert uploads.counts(upload)["new"] == ROWS - done

    again = serve(publisher)
    again.confirm(upload, ROWS - done)
    assert again.answers[-1] == {"next": f"/admin/imports/files/{file.pk}/"}
    assert Agreement.objects.count() == ROWS
    assert not Upload.objects.exists()
