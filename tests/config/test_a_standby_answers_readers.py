"""A server process that reads from a standby answers readers as one of the primary does, and refuses everybody else."""

import contextlib
import http.client
import itertools
import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from html import unescape
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.urls import Resolver404, get_resolver

from cooperation.domain.languages import resolved
from tests.databases import DEMO
from tests.replication import address, dump, machines, until
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("replication")]
HOST = "registry.example"
LAG = 6  # seconds: a standby says that it is up to two behind, and more on a busy machine
SLUG = "asean-plus-three-emm-1"
LATE, EARLY = "Pacific/Pago_Pago", "Pacific/Kiritimati"  # between them it is always midnight: they are 25 hours apart
SETTINGS = {"WORKERS": "1", "STANDBY_LAG": f"{LAG}", "ALLOWED_HOSTS": f"127.0.0.1,{HOST}", "TIME_ZONE": LATE}
LINK = re.compile(r'(?:href|action)="([^"]*)"|<loc>([^<]*)<|"(/api/v1/[^"]*|https?://[^"]*)"')
OLD = "/meetings/of-old/"  # leads to another address
STARTS = (
    *("/", "/ko/", "/nothing/", "/meetings", "/ko/meetings.csv", "/meetings/nothing/", "/api/v1/nothing", OLD),
    *("/search/?q=temm", "/search/?q=temn", "/search/suggest/?q=tem", "/meetings/?page=99", "/meetings/?year=x"),
    *("/embed/countries/japan/timeline/", "/embed/mechanisms/temm/timeline/", "/embed/mechanisms/temm/ledger/"),
    *(f"/oembed?url=http://{HOST}/embed/meetings/", "/sitemap-meeting-1.xml", "/data/registry.zip", "/countries.xlsx"),
    "/data/2026-10/registry.zip",
)
# Nothing was changed today: what names today takes it for the day of the page.
MAKE_OLDER = """
SET session_replication_role = replica;
DO $$ DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT attrelid::regclass AS place, attname AS name FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE atttypid = 'timestamptz'::regtype AND relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('UPDATE %s SET %2$I = %2$I - $1', each.place, each.name) USING interval '10 days';
    END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def pair(databases, django_db_blocker):
    """A primary with the demo's data, and its standby."""
    with django_db_blocker.unblock():
        contents = dump(databases, DEMO)
    with machines(contents) as found:
        found[0].ask("INSERT INTO django_redirect (site_id, old_path, new_path) VALUES (1, %s, '/meetings/')", OLD)
        found[0].ask(MAKE_OLDER)
        yield found


@pytest.fixture(scope="module")
def processes(pair, django_db_blocker, tmp_path_factory):
    """A server process of the primary, and one of the standby, each with a folder of its own for the zip."""

    def process(target):
        folder = tmp_path_factory.mktemp(target)
        own = {"DATABASE_URL": address(*pair, target=target), "EXPORT_FOLDER": f"{folder}"}
        return served(**SETTINGS, SITE_ADDRESS=f"https://{HOST}", IATI_ORGANISATION="KR-GOV-1", **own)

    with django_db_blocker.unblock(), process("read-write") as web, process("standby") as standby:
        yield web, standby


@pytest.fixture
def standby(processes):
    """The process of the standby, as soon as it is not behind."""
    until(lambda: processes[1].ask("/healthz/ready").status == 200)
    return processes[1]


