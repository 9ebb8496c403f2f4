"""An action on several rows: its preview is read and confirmed by keyboard, on a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

from cooperation.models import Meeting
from tests import factories


@pytest.mark.parametrize("width", [1280, 390])
def test_the_status_of_two_meetings_is_changed(page, axe, axe_in_the_dark, publisher, width):
    for title in ("First", "Second", "Third"):
        factories.make_meeting(title, start="2012", status="confirmed")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/cooperation/meeting/")
    for title in ("First", "Second"):
        page.get_by_role("row", name=title).locator(".action-select").press("Space")
    page.locator("select[name=action]").first.select_option(label="Change the status of selected meetings…")
    page.get_by_role("button", name="Run").first.press("Enter")
    expect(page.get_by_text("The status will be changed for:")).to_be_visible()
    expect(page.get_by_text("First (now: confirmed)")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)
    axe_in_the_dark(page)
    page.get_by_label("Status").select_option("held")
    page.get_by_role("button", name="Change the status").press("Enter")
    expect(page.get_by_text("2 statuses were changed.")).to_be_visible()
    assert {each.title for each in Meeting.objects.filter(status="held")} == {"First", "Second"}
