"""The lists in a real browser: filtered without a script, and accessible in light and dark, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_agreement, make_citation, make_country, make_mechanism, make_meeting, make_outcome

ADDRESSES = [
    "/",
    "/about/",
    "/agreements/",
    "/meetings/",
    "/meetings/?country=vietnam&year=abc&from=2013&to=2012&role=x",
    "/meetings/?country=vietnam&year=1900",
    "/meetings/?country=vietnam&options=year",
    "/outcomes/",
]


@pytest.fixture(autouse=True)
def registry(transactional_db):
    """A few of everything, enough meetings for a second page."""
    vietnam = make_country("VNM")
    for number in range(30):
        make_meeting(f"Meeting {number}", countries=[vietnam], start=f"{1990 + number}", status="held")
    meeting = make_meeting("In Bangkok", host_country=make_country("THA"), mechanism=make_mechanism("EMM"))
    make_citation(meeting, field="start", is_disputed=True, note="Nobody knows.")
    make_agreement(countries=[vietnam])
    make_outcome(meeting, by_countries=[vietnam])


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_reader_narrows_a_list_and_widens_it_again(page):
    page.goto("/meetings/")
    expect(page.get_by_text("31 meetings", exact=True)).to_be_visible()
    page.locator("summary", has_text="Year").click()
    page.get_by_label("2012").check()
    page.get_by_label("2013").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("2 meetings", exact=True)).to_be_visible()
    page.get_by_role("link", name="Year: 2012").click()
    expect(page.get_by_text("1 meeting", exact=True)).to_be_visible()
    page.get_by_role("link", name="Clear filters").first.click()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Meeting 0", exact=True)).to_be_visible()
    expect(page.locator("[aria-current=page]", has_text="2")).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_all_options_of_a_filter_are_on_a_page_of_their_own(page):
    page.goto("/meetings/?country=vietnam&year=2019")
    page.get_by_role("link", name="All 30 years").click()
    expect(page.get_by_role("heading", name="All 30 years", level=1)).to_be_visible()
    page.get_by_label("2012").check()
    page.get_by_label("Search these options").fill("199")
    page.get_by_label("Search these options").press("Enter")
    expect(page.get_by_text("10 options contain “199”.")).to_be_visible()
    expect(page.get_by_role("group", name="Selected").get_by_role("checkbox")).to_have_count(2)
    page.get_by_label("1991").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("3 meetings", exact=True)).to_be_visible()
    for chip in ("Country: Vietnam", "Year: 1991", "Year: 2012", "Year: 2019"):
        expect(page.get_by_role("link", name=chip)).to_be_visible()
    page.get_by_role("link", name="All 30 years").click()
    page.get_by_role("link", name="Back to the results").click()
    expect(page.get_by_text("3 meetings", exact=True)).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_what_was_typed_wrong_is_still_there_to_be_corrected(page):
    page.goto("/meetings/")
    page.get_by_label("From").fill("2012-13")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a real date, such as 2012, 2012-05 or 2012-05-04.")
    expect(page.get_by_label("From")).to_have_value("2012-13")
    page.get_by_label("From").fill("2019")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("1 meeting", exact=True)).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_narrow_screen_shows_the_results_first_and_opens_the_filters_on_demand(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/meetings/?year=2019")
    expect(page.locator("#results table")).to_be_in_viewport()
    expect(page.get_by_label("Keyword")).to_be_hidden()
    page.locator("summary", has_text="Filter and sort (1)").press("Enter")
    page.get_by_label("Keyword").fill("nothing of the kind")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("q=nothing"))
    expect(page.get_by_label("Keyword")).to_be_hidden()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_narrow_screen_has_the_filters_open_where_something_in_them_is_wrong(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/meetings/?from=2012-13")
    page.get_by_role("link", name="From:", exact=True).click()
    expect(page.get_by_label("From")).to_be_in_viewport()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_wide_screen_has_the_filters_beside_the_results(page):
    for address in ("/meetings/", "/meetings/calendar/"):
        page.goto(address)
        expect(page.get_by_text("Filter and sort")).to_be_hidden()
        expect(page.get_by_label("Keyword")).to_be_visible()
        filters, results = page.locator("form.filters").bounding_box(), page.locator("#results").bounding_box()
        assert filters["x"] + filters["width"] <= results["x"]


def test_every_list_is_accessible_and_fits(page, axe, axe_in_the_dark):
    for address in ADDRESSES:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            axe_in_the_dark(page)
