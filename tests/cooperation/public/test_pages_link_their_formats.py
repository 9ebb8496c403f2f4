"""The top and the head of a list, country, region, topic or series have links to the same rows in other formats."""

import html
import re

import pytest
from django.test import Client

from cooperation.exchange.exports import FORMATS
from tests.cooperation.filters.reading import Page, text
from tests.factories import make_country, make_mechanism, make_meeting, make_topic
from tests.settled import settle

pytestmark = pytest.mark.django_db
WITH_FILTERS = ("agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations")
WHOLE = ("regions", "countries", "topics", "sources")
QUERY = "q=talks%26&country=vietnam"


@pytest.fixture(autouse=True)
def records():
    vietnam = make_country("VNM")
    series = make_mechanism("Series", countries=[vietnam])
    make_meeting("Talks", countries=[vietnam], topics=[make_topic("Dust")], mechanism=series)
    settle()


def line(page):
    """The links of the line, by what they say."""
    found = re.search(r'<p class="downloads[^"]*">(.*?)</p>', page.html, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">(.*?)</a>', found[1], re.DOTALL) if found else []
    return {text(words): html.unescape(address) for address, words in links}


def in_head(page):
    """The media type and address of each alternate link, except that of the embed."""
    head = page.html.partition("</head>")[0]
    links = re.findall(r'<link rel="alternate" type="([^"]*)" href="([^"]*)"', head)
    return {html.unescape(address): media_type for media_type, address in links if "oembed" not in media_type}


@pytest.mark.parametrize("name", WITH_FILTERS + WHOLE)
def test_each_list_links_each_format_and_the_short_forms(name):
    query = f"?{QUERY}" if name in WITH_FILTERS and name != "organizations" else ""
    page = Page(f"/{name}/{query}")
    links = line(page)
    assert links["CSV"] == f"/{name}.csv{query}"
    assert links["Excel"] == f"/{name}.xlsx{query}"
    short = f"{query}&columns=short" if query else "?columns=short"
    assert links["short : CSV with the columns of this page"] == f"/{name}.csv{short}"
    assert links["short : Excel with the columns of this page"] == f"/{name}.xlsx{short}"
    alternates = in_head(page)
    own = {address for words, address in links.items() if "short" not in words} - {"/data/"}
    assert set(alternates) == own | {f"/ko{address}" for address in own if re.search(r"\.(atom|ics)(\?|$)", address)}
    assert page.html.index('class="downloads') < page.html.index("<table" if "<table" in page.html else "</main>")
    for address, media_type in alternates.items():
        response = Client().get(address)
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, media_type)


@pytest.mark.parametrize("path", ["countries/vietnam", "regions/south-east-asia", "topics/dust", "mechanisms/series"])
def test_everything_with_one_object_is_linked_in_each_format(path):
    page = Page(f"/{path}/")
    links = line(page)
    assert (links["CSV"], links["Excel"]) == (f"/{path}.csv", f"/{path}.xlsx")
    assert not [words for words in links if "short" in words]
    for address, media_type in in_head(page).items():
        response = Client().get(address)
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, media_type)
    assert {f"/{path}.csv", f"/{path}.xlsx"} <= set(in_head(page))


def test_every_format_says_what_it_is():
    links = line(Page("/meetings/"))
    assert {str(form.LABEL) for form in FORMATS.values()} <= set(links)


def test_the_links_keep_the_filter_and_the_order_but_not_the_page():
    for _ in range(30):
        make_meeting(countries=[make_country("VNM")])
    settle()
    links = line(Page("/meetings/?country=vietnam&sort=oldest&page=2&size=25"))
    assert links["CSV"] == "/meetings.csv?country=vietnam&sort=oldest"


def test_a_list_with_a_wrong_filter_has_no_links():
    page = Page("/meetings/?country=atlantis")
    assert (line(page), in_head(page)) == ({}, {})


def test_the_line_is_not_printed():
    assert '<p class="downloads screen-only">' in Page("/meetings/").html


def test_the_years_of_a_briefing_can_be_chosen_for_csv_and_excel():
    page = Page("/countries/vietnam/")
    assert '<button formaction="/countries/vietnam.csv">Download CSV</button>' in page.html
    assert '<button formaction="/countries/vietnam.xlsx">Download Excel</button>' in page.html
