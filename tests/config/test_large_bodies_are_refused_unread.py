"""gunicorn reads no body that the registry refuses: it answers at once and closes the connection."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.connections import database_url

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("workers")
MB = 1024**2


@pytest.fixture(scope="module")
def port(databases):
    """Where a server listens that has refused every body so far, and asked the database for nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "WORKERS": "1",
        "THREADS": "4",
        "BIND": f"127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS_REDIRECT": "off",
        "ACCESS_LOG": "off",
        "GRACEFUL_TIMEOUT": "2",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        patience = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except ConnectionError:
                assert server.poll() is None
                assert time.monotonic() < patience
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def answer(port, headers, body):
    """What comes back until the server closes the connection, though no more than `body` is sent."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        lines = ["POST /admin/login/ HTTP/1.1", "Host: 127.0.0.1", *headers]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        received = b""
        while more := connection.recv(65536):
            received += more
    return received.decode()


def test_a_body_that_is_announced_and_never_sent_is_refused_and_the_connection_closed(port):
    began = time.monotonic()
    refused = answer(port, [f"Content-Length: {100 * MB}"], b"")
    assert refused.startswith("HTTP/1.1 413 ")
    assert "You sent 100.0" in refused
    assert time.monotonic() - began < 20


def test_what_is_sent_of_it_all_the_same_is_thrown_away(port):
    assert answer(port, [f"Content-Length: {100 * MB}"], b"x" * 70_000).startswith("HTTP/1.1 413 ")


def test_a_body_in_chunks_is_refused_and_the_connection_closed(port):
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    assert answer(port, ["Transfer-Encoding: chunked"], chunk).startswith("HTTP/1.1 411 ")