def test_every_kind_of_page_and_file_is_that_of_the_primary(pair, processes, standby):
    pair[1].wait_until_caught_up(pair[0])
    until(lambda: all(each.ask("/data/registry.zip").status == 200 for each in processes))
    known = set(routes(get_resolver()))
    waiting, kinds = dict.fromkeys((*STARTS, *(f"/{each}" for each in known if "<" not in each))), set()
    links = list(waiting)
    for path in links:
        kind = kind_of(path)
        if path not in STARTS and (kind is None or kind in kinds):
            continue
        kinds.add(kind)
        here, there = (each.ask(path, host=HOST) for each in processes)
        assert (there.status, described(there)) == (here.status, described(here)), path
        assert here.status < 500, path
        if here.text.startswith("PK"):  # a zip has the time at which it was made
            continue
        assert there.text == here.text, path
        found = [unescape(next(filter(None, each), "")) for each in LINK.findall(here.text)]
        if kind and kind[0].startswith("api/v1/") and '"results"' in here.text:
            results = json.loads(here.text).get("results", ())
            found += [f"/{kind[0]}/{each['id']}" for each in results[:1] if "id" in each]
        new = [each for each in map(partial(on_this_site, path), found) if each and each not in waiting]
        waiting |= dict.fromkeys(new)
        links += dict.fromkeys(new)
    assert known - {kind[0] for kind in kinds if kind} == set()
    assert ("meetings/<slug:slug>/", None, True) in kinds
    for each in processes:
        assert " ERROR " not in each.output


