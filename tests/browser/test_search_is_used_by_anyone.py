"""The search box in a real browser: with keys, with a pointer, without a script; and the page accessible."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_agreement, make_country, make_mechanism, make_meeting, make_outcome, make_topic


@pytest.fixture(autouse=True)
def registry(transactional_db):
    """A series with two sessions, and a little round them."""
    countries = [make_country("VNM"), make_country("KOR")]
    series = make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM", countries=countries)
    topic = make_topic("Yellow dust")
    for number in (13, 14):
        meeting = make_meeting(
            f"{number}th Tripartite Meeting", mechanism=series, ordinal=number, start=f"{1998 + number}", topics=[topic]
        )
        make_outcome(meeting, "They watch yellow dust together.", topics=[topic])
    make_agreement("Agreement on yellow dust", summary="About yellow dust " * 20, countries=countries)


def box(page):
    return page.get_by_role("combobox", name="Search the registry")


def suggestions(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_suggestions_are_chosen_with_the_keys(page):
    page.goto("/")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press_sequentially("trip")
    options = suggestions(page)
    expect(options).to_have_count(3)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("3 suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    assert box(page).get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meetings/14th-tripartite-meeting/")


def test_escape_closes_the_list_and_keeps_what_was_typed(page):
    page.goto("/meetings/")
    box(page).press_sequentially("tem")
    expect(suggestions(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    expect(box(page)).to_have_value("tem")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(suggestions(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=tem")


def test_enter_without_a_choice_searches_and_a_click_follows(page):
    page.goto("/search/")
    box(page).press_sequentially("vietnam")
    page.get_by_role("option", name="Vietnam country").click()
    page.wait_for_url("**/countries/vietnam/")
    box(page).fill("yelow dust")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=yelow+dust")
    expect(page.get_by_text("Searched for yellow dust instead.")).to_be_visible()
    expect(page.get_by_role("heading", name="Meetings 2")).to_be_visible()


def test_the_box_closes_when_the_reader_goes_on(page):
    page.goto("/")
    box(page).press_sequentially("trip")
    expect(suggestions(page)).to_have_count(3)
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_a_script_it_is_a_plain_form(page):
    page.goto("/")
    page.get_by_label("Search the registry").fill("TEMM 14")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Meetings 1")).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_label("Search the registry").fill("-temm")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("You only excluded words.")).to_be_visible()
    expect(page.get_by_label("Search the registry")).to_have_value("-temm")


@pytest.mark.parametrize("address", ["/search/", "/search/?q=yelow+dust", "/search/?q=-temm", "/search/?q=qqqq"])
def test_the_page_is_accessible_and_fits(page, axe, axe_in_the_dark, address):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe_in_the_dark(page)


def test_the_open_list_is_accessible(page, axe, axe_in_the_dark):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/")
    box(page).press_sequentially("trip")
    expect(suggestions(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    axe(page)
    axe_in_the_dark(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
