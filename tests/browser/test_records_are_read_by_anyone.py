"""The pages of single records by keyboard, and the addresses of their parts."""

from playwright.sync_api import expect

from tests.cooperation.public.hub import Hub
from tests.factories import make_citation, make_meeting, make_source


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
