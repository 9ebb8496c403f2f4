"""A publisher merges two records by keyboard, on a telephone and without scripts too, and undoes it."""

import pytest
from playwright.sync_api import expect

from cooperation.models import Meeting
from tests import factories


@pytest.fixture
def two(live_server):
    survivor = factories.make_meeting("TEMM 14", slug="temm-14", start="2012")
    duplicate = factories.make_meeting("Fourteenth TEMM", slug="fourteenth-temm", start="2012-05-03", city="Beijing")
    factories.make_outcome(duplicate, "Meet again.")
    return survivor, duplicate


def fits(page):
    """Whether nothing stands out to the side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_ticked_rows_become_one_and_two_again(page, axe, axe_in_the_dark, publisher, two):
    _survivor, duplicate = two
    page.goto("/admin/cooperation/meeting/")
    for record in two:
        page.locator(f"input[name=_selected_action][value='{record.pk}']").check()
    page.locator("select[name=action]").select_option(label="Merge two selected meetings…")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Merge “Fourteenth TEMM” into “TEMM 14”")).to_be_visible()
    axe(page)
    axe_in_the_dark(page)
    start = page.get_by_role("group", name="Start")
    expect(start.get_by_label("2012 kept record")).to_be_checked()
    start.get_by_label("2012 kept record").press("ArrowRight")
    expect(start.get_by_label("3 May 2012 duplicate")).to_be_checked()
    page.get_by_role("button", name="Merge").press("Enter")
    expect(page.get_by_text("“Fourteenth TEMM” was merged into this.")).to_be_visible()
    expect(page.locator("#id_start")).to_have_value("2012-05-03")

    page.goto("/meetings/fourteenth-temm/#outcome-1")
    expect(page).to_have_url("/meetings/temm-14/#merged")
    axe(page)
    page.get_by_role("link", name="Outcome 1", exact=True).click()
    expect(page.locator("#outcome-1")).to_contain_text("Meet again.")

    page.goto(f"/admin/cooperation/meeting/{duplicate.pk}/change/")
    expect(page.get_by_text("This was merged into TEMM 14")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Undo the merge").click()
    axe(page)
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("The merge was undone: both are as they were before.")).to_be_visible()
    assert [row.start for row in Meeting.objects.order_by("pk")] == ["2012", "2012-05-03"]


def test_the_other_is_searched_on_a_telephone_without_scripts(browser, browser_context_args, context, publisher, two):
    survivor, _duplicate = two
    narrow = {"viewport": {"width": 390, "height": 800}, "java_script_enabled": False}
    with browser.new_context(**browser_context_args | narrow, storage_state=context.storage_state()) as other:
        page = other.new_page()
        page.goto(f"/admin/cooperation/meeting/{survivor.pk}/change/")
        page.get_by_role("link", name="Merge with…").click()
        page.get_by_label("Search by name, reference or participant").fill("fourteenth")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Fourteenth TEMM").click()
        page.get_by_role("button", name="Merge").click()
        expect(page.get_by_text("“Fourteenth TEMM” was merged into this.")).to_be_visible()
    assert Meeting.objects.get().outcomes.count() == 1


@pytest.mark.parametrize("page_name", ["merge/", "merge/?q=temm", "merge/{other}/"])
def test_the_pages_fit_a_telephone(page, axe, publisher, two, page_name):
    survivor, duplicate = two
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/admin/cooperation/meeting/{survivor.pk}/{page_name.format(other=duplicate.pk)}")
    axe(page)
    assert fits(page)
