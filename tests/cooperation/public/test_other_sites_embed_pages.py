"""Other sites can show a list, a timeline or the sessions of a series in an iframe, and no other page."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.models import Mechanism
from tests.cooperation.filters.reading import LISTS, Page
from tests.factories import make_country, make_mechanism, make_meeting
from tests.settled import settle

pytestmark = pytest.mark.django_db
PARTS = ("/embed/countries/vietnam/timeline/", "/embed/mechanisms/series/timeline/", "/embed/mechanisms/series/ledger/")
PAGES = (*(f"/embed/{name}/" for name in LISTS), "/embed/meetings/?country=vietnam", *PARTS)


@pytest.fixture(autouse=True)
def records():
    vietnam = make_country("VNM")
    series = make_mechanism("Series", countries=[vietnam])
    for number in (1, 2, 4):
        make_meeting(f"Talks {number}", countries=[vietnam], start=f"200{number}", mechanism=series, ordinal=number)
    make_meeting("Elsewhere", start="2001")
    make_mechanism("Silent", countries=[vietnam])
    make_mechanism("Draft", published=False)
    withdrawn = make_mechanism("A title to hide", slug="withdrawn")
    Mechanism.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    settle()


def may_be_framed(response):
    by_policy = "frame-ancestors *" in response["Content-Security-Policy"]
    assert by_policy != response.has_header("X-Frame-Options")
    assert by_policy or "frame-ancestors 'none'" in response["Content-Security-Policy"]
    return by_policy


@pytest.mark.parametrize("address", PAGES)
def test_a_page_for_an_iframe(address):
    page = Page(address)
    assert may_be_framed(page.response)
    assert page.response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not page.response.cookies
    for element in ("<form", "<input", "<button", "<script", "<nav", "style="):
        assert element not in page.html
    assert '<meta name="robots" content="noindex">' in page.html
    assert "Cooperation registry · Ministry of Examples" in page.text
    assert "Licence: CC BY 4.0" in page.text
    full = html.unescape(re.search(r'<link rel="canonical" href="http://testserver([^"]*)"', page.html)[1])
    assert Page(full).html
    assert f'<a href="{html.escape(full)}">Full page' in page.html
    assert f'<h1><a href="{html.escape(full)}">' in page.html
    assert '<base target="_top">' in page.html, "its links leave the iframe"


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/meetings/", "/meetings/?country=vietnam", "/countries/vietnam/", "/mechanisms/series/", "/about/"),
        *("/search/", "/admin/login/", "/embed/", "/embed/nothing/", "/embed/mechanisms/draft/ledger/"),
        *("/meetings.csv", "/robots.txt", "/embedded/", "/oembed?url=x", "/mechanisms/withdrawn/"),
    ],
)
def test_no_other_page_may_be_framed(address):
    assert not may_be_framed(Client().get(address))


@pytest.mark.django_db(transaction=True)
def test_the_page_cache_keeps_the_headers(client):
    first = client.get("/embed/meetings/")
    again = client.get("/embed/meetings/")
    unchanged = client.get("/embed/meetings/", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, unchanged.status_code) == (200, 200, 304)
    assert all(may_be_framed(response) for response in (first, again, unchanged))
    page = client.get("/meetings/")
    assert not may_be_framed(page)
    assert not may_be_framed(client.get("/meetings/"))


def test_the_rows_of_a_list_are_those_of_its_filter():
    page = Page("/embed/meetings/?country=vietnam&sort=oldest")
    assert page.titles == ["Talks 1", "Talks 2", "Talks 4"]
    assert "Meetings: Vietnam" in page.text
    assert "3 meetings Country: Vietnam. Sorted by date, oldest first." in page.text


def test_a_long_list_shows_its_first_rows_and_leads_to_all():
    for _ in range(30):
        make_meeting()
    settle()
    page = Page("/embed/meetings/")
    assert len(page.rows) == 25
    assert page.link("See all 34") == "/meetings/"


def test_wrong_filters_and_pages_of_options_are_no_form():
    page = Page("/embed/meetings/?country=atlantis")
    assert "Country: “atlantis” is not a country in this list." in page.text
    assert page.rows == []
    assert len(Page("/embed/meetings/?options=country").rows) == 4
    assert "No results match all these filters." in Page("/embed/meetings/?country=vietnam&year=1990").text


def test_the_sessions_of_a_series_with_their_gaps():
    page = Page("/embed/mechanisms/series/ledger/")
    assert "3 of 4 sessions are recorded" in page.text
    assert "3rd no record" in page.text
    assert "Talks 4" in page.text


def test_the_timelines():
    assert "Timeline as a table" in Page("/embed/countries/vietnam/timeline/").text
    assert "Timeline as a table" in Page("/embed/mechanisms/series/timeline/").text


@pytest.mark.parametrize("part", ["timeline", "ledger"])
def test_what_readers_do_not_see_cannot_be_embedded(part, admin_client):
    for slug in ("draft", "silent", "unknown"):
        for client in (Client(), admin_client):
            assert client.get(f"/embed/mechanisms/{slug}/{part}/").status_code == 404
    response = Client().get(f"/embed/mechanisms/withdrawn/{part}/")
    assert response.status_code == 410
    assert may_be_framed(response)
    assert "This page has been withdrawn" in response.content.decode()
    assert "A title to hide" not in response.content.decode()


def code_of(page):
    return [html.unescape(each) for each in re.findall(r"<textarea[^>]* readonly[^>]*>(.*?)</textarea>", page.html)]


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("/meetings/?country=vietnam&page=1", ["/embed/meetings/?country=vietnam"]),
        ("/agreements/", ["/embed/agreements/"]),
        ("/countries/vietnam/", ["/embed/countries/vietnam/timeline/"]),
        ("/mechanisms/series/", ["/embed/mechanisms/series/ledger/", "/embed/mechanisms/series/timeline/"]),
        ("/mechanisms/silent/", []),
        ("/meetings/calendar/", []),
        ("/meetings/?country=atlantis", []),
        ("/topics/", []),
    ],
)
def test_a_page_offers_the_html_to_copy(address, paths):
    page = Page(address)
    codes = code_of(page)
    assert [re.search(r'<iframe src="http://testserver([^"]*)"', code)[1] for code in codes] == paths
    assert ("Embed this" in page.text) == bool(paths)
    for path in paths:
        Page(path)


def test_the_html_to_copy_of_a_korean_page_names_what_has_no_korean_name():
    titles = [re.search(r' title="([^"]*)" width', code) for code in code_of(Page("/ko/mechanisms/series/"))]
    assert [each[1].partition(":")[0] for each in titles] == ["Series", "Series"]
    found = described("http://testserver/ko/mechanisms/series/", format="json").json()
    assert found["title"].startswith("Series: ")


def described(url, **parameters):
    return Client().get(f"/oembed?{urlencode({'url': url} | parameters)}")


@pytest.mark.parametrize(
    ("address", "path", "title"),
    [
        ("/meetings/?country=vietnam", "/embed/meetings/?country=vietnam", "Meetings: Vietnam"),
        ("/embed/meetings/?country=vietnam", "/embed/meetings/?country=vietnam", "Meetings: Vietnam"),
        ("/countries/vietnam/", "/embed/countries/vietnam/timeline/", "Vietnam: timeline"),
        ("/mechanisms/series/", "/embed/mechanisms/series/ledger/", "Series: sessions by number"),
        ("/mechanisms/series/#timeline", "/embed/mechanisms/series/timeline/", "Series: timeline"),
        ("/embed/mechanisms/series/timeline/", "/embed/mechanisms/series/timeline/", "Series: timeline"),
    ],
)
def test_oembed_describes_a_page(address, path, title):
    response = described(f"http://testserver{address}", format="json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    found = response.json()
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", title)
    assert found["provider_name"] == "Ministry of Examples, Cooperation registry"
    assert found["provider_url"] == "http://testserver/"
    assert f'<iframe src="http://testserver{html.escape(path)}" title="{title}"' in found["html"]
    assert f'width="{found["width"]}" height="{found["height"]}"' in found["html"]


def test_oembed_keeps_to_the_size_that_the_other_site_has():
    found = described("http://testserver/meetings/", maxwidth="300", maxheight="200").json()
    assert (found["width"], found["height"]) == (300, 200)
    assert described("http://testserver/meetings/", maxwidth="5000").json()["width"] == 640


@pytest.mark.parametrize(
    ("url", "parameters", "status", "words"),
    [
        ("http://other.example/meetings/", {}, 404, "url: No page at this address can be embedded."),
        ("ftp://testserver/meetings/", {}, 404, "can be embedded"),
        ("http://testserver/", {}, 404, "can be embedded"),
        ("http://testserver/about/", {}, 404, "can be embedded"),
        ("http://testserver/nothing/", {}, 404, "can be embedded"),
        ("http://testserver/topics/", {}, 404, "can be embedded"),
        ("http://testserver/meetings/calendar/", {}, 404, "can be embedded"),
        ("http://testserver/meetings/?country=atlantis", {}, 404, "can be embedded"),
        ("http://testserver/mechanisms/draft/", {}, 404, "can be embedded"),
        ("http://testserver/mechanisms/withdrawn/", {}, 404, "can be embedded"),
        ("http://testserver/mechanisms/silent/", {}, 404, "can be embedded"),
        ("http://testserver/mechanisms/unknown/", {}, 404, "can be embedded"),
        ("http://[broken", {}, 404, "can be embedded"),
        ("", {}, 400, "url: Enter the address of a page."),
        ("http://testserver/meetings/", {"format": "xml"}, 501, "format: Only json is available."),
        ("http://testserver/meetings/", {"maxwidth": "wide"}, 400, "maxwidth: Enter a number of pixels."),
        ("http://testserver/meetings/", {"maxheight": "0"}, 400, "maxheight: Enter a number of pixels."),
    ],
)
def test_oembed_refuses_in_words(url, parameters, status, words):
    response = described(url, **parameters)
    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/meetings/?q=a%26b&country=vietnam", "/countries/vietnam/", "/mechanisms/series/"]
)
def test_a_page_leads_to_its_description(address):
    page = Page(address)
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', page.html)[1]
    response = Client().get(html.unescape(link))
    assert response.status_code == 200
    assert response.json()["html"] in code_of(page)[0].replace('width="100%"', 'width="640"')
