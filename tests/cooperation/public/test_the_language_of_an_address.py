"""The address alone decides the language: Korean pages begin with /ko/, English ones have no prefix, files neither."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories as f
from tests.cooperation.public.hub import ADDRESSES, Hub
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_a_korean_address_has_a_korean_page_and_links_to_korean_pages(client):
    f.make_meeting("TEMM 14", slug="temm-14")
    for address in ("/ko/", "/ko/meetings/", "/ko/meetings/temm-14/"):
        response = client.get(address)
        assert (response.status_code, response["Content-Language"]) == (200, "ko"), address
        assert '<html lang="ko">' in response.content.decode()
    links = read(client, "/ko/meetings/").addresses
    assert "/ko/meetings/temm-14/" in links
    assert "/meetings/temm-14/" not in links


def test_an_english_address_has_no_prefix(client):
    response = client.get("/meetings/")
    assert response["Content-Language"] == "en"
    assert '<html lang="en">' in response.content.decode()
    for address in ("/en/", "/en", "/en/meetings/", "/ja/meetings/", "/KO/meetings/", "/kor/meetings/"):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("asked", ["ko", "ko-KR,ko;q=0.9,en;q=0.1", "en", "xx", ""])
def test_no_browser_setting_and_no_cookie_changes_the_language(client, asked):
    client.cookies["django_language"] = "ko"
    response = client.get("/meetings/", headers={"Accept-Language": asked})
    assert (response.status_code, response["Content-Language"]) == (200, "en")
    response = client.get("/ko/meetings/", headers={"Accept-Language": asked})
    assert (response.status_code, response["Content-Language"]) == (200, "ko")
    assert "Accept-Language" not in response.get("Vary", "")


def test_an_address_without_its_last_slash_arrives(client):
    assert client.get("/ko").headers["Location"] == "/ko/"
    assert client.get("/ko/meetings?year=2012").headers["Location"] == "/ko/meetings/?year=2012"


@pytest.mark.parametrize(
    "file",
    [
        "/meetings.csv",
        "/meetings.xlsx",
        "/meetings.json",
        "/countries/japan.csv",
        "/meetings/temm-14.bib",
        "/meetings/temm-14.csl.json",
        "/api/v1/meetings",
        "/api/v1/openapi.json",
        "/data/catalog.jsonld",
        "/data/registry.zip",
        "/data/iati.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/oembed",
    ],
)
def test_a_file_has_one_address_to_which_the_one_with_a_language_leads(client, file):
    response = client.get(f"/ko{file}?country=japan&country=china&q=%ED%99%98%EA%B2%BD")
    assert response.status_code == 301
    assert response["Location"] == f"{file}?country=japan&country=china&q=%ED%99%98%EA%B2%BD"
    assert client.get(f"/ko{file}")["Location"] == file


def test_feeds_and_calendars_exist_in_both_languages(client):
    f.make_meeting("TEMM 14", slug="temm-14", start="2012-05-04")
    for address in ("/feed.atom", "/meetings.atom", "/meetings.ics", "/meetings/temm-14.ics"):
        assert client.get(address)["Content-Language"] == "en"
        response = client.get(f"/ko{address}")
        assert (response.status_code, response["Content-Language"]) == (200, "ko"), address


def test_suggestions_are_in_the_language_of_the_page_that_asks(client):
    f.make_meeting("TEMM 14", slug="temm-14")
    assert 'data-suggestions="/ko/search/suggest/"' in read(client, "/ko/").source
    for prefix, language in (("", "en"), ("/ko", "ko")):
        response = client.get(f"{prefix}/search/suggest/?q=temm")
        assert response["Content-Language"] == language
        assert response.json()["suggestions"][0]["address"] == f"{prefix}/meetings/temm-14/"


@pytest.mark.parametrize("address", ["/ko/admin/", "/ko/admin/login/", "/ko/healthz", "/ko/ko/", "/ko/nothing/"])
def test_what_has_no_korean_page_is_not_found(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Language"]) == (404, "ko")
    assert '<html lang="ko">' in response.content.decode()


def in_order(address):
    """The path of an address, and its parameters in the order of their names."""
    path, _mark, query = address.partition("?")
    return path, *sorted(query.split("&"))


def test_every_link_of_a_page_leads_to_a_page_in_its_language_or_to_a_file(client):
    Hub().grow()
    with translation.override("ko"):
        detail_pages = [reverse("meeting_detail", args=["hub-meeting"]), reverse("country_list")]
    for address in [f"/ko{each}" for each in ADDRESSES] + detail_pages:
        page = read(client, address)
        if page.status != 200:
            continue
        pages = {link for link in page.addresses if link.startswith("/") and link.partition("?")[0].endswith("/")}
        english = {in_order(link) for link in pages if not link.startswith("/ko/")}
        assert english <= {in_order(address.removeprefix("/ko"))}, address  # the link to the same page in English


def test_an_old_address_leads_to_the_new_one_in_the_same_language(client):
    meeting = f.make_meeting("TEMM 14", slug="temm-14", start="2012-05-04")
    with translation.override("ko"):  # as if staff had renamed it whose language is Korean
        meeting.slug = "temm-14-beijing"
        meeting.save()
    for prefix in ("", "/ko"):
        response = client.get(f"{prefix}/meetings/temm-14/?a=1")
        assert (response.status_code, response["Location"]) == (301, f"{prefix}/meetings/temm-14-beijing/?a=1")
        assert client.get(f"{prefix}/meetings/temm-14.ics")["Location"] == f"{prefix}/meetings/temm-14-beijing.ics"


def test_former_slugs_find_in_filters_in_both_languages(client):
    country = f.make_country("KOR", slug="republic-of-korea")
    f.make_meeting("Talks in Seoul", countries=[country])
    country.slug = "korea"
    country.save()
    for prefix in ("", "/ko"):
        assert "Talks in Seoul" in read(client, f"{prefix}/meetings/?country=republic-of-korea").text
