"""/healthz tells a probe whether the registry can work; without the database, errors are still pages of ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import path

import config.urls

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("health")
# The whole registry in a process of its own, before a database that is not there.
SCRIPT = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "registry.example"})
answers = {}
for path in ["/healthz", "/nothing/here/"]:
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


def test_a_registry_whose_database_answers_is_well(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "localhost", "nobody.example"])
def test_a_probe_is_answered_by_whatever_name_and_scheme_it_comes(client, db, settings, host):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_without_the_database_the_probe_is_told_so(without_database):
    status, text, headers = without_database["/healthz"]
    assert (status, text) == (503, "database unavailable\n")
    assert headers["Cache-Control"] == "no-store"


def test_without_the_database_an_unknown_address_is_still_a_page_that_says_so(without_database):
    status, text, _ = without_database["/nothing/here/"]
    assert status == 404
    assert "Nothing is published at this address" in text


def test_a_page_that_needs_the_database_says_that_it_is_away_and_to_come_again(without_database):
    status, text, headers = without_database["/admin/"]
    assert status == 503
    assert "cannot reach its database" in text
    assert headers["Retry-After"] == "60"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def fail(request):
    """A page with an error of ours."""
    raise ValueError("ours")


class BrokenPages:
    """Addresses of their own: a worker resolves the registry's once, and would keep a view that was replaced."""

    handler500 = config.urls.handler500
    urlpatterns = (path("broken/", fail),)


def test_an_error_of_ours_is_a_500_and_a_page(client, settings):
    settings.ROOT_URLCONF = BrokenPages
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert response["Cache-Control"] == "no-store"
