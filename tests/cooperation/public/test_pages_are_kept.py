"""A page is rendered once for each state of the registry, and sent again to every reader without a session."""

import gzip
from datetime import date, timedelta

import pytest
from django.conf import settings as live_settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from cooperation import index
from cooperation.filters import PARAMETERS
from cooperation.models import Meeting, Session
from cooperation.public import page_cache
from cooperation.public.page_cache import Page, Pages
from cooperation.workflow import publication
from cooperation.workflow.scheduled import catch_up
from tests import factories as f
from tests.connections import at_once
from tests.cooperation.public.hub import Hub
from tests.reading import read

pytestmark = pytest.mark.django_db(transaction=True)
# What readers find at an address of its own and no cache keeps.
NOT_PAGES = {"suggest", "zip", "catalog", "iati"}


@pytest.fixture(autouse=True)
def _one_id(monkeypatch):
    """All requests have one id: the header that names it is the only one that differs from reader to reader."""
    monkeypatch.setattr("config.request_log.secrets.token_hex", lambda length: "0" * 2 * length)


@pytest.fixture
def meeting():
    return f.make_meeting("TEMM 14")


def statements(act):
    """How many statements the answer takes, and the answer."""
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    return len(queries), answer


def test_the_second_reader_costs_one_statement(client, meeting):
    first = client.get("/meetings/temm-14/")
    number, second = statements(lambda: client.get("/meetings/temm-14/"))
    assert number == 1
    assert (second.content, second.headers) == (first.content, first.headers)
    assert first["Cache-Control"] == "public, no-cache"
    assert "default-src" in second["Content-Security-Policy"]
    assert second["X-Content-Type-Options"] == "nosniff"
    assert second["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "deflate, GZIP"])
def test_a_browser_that_takes_it_gets_it_compressed(client, meeting, accepted):
    plain = client.get("/meetings/temm-14/")
    number, small = statements(lambda: client.get("/meetings/temm-14/", headers={"accept-encoding": accepted}))
    assert number > 1, "it is another answer than the plain one"
    again = client.get("/meetings/temm-14/", headers={"accept-encoding": accepted})
    assert small["Content-Encoding"] == again["Content-Encoding"] == "gzip"
    assert gzip.decompress(again.content) == plain.content
    assert int(small["Content-Length"]) == int(again["Content-Length"]) == len(small.content)
    assert len(small.content) < len(plain.content) / 2
    assert small["ETag"] != plain["ETag"]
    assert not plain.has_header("Content-Encoding")


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br", "xgzip"])
def test_nobody_else_gets_it_compressed(client, meeting, accepted):
    assert not client.get("/meetings/", headers={"accept-encoding": accepted}).has_header("Content-Encoding")


def test_a_browser_that_has_the_page_is_told_so(client, meeting):
    etag = client.get("/meetings/")["ETag"]
    for asked in (etag, etag.removeprefix("W/"), f'"another", {etag}'):
        number, answer = statements(lambda asked=asked: client.get("/meetings/", headers={"if-none-match": asked}))
        assert (number, answer.status_code, answer.content) == (1, 304, b"")
        assert (answer["ETag"], answer["Cache-Control"]) == (etag, "public, no-cache")
    for asked in ('"another"', "*", "", "nonsense"):
        assert client.get("/meetings/", headers={"if-none-match": asked}).status_code == 200


def test_without_the_cache_browsers_still_keep_theirs(client, meeting, settings):
    settings.PAGE_CACHE = False
    address = "/meetings/temm-14/"
    first = client.get(address)
    assert statements(lambda: client.get(address))[0] > 1
    number, answer = statements(lambda: client.get(address, headers={"if-none-match": first["ETag"]}))
    assert (number, answer.status_code) == (1, 304)


def test_a_change_is_on_the_next_page(client, meeting):
    before = client.get("/meetings/temm-14/")
    Meeting.objects.update(title="TEMM XIV")
    after = client.get("/meetings/temm-14/", headers={"if-none-match": before["ETag"]})
    assert (after.status_code, "TEMM XIV" in after.text) == (200, True)
    assert after["ETag"] != before["ETag"]


def test_a_draft_changes_no_page(client, meeting):
    draft = f.make_meeting("TEMM 15", published=False)
    before = client.get("/meetings/")
    Meeting.objects.filter(pk=draft.pk).update(summary="Not yet.")
    number, after = statements(lambda: client.get("/meetings/"))
    assert (number, after["ETag"]) == (1, before["ETag"])


def test_a_planned_publication_is_on_the_next_page(client, django_user_model):
    draft = f.make_meeting("TEMM 15", published=False)
    assert client.get("/meetings/temm-15/").status_code == 404
    client.get("/meetings/")
    publication.plan(draft, django_user_model.objects.create_superuser("pat"), timezone.now() - timedelta(seconds=1))
    number, page = statements(lambda: client.get("/meetings/"))
    assert (number, "TEMM 15" in page.text) == (1, False), "no request publishes it"
    catch_up(timezone.localdate())
    assert "TEMM 15" in client.get("/meetings/").text
    assert client.get("/meetings/temm-15/").status_code == 200
    assert statements(lambda: client.get("/meetings/"))[0] == 1


def test_a_session_neither_reads_nor_fills_the_cache(client, admin_client, meeting):
    address, draft = "/meetings/temm-14/", f.make_meeting("TEMM 15", published=False)
    assert admin_client.get("/meetings/temm-15/").status_code == 200
    assert client.get("/meetings/temm-15/").status_code == 404
    answer = admin_client.get(address)
    assert not answer.has_header("ETag")
    assert statements(lambda: client.get(address))[0] > 1
    etag = client.get(address)["ETag"]
    assert statements(lambda: admin_client.get(address))[0] > 1
    assert admin_client.get(address, headers={"if-none-match": etag}).status_code == 200
    assert draft.published_at is None


@pytest.mark.parametrize(
    ("cookie", "asked"),
    [("", 0), ("x", 0), ("é", 0), ("A" * 32, 0), ("a" * 4000, 0), ("a" * 32, 1), ("0123456789abcdef" * 2, 1)],
)
def test_a_cookie_without_its_session_changes_nothing(client, meeting, cookie, asked):
    for address in ("/meetings/temm-14/", "/meetings/"):
        with_cookie = Client()
        with_cookie.cookies[live_settings.SESSION_COOKIE_NAME] = cookie
        rendered = with_cookie.get(address)
        assert (rendered.status_code, rendered.has_header("Set-Cookie"), rendered.cookies) == (200, False, {})
        first = client.get(address)
        assert (rendered.content, rendered.headers) == (first.content, first.headers)
        with_cookie = Client()
        with_cookie.handler = client.handler  # and its pages
        with_cookie.cookies[live_settings.SESSION_COOKIE_NAME] = cookie
        number, again = statements(lambda asking=with_cookie, address=address: asking.get(address))
        assert number == 1 + asked
        assert (again.content, again.headers) == (first.content, first.headers)


def test_a_session_that_has_expired_is_none(client, admin_client, meeting):
    address = "/meetings/temm-14/"
    assert not admin_client.get(address).has_header("ETag")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert admin_client.get(address).headers == client.get(address).headers


def test_a_preview_is_seen_with_a_session_only(client, admin_client):
    address = f.make_meeting("TEMM 15", published=False).get_absolute_url()
    for _ in range(2):
        answer = admin_client.get(address)
        assert (answer.status_code, answer.has_header("ETag")) == (200, False)
        assert "no-store" in answer["Cache-Control"]
        assert client.get(address).status_code == 404
    Session.objects.all().delete()
    assert admin_client.get(address).status_code == 404


def test_a_page_below_another_prefix_is_another_page(client, meeting):
    moved = client.get("/", SCRIPT_NAME="/meetings")
    assert moved.has_header("ETag")
    assert "TEMM 14" in read(client, "/meetings/").sections["Results"]
    assert client.get("/")["ETag"] != moved["ETag"]


def test_what_nobody_reads_makes_no_other_page(client, meeting):
    first = client.get("/meetings/?utm_source=mail&year=2012&fbclid=<b>1</b>")
    assert "utm_source" not in first.text
    for query in ("year=2012", "year=2012&utm_source=other", "gclid=2&year=2012"):
        number, answer = statements(lambda query=query: client.get(f"/meetings/?{query}"))
        assert (number, answer["ETag"]) == (1, first["ETag"])


@pytest.mark.parametrize(
    "sent", ["year=2012%20&topic=황사", "topic=%ED%99%A9%EC%82%AC&year=2012+", "q=%00&topic=%ff%fe"]
)
def test_the_page_reads_what_was_sent(client, meeting, sent):
    kept = client.get("/meetings/", QUERY_STRING=sent.encode().decode("latin-1"))
    with transaction.atomic():  # here the view gets the query string itself
        plain = client.get("/meetings/", QUERY_STRING=sent.encode().decode("latin-1"))
    assert (kept.status_code, kept.content) == (plain.status_code, plain.content)
    assert ("황사" in kept.text) == ("q=" not in sent)
    assert kept.has_header("ETag")


def test_what_the_page_reads_makes_another_one(client, meeting):
    etags = [client.get(f"/meetings/{query}")["ETag"] for query in ("", "?year=2012", "?year=2011", "?sort=title")]
    assert len(set(etags)) == len(etags)


def test_the_order_of_the_parameters_does_not_matter(client, meeting):
    first = client.get("/meetings/?year=2012&sort=title")
    assert client.get("/meetings/?sort=title&year=2012")["ETag"] == first["ETag"]
    # That of the values of one does: a page may list them as they came.
    assert client.get("/meetings/?year=2012&year=2011")["ETag"] != client.get("/meetings/?year=2011&year=2012")["ETag"]


def test_every_page_is_the_same_without_what_it_does_not_read(client, settings):
    settings.PAGE_CACHE = False
    hub = Hub()
    hub.grow()
    lists = ("agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations")
    addresses = [
        *hub.addresses,
        "/",
        "/about/",
        "/regions/",
        "/countries/",
        "/topics/",
        "/sources/",
        *(f"/{name}/" for name in lists),
    ]
    for address in addresses:
        plain = client.get(address)
        reads = page_cache._parameters_at(address)
        assert plain.status_code == 200
        unread = {*PARAMETERS, "utm_source", "p"} - set(reads)
        with transaction.atomic():  # here the view gets the whole query string
            answer = client.get(address, dict.fromkeys(sorted(unread), "7 7"))
        assert (answer.status_code, answer.content) == (200, plain.content), (address, unread)


def patterns(resolver):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            if str(each.pattern) != "admin/":
                yield from patterns(each)
        else:
            yield each


def test_every_public_page_says_what_it_reads():
    silent = {
        each.name
        for each in patterns(get_resolver())
        if not hasattr(each.callback, "parameters") and (each.name or "").split("_")[-1] not in NOT_PAGES
    }
    # The icon, where answers are sent, what describes embeds, crawlers, where to report a vulnerability.
    assert silent == {None, "rate", "oembed", "robots", "sitemap", "sitemap_part", "security_txt"}


@pytest.mark.parametrize("address", ["/meetings.csv", "/countries/korea.csv?columns=full", "/meetings.ics"])
def test_a_file_that_is_sent_in_parts_is_not_kept_and_whoever_has_it_is_told_so(client, meeting, address):
    f.make_country("KOR", slug="korea")
    first = client.get(address)
    assert first.streaming
    assert len(b"".join(first.streaming_content)) > 100
    assert first["Cache-Control"] == "public, no-cache"
    number, answer = statements(lambda: client.get(address, headers={"if-none-match": first["ETag"]}))
    assert (number, answer.status_code, answer.content) == (1, 304, b"")
    assert client.get(address).streaming
    f.make_meeting("TEMM 15")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/nothing/", "/meetings/nothing/", "/admin/login/", "/healthz"])
def test_what_is_no_page_is_not_kept(client, meeting, address):
    answer = client.get(address)
    assert not answer.has_header("ETag")
    assert "public" not in answer.get("Cache-Control", "")


def test_what_was_withdrawn_is_not_kept(client):
    f.make_meeting("TEMM 13", withdrawn=True)
    answer = client.get("/meetings/temm-13/")
    assert (answer.status_code, answer.has_header("ETag")) == (410, False)


def test_a_page_is_another_on_the_next_day(client, meeting, transactional_db):
    first = client.get("/meetings/")
    index.advance(date(2100, 1, 1))
    after = client.get("/meetings/", headers={"if-none-match": first["ETag"]})
    assert (after.status_code, after["ETag"] != first["ETag"]) == (200, True)


def test_a_page_is_of_the_day_of_the_index(client, settings, monkeypatch, transactional_db):
    """Between midnight and the update of the index, all of a page is still of the day before."""
    today = date(2030, 5, 3)
    f.make_meeting("TEMM 14", start="2030-05-03", status="confirmed")
    index.advance(today)

    monkeypatch.setattr(timezone, "localdate", lambda *_: today + timedelta(days=1))
    assert client.get("/meetings.csv?status=upcoming")["Content-Disposition"].endswith('2030-05-03.csv"')
    addresses = ("/", "/meetings/?status=upcoming", "/meetings/temm-14/", "/meetings/calendar/")
    before = [client.get(address).text for address in addresses]
    assert "1 meeting" in before[1]
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    settings.PAGE_CACHE = False
    assert [client.get(address).text for address in addresses] == before
    index.advance(today + timedelta(days=1))
    assert "1 meeting" not in client.get("/meetings/?status=upcoming").text


def test_a_page_is_another_at_another_host_by_another_scheme_and_of_another_release(client, meeting, monkeypatch):
    first = client.get("/meetings/")
    others = [client.get("/meetings/", headers={"host": "localhost"}), client.get("/meetings/", secure=True)]
    monkeypatch.setattr(page_cache, "release", lambda: "the next one")
    others.append(client.get("/meetings/?year=2012"))
    assert "https://testserver/meetings/" in others[1].text
    assert len({answer["ETag"] for answer in (first, *others)}) == 4
    assert client.get("/meetings/", headers={"host": "nobody.example"}).status_code == 400


def test_a_head_is_answered_like_a_get_and_fills_nothing(client, meeting):
    address = "/meetings/temm-14/"
    head = client.head(address)
    number, first = statements(lambda: client.get(address))
    assert number > 1
    assert (head["ETag"], head["Content-Length"]) == (first["ETag"], first["Content-Length"])
    number, again = statements(lambda: client.head(address))
    assert (number, again.content, again["Content-Length"]) == (1, b"", first["Content-Length"])


def test_too_many_parameters_are_refused_behind_the_cache(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert client.get("/meetings/?" + "&".join(f"year={year}" for year in range(20))).status_code == 400


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_page_is_of_one_moment(client, meeting, monkeypatch, before):
    """What is written before the page asks anything is on all of it; what is written later is on none of it."""
    series = f.make_mechanism("TEMM")
    Meeting.objects.update(mechanism=series)
    f.make_meeting("TEMM 15", mechanism=series, part_of_meeting=Meeting.objects.get())
    fetch = Meeting.objects.all().__class__._fetch_all
    fetched = []

    def slow_fetch(rows):
        if len(fetched) == before:
            [written] = at_once(lambda: Meeting.objects.update(title="TEMM XIV"))
            assert written == 2
        fetched.append(rows)
        fetch(rows)

    monkeypatch.setattr(Meeting.objects.all().__class__, "_fetch_all", slow_fetch)
    first = client.get("/meetings/temm-14/")
    assert len(fetched) > before
    assert (first.status_code, "TEMM XIV" in first.text, "TEMM 14" in first.text) == (200, before == 0, before != 0)
    assert "TEMM XIV" in client.get("/meetings/temm-14/").text


def test_a_page_cannot_write(meeting):
    def write(request):
        Meeting.objects.update(title="Written")
        return HttpResponse("")

    cache = page_cache.PageCache(write)
    request = type("Request", (), {"method": "GET", "COOKIES": {}})()
    with pytest.raises(Exception, match="read-only transaction"):
        cache.render(request, ("http", "testserver", "/", "en", ""), page_cache._ask(page_cache.ASK))


def page(number, size=1000):
    return Page(("1", "now", "today"), f'"{number}"', {}, b"x" * size)


def test_memory_is_bounded():
    pages = Pages(most=5, most_bytes=100_000)
    for number in range(10):
        pages.put((str(number),), page(number))
    assert list(pages.pages) == [("5",), ("6",), ("7",), ("8",), ("9",)]
    pages.get(("5",), page(5).state)
    pages.put(("10",), page(10))
    assert ("5",) in pages.pages
    assert ("6",) not in pages.pages
    for number in range(50):
        pages.put((str(number % 7),), page(number, size=9_000 + number))
    assert pages.bytes <= 100_000
    assert pages.bytes == sum(page_cache._size(*item) for item in pages.pages.items())
    pages.put(("8",), page(8, size=90_000))  # one that would drive out all others
    assert ("8",) not in pages.pages
    assert pages.get(("6",), ("2", "now", "today")) is None


def test_the_cache_comes_before_what_reads_cookies():
    order = live_settings.MIDDLEWARE
    assert order.index("cooperation.public.page_cache.PageCache") < order.index("cooperation.middleware.Sessions")