def routes(resolver, before=""):
    """The public patterns, in the language without a prefix."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if not hasattr(each, "url_patterns"):
            yield route
        elif route != "admin/":
            yield from routes(each, route)


def on_this_site(path, link):
    """The path and query that the link on the page at the path leads to; None if it leads to another site."""
    parts = urlsplit(urljoin(f"http://{HOST}{path}", link))
    return parts._replace(scheme="", netloc="", fragment="").geturl() if parts.hostname == HOST else None


def kind_of(path):
    """What tells apart the kinds of pages: the pattern, the format, and whether it is in Korean; None of no page."""
    try:
        match = resolved(urlsplit(path).path)
    except Resolver404:
        return None
    if match.route.startswith("admin/"):
        return None
    return match.route.removeprefix("ko/"), match.kwargs.get("ending"), match.route.startswith("ko/")


def described(answer):
    return {name: answer.headers.get(name) for name in ("ETag", "Content-Type", "Location", "Cache-Control")}


@pytest.mark.parametrize(
    ("path", "sent", "headers"),
    [
        ("/rating/", {"path": "/meetings/", "score": "5"}, {}),
        ("/admin/", None, {}),
        ("/admin/login/", None, {}),
        ("/admin/login/", {"login": "pat", "password": "secret"}, {}),
        ("/meetings/", None, {"cookie": f"sessionid={'a' * 32}"}),
        ("/meetings.csv", None, {"cookie": f"sessionid={'a' * 32}"}),
    ],
)
def test_everything_else_is_for_the_primary(standby, path, sent, headers):
    answer = standby.ask(path, sent, **headers)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_other_methods_are_answered_as_by_the_primary(processes, standby):
    for method, path in (("OPTIONS", "/api/v1/meetings"), ("HEAD", "/meetings/"), ("OPTIONS", "/meetings/")):
        here, there = (raw(each, method, path) for each in processes)
        assert there == here
        assert here[0] in {200, 204}
    assert raw(standby, "DELETE", "/api/v1/meetings")[0] == 503


def raw(server, method, path):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, headers={"Host": HOST})
        answer = connection.getresponse()
        return answer.status, answer.headers["Allow"], answer.headers["ETag"], answer.read()


def test_a_standby_that_is_behind_answers_nobody_until_it_has_caught_up(pair, standby):
    pair[1].delay(600)
    answer = until(lambda: (found := standby.ask("/meetings/")).status == 503 and found)
    assert int(answer.headers["Retry-After"]) > 0
    until(lambda: standby.ask("/healthz/ready").status == 503)
    assert "behind" in standby.ask("/healthz/ready").text
    assert standby.ask("/healthz").status == 200
    pair[1].delay(0)
    until(lambda: standby.ask("/meetings/").status == 200)
    until(lambda: standby.ask("/healthz/ready").status == 200)


def test_a_reader_whose_statement_is_cancelled_may_ask_again(pair, standby):
    """The standby cancels what keeps it from repeating what the primary did: here it locks what the page reads."""
    primary, copy = pair
    copy.configure(max_standby_streaming_delay="0")
    path = f"/meetings/{SLUG}/"
    with primary.open() as one, primary.open() as other, ThreadPoolExecutor(1) as reader:
        one.execute("LOCK cooperation_document")
        until(lambda: copy.ask("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"))
        asked = reader.submit(standby.ask, path)
        until(
            lambda: copy.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'"
            )
        )
        other.execute("LOCK cooperation_publicversion")
        answer = asked.result(20)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    copy.configure(max_standby_streaming_delay=None)
    copy.wait_until_caught_up(primary)
    assert standby.ask(path).status == 200


def test_pages_show_the_day_that_the_standby_has(pair, processes):
    """It is tomorrow for the process, but the primary has not moved the index to the new day."""
    web, _standby = processes
    day, today = (datetime.now(ZoneInfo(zone)).date() for zone in (LATE, EARLY))
    with served(**SETTINGS | {"TIME_ZONE": EARLY, "DATABASE_URL": pair[1].url()}) as early:
        early.until_printed(f"The index of this standby is of {day}")
        for path in (
            *("/", "/data/", "/countries/japan/", "/mechanisms/temm/", "/meetings/?year=2026", "/data/catalog.jsonld"),
            *("/agreements/korea-us-environmental-cooperation-mou/", "/outcomes.ics", "/agreements.csv", "/quality/"),
        ):
            text = early.ask(path, host=HOST).text
            assert not shown_in(text, today), path
        assert shown_in(early.ask("/data/").text, day)
        marked = [MARKED.findall(each.ask(f"/meetings/calendar/?month={day:%Y-%m}").text) for each in (early, web)]
        assert marked[0] == marked[1] != []
        future = early.ask(f"/agreements/korea-us-environmental-cooperation-mou/?known={today}")
        assert (future.status, "is in the future" in future.text) == (404, True)
        assert early.output.count("The index of this standby is of") == 1


MARKED = re.compile(r'aria-current="date">.*?</span>')


def shown_in(text, day):
    return any(each in text for each in (f"{day}", f"{day:%Y%m%d}", f"{day.day} {day:%B %Y}"))


class HttpCache:
    """A cache that asks the server whether what it has is still true, before each answer (RFC 9111, 4.3)."""

    def __init__(self):
        self.kept, self.statuses = {}, Counter()

    def ask(self, server, path):
        etag, text = self.kept.get(path, ("", ""))
        answer = server.ask(path, host=HOST, **({"if_none_match": etag} if etag else {}))
        self.statuses[answer.status] += 1
        if answer.status == 304:
            return text
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, no-cache")
        self.kept[path] = answer.headers["ETag"], answer.text
        return answer.text


def test_a_cache_shows_nothing_older_for_longer_than_the_standby_is_behind(pair, processes, standby):
    primary, copy = pair
    cache, path, written, shown = HttpCache(), f"/meetings/{SLUG}/", [], []
    copy.delay(1)
    end = time.monotonic() + LAG + 2
    for server in itertools.cycle(processes):
        now = time.monotonic()
        if not written or now > written[-1] + 0.8:
            primary.ask("UPDATE cooperation_meeting SET summary = %s WHERE slug = %s", f"State {len(written)}.", SLUG)
            written.append(time.monotonic())
        asked = time.monotonic()
        state = int((re.search(r"State (\d+)\.", cache.ask(server, path)) or [0, -1])[1])
        shown.append(state)
        assert state >= sum(at < asked - LAG for at in written) - 1
        if now > end:
            break
    assert any(later < earlier for earlier, later in itertools.pairwise(shown)), "one server is behind the other"
    copy.delay(0)
    copy.wait_until_caught_up(primary)
    last = len(written) - 1
    assert all(f"State {last}." in cache.ask(server, path) for server in (*processes, *processes))
    assert set(cache.statuses) == {200, 304}
