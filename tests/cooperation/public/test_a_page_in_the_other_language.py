"""Every page links to itself in the other language, for readers and for search engines, with what was asked of it."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from cooperation.models import Rating
from cooperation.public.views import home
from tests import factories as f
from tests.cooperation.public.hub import ADDRESSES, EMBEDDED, Hub
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
ASKED = (
    "/?shade=records",
    "/meetings/?country=vietnam&country=hub&q=hub&from=2012&sort=oldest&size=50&page=1",
    "/search/?q=hub+%ED%99%98%EA%B2%BD",
    "/meetings/?options=country&find=viet",
    "/sources/?page=1",
    "/agreements/hub-agreement/?on=2030-01-01",
    "/agreements/hub-agreement/?known=2999-01-01",
    "/meetings/hub-meeting/?version=99",
    "/meetings/hub-meeting/?all=outcomes",
)


def switch(page):
    """The address of the same page in the other language, and that language."""
    (found,) = re.findall(r'<li><a href="([^"]*)" lang="(\w+)" hreflang="\2">(English|한국어)</a></li>', page.source)
    address, language, name = found
    assert name == {"en": "English", "ko": "한국어"}[language]
    return unescape(address), language


def asked(address):
    """The path and the parameters: the order of different ones has no meaning."""
    path, _question, query = address.partition("?")
    return path, sorted(parse_qsl(query, keep_blank_values=True))


def alternates(page):
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page.source)
    return {language: unescape(address) for language, address in found}


def test_every_page_leads_to_itself_in_korean_and_back(client):
    hub = Hub()
    hub.grow()
    for address in (*ADDRESSES, *hub.addresses, *ASKED):
        english = read(client, address)
        korean_address, language = switch(english)
        assert (asked(korean_address), language) == (asked(f"/ko{address}"), "ko")
        korean = read(client, korean_address)
        assert (korean.status, '<html lang="ko">' in korean.source) == (english.status, True), address
        english_address, language = switch(korean)
        assert (asked(english_address), language) == (asked(address), "en")


def test_search_engines_find_the_page_in_each_language(client):
    hub = Hub()
    hub.grow()
    for address in (*ADDRESSES, *hub.addresses, "/meetings/?country=vietnam&year=2012", "/sources/"):
        english, korean = read(client, address), read(client, f"/ko{address}")
        if not english.canonical:
            continue
        own = unescape(english.canonical)
        in_korean = own.replace(HOST, f"{HOST}/ko", 1)
        assert unescape(korean.canonical) == in_korean, address
        expected = {"en": own, "ko": in_korean, "x-default": own}
        assert alternates(english) == alternates(korean) == expected, address
        for page, language in ((english, "en_US"), (korean, "ko_KR")):
            assert f'<meta property="og:locale" content="{language}">' in page.source
            assert f'<meta property="og:url" content="{page.canonical}">' in page.source.replace("&amp;", "&")


def test_a_list_names_its_feeds_in_both_languages(client):
    for address, other in (("/meetings/", "/ko/meetings"), ("/ko/meetings/", "/meetings")):
        source = read(client, f"{address}?country=none").source + read(client, address).source
        for ending in ("atom", "ics"):
            assert re.search(rf'<link rel="alternate" type="[^"]+" href="{other}\.{ending}"', source)


def test_pages_for_other_sites_exist_in_both_languages(client):
    Hub().grow()
    for address in EMBEDDED:
        page = read(client, f"/ko{address}")
        assert (page.status, '<html lang="ko">' in page.source) == (200, True), address
        assert all(link.startswith(("/ko/", "http", "mailto:")) for link in page.addresses), address
        assert page.canonical.startswith(f"{HOST}/ko/"), address
    source = read(client, "/ko/mechanisms/hub-mechanism/").source
    assert "/ko/embed/mechanisms/hub-mechanism/ledger/" in source


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_a_page_is_described_for_other_sites_in_the_language_of_its_address(client, prefix):
    Hub().grow()
    for path in ("/meetings/", "/mechanisms/hub-mechanism/", "/embed/mechanisms/hub-mechanism/ledger/"):
        answer = client.get("/oembed", {"url": f"{HOST}{prefix}{path}"}).json()
        (shown,) = re.findall(r'src="http://testserver([^"]*)"', answer["html"])
        assert shown.startswith(f"{prefix}/embed/"), path
        assert answer["provider_url"] == f"{HOST}{prefix}/"


def test_the_address_that_describes_a_page_has_no_language(client):
    f.make_meeting("Talks")
    assert (
        "/oembed?format=json&amp;url=http%3A%2F%2Ftestserver%2Fko%2Fmeetings%2F" in read(client, "/ko/meetings/").source
    )


# Pages that say why there is no page


def refused_pages(client, monkeypatch, settings, prefix):
    """The name and the response of each kind of error at an address that begins with the prefix."""
    f.make_meeting("Gone", withdrawn=True)
    yield "not found", client.get(f"{prefix}/nothing/?a=1&b=2")
    yield "withdrawn", client.get(f"{prefix}/meetings/gone/")
    yield "withdrawn, embedded", client.get(f"{prefix}/embed/mechanisms/nothing/ledger/")
    yield "too large", client.generic("POST", f"{prefix}/rating/", b"x" * 70_000)
    yield "no length", client.post(f"{prefix}/rating/", HTTP_TRANSFER_ENCODING="chunked")
    yield "rating from elsewhere", client.post(f"{prefix}/rating/", {"score": "5"})
    yield "wrong host", client.get(f"{prefix}/", HTTP_HOST="elsewhere.example")
    yield "too many parameters", client.get(f"{prefix}/nothing/?{'&a=1' * 30_000}")
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(home.Home, "get_context_data", lambda self, **kwargs: 1 / 0)
        yield "broken", client.get(f"{prefix}/?shade=records")

    def unreachable(self, **kwargs):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken:
        broken.setattr(home.Home, "get_context_data", unreachable)
        yield "unavailable", client.get(f"{prefix}/")


@pytest.mark.parametrize(("prefix", "language", "other"), [("", "en", "/ko/"), ("/ko", "ko", "/")])
def test_an_error_is_told_in_the_language_of_the_address_with_a_way_to_the_other_one(
    monkeypatch, settings, prefix, language, other
):
    client = Client()
    for name, response in refused_pages(client, monkeypatch, settings, prefix):
        page = Page(response)
        assert response.status_code >= 400, name
        assert (response["Content-Language"], f'<html lang="{language}">' in page.source) == (language, True), name
        address, _language = switch(page)
        assert address.startswith(other), name
        if other == "/":
            assert not address.startswith("/ko/"), name
            assert "/ko/" in page.addresses, name  # the way home
        else:
            assert "/" in page.addresses, name


def test_the_switch_of_a_missing_page_keeps_its_address(client):
    assert switch(read(client, "/nothing/?a=1&b=2"))[0] == "/ko/nothing/?a=1&b=2"
    assert switch(read(client, "/ko/nothing/?a=1&b=2"))[0] == "/nothing/?a=1&b=2"


def test_the_error_of_a_file_leads_to_the_home_page(client):
    assert switch(read(client, "/countries/nowhere.csv"))[0] == "/ko/"


def test_who_asks_too_often_is_told_so_in_the_language_of_the_address(settings, monkeypatch):
    settings.RATE_LIMITS = 1
    client = Client()
    answers = [client.get(f"{prefix}/search/") for _ in range(70) for prefix in ("/ko", "")]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 60, "both languages count together"
    assert {answer["Content-Language"] for answer in refused} == {"en", "ko"}
    assert {switch(Page(answer))[1] for answer in refused} == {"en", "ko"}


def test_a_page_is_rated_as_the_same_page_in_every_language(client):
    f.make_meeting("Talks")
    for prefix in ("", "/ko"):
        page = read(client, f"{prefix}/meetings/talks/")
        (rated,) = re.findall(r'name="rated" value="([^"]*)"', page.source)
        assert f'action="{prefix}/rating/"' in page.source
        response = client.post(
            f"{prefix}/rating/", {"rated": unescape(rated), "score": "5"}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert response["Location"].startswith(f"{prefix}/meetings/talks/#")
    assert [(each.page, each.answers) for each in Rating.objects.all()] == [("/meetings/talks/", 1)]


def test_feeds_name_the_same_objects_in_every_language(client):
    f.make_meeting("Talks", start="2012-05-04", topics=[f.make_topic("Air")])
    english, korean = (read(client, f"{prefix}/meetings.atom").source for prefix in ("", "/ko"))
    entry = r"<entry><id>([^<]*)</id>"
    assert re.findall(entry, english) == re.findall(entry, korean) != []
    scheme = r'scheme="([^"]*)"'
    assert re.findall(scheme, english) == re.findall(scheme, korean) != []
    assert 'xml:lang="ko"' in korean
    assert "<id>tag:testserver,2026:meetings.atom</id>" in english
    assert "<id>tag:testserver,2026:ko/meetings.atom</id>" in korean, "another feed: programs keep them apart"
    assert f'href="{HOST}/ko/meetings/talks/"' in korean
    english, korean = (read(client, f"{prefix}/meetings.ics").source for prefix in ("", "/ko"))
    assert re.findall("UID:(.*)", english) == re.findall("UID:(.*)", korean) != []
    assert f"URL:{HOST}/ko/meetings/talks/" in korean


def test_what_a_page_is_about_has_one_name_in_both_languages(client):
    f.make_meeting("Talks")
    names = [re.findall(r'"@id":"([^"]*)"', read(client, f"{prefix}/meetings/talks/").source) for prefix in ("", "/ko")]
    assert names[0] == names[1] == [f"{HOST}/meetings/talks/#main"] * 2


@pytest.mark.parametrize("path", ["/meetings.json", "/meetings.csv", "/api/v1/meetings", "/data/catalog.jsonld"])
def test_files_give_addresses_without_a_language_whoever_asks(client, path):
    f.make_meeting("Talks")
    with translation.override("ko"):  # as the thread may be left by what ran before
        source = read(client, path).source
    assert "/meetings/" in source
    assert "/ko/" not in source
