"""/healthz tells a probe whether the process is ready; without the database, errors are still pages of ours."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.urls import path

import config.urls
from config import health
from cooperation import index
from cooperation.database import installation

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("health")
# The whole registry in a process of its own, before a database that is not there.
SCRIPT = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "registry.example"})
answers = {}
for path in ["/healthz", "/healthz/ready", "/nothing/here/"]:
    answers[path] = client.get(path, secure=True)
client.cookies["sessionid"] = "somebody"
answers["/admin/"] = client.get("/admin/", secure=True)
print(json.dumps({path: [a.status_code, a.text, dict(a.headers)] for path, a in answers.items()}))
"""


@pytest.fixture(scope="module")
def without_database():
    """Answers of a registry whose database is down: {path: (status, text, headers)}."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": "postgresql://nobody@%2Fnonexistent/nothing",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "ALLOWED_HOSTS": "registry.example",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def held_index(db):
    """The index in memory, as the main process has read it."""
    index.now()


@pytest.mark.usefixtures("held_index")
def test_a_process_that_has_the_index_is_well_and_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Cache-Control"] == "no-store"


def test_a_process_is_ready_when_it_has_read_the_index(client, db, monkeypatch):
    monkeypatch.setattr(index.snapshot, "_held", {})
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (503, "The index is not read yet.\n")
    index.now()
    assert client.get("/healthz").status_code == 200


@pytest.mark.usefixtures("held_index")
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "localhost", "nobody.example"])
def test_a_probe_is_answered_by_whatever_name_and_scheme_it_comes(client, settings, host):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_process_that_starts_without_the_database_is_not_ready(without_database):
    status, text, headers = without_database["/healthz"]
    assert (status, text) == (503, "The index is not read yet.\n")
    assert headers["Cache-Control"] == "no-store"


def test_it_does_not_take_requests_either(without_database):
    assert without_database["/healthz/ready"][:2] == [503, "The index is not read yet.\n"]


@pytest.fixture
def no_answer_yet(monkeypatch):
    """The answers of /healthz/ready are not those of an earlier test."""
    monkeypatch.setattr(health.DatabaseProbe, "problem", lambda probe: health._problem_of_database())


@pytest.mark.usefixtures("held_index", "no_answer_yet")
def test_ready_asks_whether_the_database_answers_and_is_of_this_release(client, monkeypatch, settings):
    assert (client.get("/healthz/ready").status_code, client.get("/healthz/ready").text) == (200, "ok\n")
    with monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "HOST", "/nonexistent")
        answer = client.get("/healthz/ready")
        assert (answer.status_code, answer.text) == (503, "The database does not answer.\n")
        assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(installation, "digests", lambda: {"release": "another"})
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert "another release" in answer.text
    assert client.get("/healthz").status_code == 200


def test_a_slow_database_keeps_one_thread_only(monkeypatch):
    probe, asked, go_on = health.DatabaseProbe(), threading.Event(), threading.Event()

    def slow():
        asked.set()
        go_on.wait(10)
        return "slow"

    monkeypatch.setattr(health, "_problem_of_database", slow)
    first = threading.Thread(target=probe.problem)
    first.start()
    asked.wait(10)
    assert probe.problem() == "The database has not been asked yet."
    go_on.set()
    first.join()
    assert probe.problem() == "slow"


@pytest.mark.parametrize("path", ["/admin/", "/nothing/here/"])
def test_a_page_says_that_the_database_is_away_and_to_come_again(without_database, path):
    status, text, headers = without_database[path]
    assert status == 503
    assert "cannot reach its database" in text
    assert headers["Retry-After"] == "60"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def fail(request):
    """A page with an error of ours."""
    raise ValueError("ours")


def fail_with(request, code):
    """A page on which the database fails with an SQLSTATE."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")


class BrokenPages:
    """Addresses of their own: a worker resolves the registry's once, and would keep a view that was replaced."""

    handler500 = config.urls.handler500
    urlpatterns = (path("broken/", fail), path("broken/<str:code>/", fail_with))


def test_an_error_of_ours_is_a_500_and_a_page(client, settings):
    settings.ROOT_URLCONF = BrokenPages
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Sorry, there is a problem with this page" in response.text
    assert f"name this error: {response['X-Request-ID']}</p>" in response.text
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["40P01", "55P03", "57014", "25P03"])
def test_a_deadlock_or_timeout_says_busy_and_not_that_the_database_is_away(client, db, settings, code):
    settings.ROOT_URLCONF = BrokenPages
    client.raise_request_exception = False
    response = client.get(f"/broken/{code}/")
    assert response.status_code == 503
    assert "The registry is busy. Try again in a moment." in response.text
    assert "cannot reach its database" not in response.text
    assert (response["Retry-After"], response["Cache-Control"]) == ("5", "no-store")


@pytest.mark.parametrize(("code", "status"), [("57P01", 503), ("08006", 503), ("54000", 500)])
def test_only_a_connection_that_is_missing_says_that_the_database_is_away(client, db, settings, code, status):
    settings.ROOT_URLCONF = BrokenPages
    client.raise_request_exception = False
    response = client.get(f"/broken/{code}/")
    assert (response.status_code, "cannot reach its database" in response.text) == (status, status == 503)


def test_staff_are_led_back_to_the_form_that_was_busy(client, db, settings):
    settings.ROOT_URLCONF = BrokenPages
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    response = client.post("/broken/55P03/?next_of=7", {"title": "TEMM"})
    assert "Nothing was saved." in response.text
    assert '<a href="/broken/55P03/?next_of=7">Back to the form</a>' in response.text
