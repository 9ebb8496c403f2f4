"""systemd holds the socket: requests that come while the server restarts wait, and requests that run are finished."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading

import pytest

from tests import factories as f
from tests.connections import database_url
from tests.serving import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
# As systemd does: the socket is number 3, and meant for the process that execs.
PASS_ON = """
import os, sys
os.dup2(int(os.environ["SOCKET"]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"])
"""


@contextlib.contextmanager
def server(listening):
    process = subprocess.Popen(
        [sys.executable, "-c", PASS_ON],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_POOL"},
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SOCKET": str(listening.fileno()),
            "WORKERS": "1",
        },
        pass_fds=[listening.fileno()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


class Readers:
    """Threads that ask one request after another, each with a connection of its own, as nginx does."""

    def __init__(self, port, number=3):
        self.port = port
        self.answers, self.failures = [], []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self._read, args=[path]) for path in ["/meetings/", "/about/"] * number]

    def _read(self, path):
        while not self.is_over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                (self.answers if response.status == 200 and response.read() else self.failures).append(response.status)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            finally:
                connection.close()
            self.is_over.wait(0.02)

    def until(self, number):
        """Wait until so many more requests were answered."""
        number += len(self.answers)
        for _attempt in range(600):
            if len(self.answers) >= number or self.failures:
                return
            self.is_over.wait(0.1)
        pytest.fail(f"After a minute there are only {len(self.answers)} answers.")


def test_requests_are_answered_while_the_server_restarts():
    f.make_meeting("TEMM 14")
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        readers = Readers(listening.getsockname()[1])
        with server(listening):
            for thread in readers.threads:
                thread.start()
            readers.until(60)
        with server(listening):
            readers.until(60)
            readers.is_over.set()
            for thread in readers.threads:
                thread.join()
    assert readers.failures == []
    assert len(readers.answers) >= 120
