"""The page of a country on paper: two sheets of A4, black on white, without what only a screen can use."""

import re

import pytest

from tests.cooperation.public.hub import Hub
from tests.factories import make_agreement, make_meeting, make_outcome

from . import paper

LONG = "A policy dialogue on biological diversity, transboundary air pollution and yellow dust is to be established"

KINDS = ("meetings", "agreements", "projects", "mechanisms")


@pytest.fixture
def country(transactional_db):
    """A country with more of everything than a page shows, most of it with long names."""
    hub = Hub()
    for number in range(12):
        hub.grow()
        make_agreement(f"{LONG} {number}", countries=[hub.country], signed_on=f"{1990 + number}")
        meeting = make_meeting(
            f"{LONG}, session {number}", countries=[hub.country], start=f"{1995 + number}", status="held"
        )
        make_outcome(meeting, f"{LONG}: point {number}.", by_countries=[hub.country])
    return hub.country


def printed(page, address):
    """What is on each sheet, without spaces."""
    page.goto(address)
    return paper.pages(page.pdf(format="A4", prefer_css_page_size=True))


def test_it_fits_on_two_sheets(page, country):
    assert 1 <= len(printed(page, country.get_absolute_url())) <= 2


def missing(words):
    """What is said to be missing: of each list how many rows of how many, and where the whole list is."""
    lines = re.findall(r"Notprintedhere:(\d+)of(\d+)\.Thewholelist:(http://[^/]+)(/[a-z0-9/-]+(?:\?[a-z=&-]+)?)", words)
    return {f"{site}{path}": (int(number), int(total)) for number, total, site, path in lines}


def rows(page, address):
    """How many rows a list has."""
    page.goto(address)
    return int(page.locator(".results strong").inner_text().split()[0])


def test_each_list_that_paper_shortens_says_how_many_rows_are_missing_and_where_they_are(page, country, live_server):
    lines = missing("".join(printed(page, country.get_absolute_url())))
    lists = [f"{live_server.url}/{kind}/?country={country.slug}" for kind in KINDS]
    totals = {address: rows(page, address) for address in lists}
    upcoming = totals[f"{lists[0]}&status=upcoming"] = rows(page, f"{lists[0]}&status=upcoming")
    totals[lists[0]] -= upcoming  # the past ones are printed as a list of their own
    expected = {address: (total - 5, total) for address, total in totals.items()}
    outcomes = f"{live_server.url}/outcomes/?country={country.slug}&status=active"
    assert lines == expected | {outcomes: (rows(page, outcomes) - 10, rows(page, outcomes))}


def test_paper_says_how_many_citations_it_leaves_out_and_where_they_are(page, country, live_server):
    words = "".join(printed(page, country.get_absolute_url()))
    assert f"Notprintedhere:12citationsofsources.Theyareat{live_server.url}{country.get_absolute_url()}" in words


def test_every_open_outcome_with_china_is_on_paper(page, transactional_db, demo_fixtures):
    page.goto("/outcomes/?country=china&status=active")
    texts = page.locator("tbody th > a:first-child").all_inner_texts()
    words = "".join(printed(page, "/countries/china/"))
    assert len(texts) == 9
    assert [text for text in texts if paper.squeezed(text) not in words] == []
    assert list(missing(words).values()) == [(26, 31)], "the past meetings"


def test_paper_shows_one_page_of_a_longer_list_and_says_so(page, demo_fixtures, live_server):
    for address in ("/meetings/?region=north-east-asia", "/sources/me-international-cooperation-2013/"):
        lines = missing("".join(printed(page, address)))
        shown = page.locator(".rows tbody > tr, .taken dd > div").count()
        ((where, (number, total)),) = lines.items()
        assert where == f"{live_server.url}{address}"
        assert number == total - shown > 0


def test_neither_navigation_nor_form_is_printed_and_the_paper_is_white(page, country):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(country.get_absolute_url())
    for hidden in ("header.site nav", ".breadcrumb", ".rating", "footer.site", ".skip"):
        assert page.locator(hidden).count() == 1
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator("h1").is_visible()
    assert page.locator(".timeline svg").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
