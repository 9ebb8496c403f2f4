"""Runs gunicorn as in production, on the test database."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from tests.connections import database_url

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "t" * 32  # CSRF accepts any token that is the same in form and cookie


@dataclass
class Answer:
    """A response, and how many seconds it took."""

    status: int
    text: str
    headers: dict
    seconds: float


@dataclass
class Server:
    """A running server. `cookies` are the client's cookies; `output` is what the server printed."""

    port: int
    process: subprocess.Popen
    log: Path
    cookies: dict = field(default_factory=dict)

    def ask(self, path, data=None, timeout=60, **headers) -> Answer:
        """Send a GET, or a POST with the fields in `data`."""
        cookies = {**self.cookies, "csrftoken": TOKEN} if data is not None else dict(self.cookies)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = None
        if data is not None:
            body = urlencode({**data, "csrfmiddlewaretoken": TOKEN}, doseq=True)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request("GET" if data is None else "POST", path, body, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="surrogateescape")  # some files are not text
            for each in response.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(each).items()}
        return Answer(response.status, text, dict(response.getheaders()), time.monotonic() - began)

    def sign_in(self, user):
        """Sign in `user` for the following requests."""
        client = Client()
        client.force_login(user)
        self.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def until_printed(self, text, patience=20):
        """Wait until the server has printed the text."""
        end = time.monotonic() + patience
        while text not in self.output:
            assert time.monotonic() < end, f"{text!r} is not in:\n{self.output}"
            time.sleep(0.05)


@contextlib.contextmanager
def served(**environment):
    """Run the server with additional environment variables until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:tests.gunicorn", "config.wsgi"],
            cwd=ROOT,
            env={
                **{name: value for name, value in os.environ.items() if name != "DATABASE_POOL"},
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "BIND": f"127.0.0.1:{port}",
                "ALLOWED_HOSTS": "127.0.0.1,localhost",
                "GRACEFUL_TIMEOUT": "2",
                "LOG_LEVEL": "INFO",
                **environment,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(port, process, Path(log.name))
        try:
            end = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError):
                    server.ask("/healthz")
                    break
                assert process.poll() is None, server.output
                assert time.monotonic() < end, server.output
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
        assert "Traceback" not in server.output, server.output
