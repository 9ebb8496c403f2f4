"""A server without its database says so at every address, whether it starts without it or loses it, and recovers."""

import time

import pytest

from tests import factories as f
from tests.database_proxy import database_proxy
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
STATIC = "/static/hand-made.txt"
PAGES = (
    *("/", "/meetings/", "/meetings/temm-14/", "/search/?q=temm", "/about/", "/data/", "/data/registry.zip"),
    *("/nothing/here/", "/robots.txt", "/sitemap.xml", "/embed/meetings/", "/search/suggest/?q=temm", "/favicon.ico"),
    *("/admin/", "/admin/login/", "/admin/cooperation/meeting/"),
    *("/meetings.csv", "/meetings.xlsx", "/meetings.json", "/meetings.atom", "/meetings.ics"),
)


@pytest.fixture
def registry(tmp_path):
    """A server whose database cannot be reached yet, and the proxy before it."""
    f.make_meeting("TEMM 14")
    (tmp_path / "hand-made.txt").write_text("static")
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings_with_static_files", "STATIC_ROOT": str(tmp_path)}
    with database_proxy() as proxy, served(WORKERS="1", DATABASE_URL=proxy.url, **settings) as server:
        yield server, proxy


def everything_is_unavailable(server):
    for path in PAGES:
        answer = server.ask(path)
        assert answer.status == 503, path
        assert "The registry cannot reach its database" in answer.text, path
        assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("60", "no-store")
        assert answer.seconds < 2 or path == PAGES[0], (path, answer.seconds)
    for path in ("/api/v1/meetings", "/api/v1/nothing"):
        answer = server.ask(path)
        assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json")
        assert answer.headers["Retry-After"] == "60"
    for path in ("/admin/login/", "/rating/", "/admin/cooperation/meeting/add/"):
        answer = server.ask(path, {"username": "pat"})
        assert answer.status == 503, path
        assert "Set-Cookie" not in answer.headers
    assert server.ask(STATIC).text == "static"


def until_it_answers(server, path):
    end = time.monotonic() + 20
    while (answer := server.ask(path)).status != 200:
        assert time.monotonic() < end, answer.text
        time.sleep(0.2)


def test_at_the_start_and_later_everything_answers_503_and_recovers(registry):
    server, proxy = registry
    assert server.ask("/healthz").status == 503, "it has no index yet"
    everything_is_unavailable(server)
    proxy.open()
    until_it_answers(server, "/healthz")
    until_it_answers(server, "/meetings/temm-14/")
    assert "TEMM 14" in server.ask("/meetings/temm-14/").text, "from the page cache"
    proxy.close()
    everything_is_unavailable(server)
    assert server.ask("/healthz").status == 200, "a restart would not help"
    proxy.open()
    until_it_answers(server, "/meetings/temm-14/")
