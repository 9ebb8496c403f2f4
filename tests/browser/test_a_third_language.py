"""A third language is a catalogue and a line in the settings: one with accents and longer texts breaks no page."""

import calendar
import re

import pytest
from playwright.sync_api import expect

from tests import pseudo
from tests.cooperation.public.hub import ADDRESSES, Hub

# Texts that are the catalogue's on every page.
VISIBLE = """
    () => [...document.querySelectorAll('header nav a, main h2, legend, button, main thead th, footer li a')]
        .filter(each => each.checkVisibility()).map(each => each.innerText.trim())
"""
# Names of records and of a language, and months and days, which Django's catalogue has.
NOT_OURS = re.compile("|".join(("(?i:hub)", "^English$", *calendar.month_name[1:], *calendar.day_abbr)))


@pytest.fixture
def addresses(transactional_db, settings, tmp_path):
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.CODE, "Ţéšţ")]
    hub = Hub()
    hub.grow()
    return [
        f"/{pseudo.CODE}{address}"
        for address in (*ADDRESSES, "/search/?q=meeting", *hub.addresses)
        if address != "/api/v1/"
    ]


def test_every_page_is_in_it_and_nothing_hangs_over(page, addresses, axe):
    for address in addresses:
        page.set_viewport_size({"width": 390, "height": 900})
        assert page.goto(address).status == 200, address
        expect(page.locator("html")).to_have_attribute("lang", pseudo.CODE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        texts = [text for text in page.evaluate(VISIBLE) if not NOT_OURS.search(text)]
        plain = [text for text in texts if re.search("[A-Za-z]{3}", text) and "[" not in text]
        assert plain == [], address
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address


def test_it_has_a_link_on_every_page(page, addresses):
    page.goto("/meetings/?status=held")
    page.get_by_role("link", name="Ţéšţ").click()
    expect(page).to_have_url(re.compile(f"/{pseudo.CODE}/meetings/\\?status=held$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(pseudo.pseudo("meetings"))  # "[" has no capital
