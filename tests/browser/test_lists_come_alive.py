"""The lists with a script: results change in place, the address follows, focus stays, and a screen reader is told."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from tests.factories import make_country, make_meeting


@pytest.fixture(autouse=True)
def registry(transactional_db):
    """Thirty meetings, one for each year, in two countries by turns."""
    china, vietnam = make_country("CHN"), make_country("VNM")
    for number in range(30):
        make_meeting(
            f"Meeting {number}", countries=[(china, vietnam)[number % 2]], start=f"{1990 + number}", status="held"
        )


@pytest.fixture
def meetings(page):
    """The list, marked so that a page loaded anew would be found out."""
    page.goto("/meetings/")
    page.evaluate("document.body.dataset.here = 'yes'")
    yield page
    assert page.evaluate("document.body.dataset.here") == "yes"


def test_a_box_that_is_checked_narrows_the_list_at_once_and_keeps_the_focus(meetings):
    meetings.locator("summary", has_text="Country").click()
    meetings.get_by_label("Vietnam").check()
    expect(meetings.get_by_text("15 meetings", exact=True).first).to_be_visible()
    assert meetings.url.endswith("/meetings/?country=vietnam")
    expect(meetings.get_by_label("Vietnam")).to_be_focused()
    expect(meetings.locator("body > [role=status]")).to_have_text("15 meetings")
    assert "Vietnam" in meetings.title()


def test_two_boxes_one_after_the_other_both_count(meetings):
    meetings.locator("summary", has_text="Year").click()
    for year in ("2018", "2017"):
        meetings.get_by_label(year).check()
        expect(meetings.get_by_label(year)).to_be_checked()
    expect(meetings.get_by_text("2 meetings", exact=True).first).to_be_visible()
    assert sorted(parse_qsl(urlsplit(meetings.url).query)) == [("year", "2017"), ("year", "2018")]


def test_all_options_of_a_filter_open_in_a_dialog_of_the_list(meetings, axe):
    meetings.locator("summary", has_text="Year").click()
    meetings.get_by_role("link", name="All 30 years").press("Enter")
    dialog = meetings.get_by_role("dialog", name="All 30 years")
    expect(dialog.get_by_label("Search these options")).to_be_focused()
    axe(meetings)
    dialog.get_by_label("1994").check()
    dialog.get_by_label("Search these options").press_sequentially("2003")
    expect(dialog.get_by_role("status")).to_have_text("1 option contains “2003”.")
    expect(dialog.get_by_label("Search these options")).to_be_focused()
    expect(dialog.get_by_label("1994")).to_be_checked()
    dialog.get_by_label("2003").check()
    dialog.get_by_role("button", name="Apply filters").click()
    expect(meetings.get_by_text("2 meetings", exact=True).first).to_be_visible()
    expect(dialog).to_be_hidden()
    assert meetings.url.endswith("/meetings/?year=1994&year=2003")
    assert meetings.evaluate("document.activeElement.id") == "results"


def test_a_dialog_that_is_closed_changes_nothing_and_gives_the_focus_back(meetings):
    meetings.locator("summary", has_text="Year").click()
    link = meetings.get_by_role("link", name="All 30 years")
    back = meetings.get_by_role("link", name="Back to the results")
    for close in (lambda: meetings.keyboard.press("Escape"), back.click):
        link.click()
        meetings.get_by_role("dialog").get_by_label("1994").check()
        close()
        expect(meetings.get_by_role("dialog")).to_have_count(0)
        expect(link).to_be_focused()
        assert meetings.url.endswith("/meetings/")


def test_the_calendar_keeps_its_month_when_options_are_applied(page):
    page.goto("/meetings/calendar/?month=2003-01")
    page.locator("summary", has_text="Year").click()
    page.get_by_role("link", name="All 30 years").click()
    page.get_by_role("dialog").get_by_label("2003").check()
    page.get_by_role("button", name="Apply filters").last.click()
    expect(page.get_by_role("link", name="Year: 2003")).to_be_visible()
    expect(page.get_by_role("heading", name="January 2003", exact=True)).to_be_visible()


def test_back_and_forward_go_through_the_states_of_the_list(meetings):
    meetings.get_by_role("link", name="Next", exact=True).click()
    expect(meetings.get_by_text("Meeting 0", exact=True)).to_be_visible()
    assert "?page=" in meetings.url
    meetings.go_back()
    expect(meetings.get_by_text("Meeting 29", exact=True)).to_be_visible()
    assert meetings.url.endswith("/meetings/")
    meetings.go_forward()
    expect(meetings.get_by_text("Meeting 0", exact=True)).to_be_visible()


def test_what_is_gone_hands_its_focus_to_the_results(meetings):
    meetings.locator("summary", has_text="Country").click()
    meetings.get_by_label("Vietnam").check()
    meetings.get_by_role("link", name="Country: Vietnam").click()
    expect(meetings.get_by_text("30 meetings", exact=True).first).to_be_visible()
    assert meetings.evaluate("document.activeElement.id") == "results"


def test_what_is_typed_wrong_is_said_and_stays(meetings):
    meetings.get_by_label("From").fill("2012-13")
    meetings.get_by_label("From").press("Enter")
    expect(meetings.get_by_role("alert")).to_contain_text("Enter a real date, such as 2012, 2012-05 or 2012-05-04.")
    expect(meetings.get_by_label("From")).to_have_value("2012-13")
    expect(meetings.locator("body > [role=status]")).to_contain_text("There is a problem with your filters")


def test_the_calendar_turns_its_pages_in_place(page):
    page.goto("/meetings/calendar/?month=2012-05")
    page.evaluate("document.body.dataset.here = 'yes'")
    page.get_by_role("link", name="Next month").click()
    expect(page.get_by_role("heading", name="June 2012", exact=True)).to_be_visible()
    assert page.url.endswith("?month=2012-06")
    assert page.evaluate("document.body.dataset.here") == "yes"
    page.get_by_label("Month", exact=True).fill("2013-01")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="January 2013", exact=True)).to_be_visible()


def test_links_elsewhere_leave_the_list(page):
    page.goto("/meetings/")
    page.get_by_role("link", name="Meeting 29").click()
    expect(page.get_by_role("heading", name="Meeting 29", level=1)).to_be_visible()
