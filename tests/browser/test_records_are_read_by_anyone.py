"""The pages of single records in a real browser: accessible, by keyboard alone, on a small screen, in the dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SETTLED
from tests.cooperation.public.hub import Hub
from tests.factories import make_citation, make_meeting, make_source

LISTS = ("/regions/", "/countries/", "/topics/", "/sources/")


@pytest.fixture
def addresses(transactional_db):
    """One page of each kind, with rows of every kind on it."""
    hub = Hub()
    for _ in range(2):
        hub.grow()
    withdrawn = make_meeting(withdrawn=True)
    versions = [f"{record.get_absolute_url()}?version=1" for record in hub.records]
    days = [f"{each.get_absolute_url()}?on=2012-05-31" for each in (hub.agreement, hub.mechanism, hub.organization)]
    refused = f"{hub.meeting.get_absolute_url()}?version=99"
    return [*hub.addresses, *LISTS, *versions, *days, refused, withdrawn.get_absolute_url()]


def test_every_page_meets_wcag_and_fits_with_all_claims_open(page, addresses, axe, console_errors):
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
            if width != 320:
                axe(page)
        # What was withdrawn answers 410, what is no version 404: Chromium notes both as failed resources.
        answers = "410 (Gone)", "404 (Not Found)"
        console_errors[:] = [error for error in console_errors if not any(each in error for each in answers)]


def test_claims_and_tables_are_reached_and_used_by_keyboard(page, transactional_db):
    meeting = make_meeting("Meeting", start="2008-11")
    for value in ("2008-11", "2008-10-09"):
        make_citation(
            meeting,
            field="start",
            value=value,
            is_disputed=True,
            note="They differ.",
            source=make_source(f"Says {value}"),
        )
    page.goto(meeting.get_absolute_url())
    expect(page.get_by_text("9 October 2008", exact=True)).to_be_hidden()
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Sources" in page.evaluate("document.activeElement.textContent"):
            break
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(page.get_by_text("9 October 2008", exact=True)).to_be_visible()
    for name in ("disputed", "Says 2008-11"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name


def test_the_anchor_of_an_outcome_leads_to_it(page, transactional_db):
    hub = Hub()
    hub.grow()
    page.goto(f"{hub.meeting.get_absolute_url()}#outcome-1")
    expect(page.locator("#outcome-1")).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "outcome-1"
