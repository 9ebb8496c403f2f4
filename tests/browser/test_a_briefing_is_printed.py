"""The page of a country on paper: two sheets of A4, black on white, without what only a screen can use."""

import re

import pytest

from tests.cooperation.pages.hub import Hub
from tests.factories import make_agreement, make_meeting, make_outcome

LONG = "A policy dialogue on biological diversity, transboundary air pollution and yellow dust is to be established"


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


def sheets(page):
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4", prefer_css_page_size=True)))


def test_it_fits_on_two_sheets(page, country):
    page.goto(country.get_absolute_url())
    assert 1 <= sheets(page) <= 2


def test_neither_navigation_nor_form_is_printed_and_the_paper_is_white(page, country):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(country.get_absolute_url())
    for hidden in ("header.site nav", ".breadcrumb", ".rating", "footer.site", ".skip"):
        assert page.locator(hidden).count() == 1
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator("h1").is_visible()
    assert page.locator(".timeline svg").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
