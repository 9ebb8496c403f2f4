"""`make demo`, as somebody runs it who has just cloned the registry: started, used, stopped, started again, reset."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Its starts take seconds: one worker runs them all.
pytestmark = pytest.mark.xdist_group("demo")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """One run of the demo: what it printed, and a browser of sorts that keeps its cookies from run to run."""

    cookies = CookieJar()

    def __init__(self, data, port, *arguments, **environment):
        self.address = f"http://127.0.0.1:{port}/"
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.demo", *arguments],
            cwd=ROOT,
            env={**kept, "DATA": str(data), "PORT": str(port), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []

    def until_ready(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("ready: "):
                return self
        raise AssertionError("\n".join(self.lines))

    def passwords(self):
        return dict(re.findall(r"^  (editor|publisher|administrator) +(\S+)", "\n".join(self.lines), re.MULTILINE))

    def get(self, path, data=None, headers=None):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.address + path.lstrip("/"), body, headers or {})
        with opener.open(request, timeout=20) as response:
            return response, response.read().decode()

    def sign_in(self, name):
        _, page = self.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        credentials = {"username": name, "password": self.passwords()[name], "csrfmiddlewaretoken": token}
        return self.get("/admin/login/?next=/admin/", credentials)[1]

    def stop(self, number=signal.SIGTERM):
        """Send the signal; return the exit code and the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=40)
        self.lines += rest.splitlines()
        return self.process.returncode, time.monotonic() - began


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "a folder"


@pytest.fixture
def demo(data):
    """demo(...) runs a demo and returns it when it is ready."""
    running = []

    def demo(*arguments, **environment):
        running.append(Demo(data, free_port(), *arguments, **environment))
        return running[-1].until_ready()

    yield demo
    for one in running:
        if one.process.poll() is None:
            one.stop()


def test_the_demo_starts_serves_stops_and_goes_on_where_it_was(demo, data):
    first = demo()
    assert first.lines[-1] == f"ready: {first.address}"
    assert all(re.search(r"\.\.\. \d+\.\d s$", line) for line in first.lines if "..." in line)

    response, page = first.get("/admin/login/")
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)[1]
    assert "immutable" in first.get(style)[0].headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "로그아웃" in first.sign_in("editor")

    second = Demo(data, first.address.split(":")[2].strip("/"))
    assert "cannot be had" in second.process.communicate(timeout=20)[0]
    assert second.process.returncode == 1

    code, seconds = first.stop(signal.SIGTERM)
    assert code == 0
    assert seconds < 10
    with pytest.raises(urllib.error.URLError):
        first.get("/healthz")
    assert first.lines[-1].startswith("Stopped.")

    again = demo()
    assert again.passwords() == first.passwords()
    assert "로그아웃" in again.get("/admin/")[1]  # the session of the first run is still in the database
    assert again.stop(signal.SIGINT)[0] == 0

    chosen = demo(DEMO_PASSWORD="for-the-script", SECURE="1")
    assert set(chosen.passwords().values()) == {"for-the-script"}
    response, _ = chosen.get("/admin/login/")
    assert "; Secure" in response.headers["Set-Cookie"]
    assert chosen.stop()[0] == 0

    [version] = data.glob("postgres/*/PG_VERSION")
    mark = version.with_name("of the first run")
    mark.touch()
    afresh = Demo(data, free_port(), "--reset")
    assert any("with an empty database" in line for line in iter(afresh.process.stdout.readline, ""))
    assert not mark.exists()
    assert afresh.stop()[0] == 0


def test_a_reset_never_touches_a_database_of_ones_own(data):
    demo = Demo(data, free_port(), "--reset", DATABASE_URL="postgresql://me@db.example/mine")
    printed, _ = demo.process.communicate(timeout=20)
    assert printed.startswith("DATABASE_URL is set, and demo-reset removes nothing but the demo's own database")
    assert demo.process.returncode == 1


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_answered_with_a_sentence(data, port):
    demo = Demo(data, port)
    assert demo.process.communicate(timeout=20)[0] == f'PORT is "{port}": it must be a number from 1 to 65535.\n'


def test_a_database_that_does_not_answer_is_answered_with_a_sentence(data):
    demo = Demo(data, free_port(), DATABASE_URL="postgresql://me@%2Fnonexistent/mine")
    printed, _ = demo.process.communicate(timeout=20)
    assert "The database of DATABASE_URL does not answer: " in printed
    assert "Traceback" not in printed
