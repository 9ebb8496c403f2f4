"""While one types, what looks the same is shown with its link; a tick by keyboard saves it all the same."""

from playwright.sync_api import expect

from cooperation.models import Meeting
from tests import factories


def test_it_is_shown_while_one_types_and_confirmed(page, axe, axe_in_the_dark, editor):
    other = factories.make_meeting("Forum on the restoration of forests", start="2012-05")
    page.goto("/admin/cooperation/meeting/add/")
    page.locator("#id_title").press_sequentially("Forum on restoration of forests")
    shown = page.locator("#alike")
    link = shown.get_by_role("link", name="Forum on the restoration of forests")
    expect(link).to_have_attribute("href", f"/admin/cooperation/meeting/{other.pk}/change/")
    expect(shown).to_contain_text("(May 2012): a similar name")
    axe(page)
    axe_in_the_dark(page)
    page.locator("#id_start").fill("2013")
    expect(link).to_have_count(0)
    page.locator("#id_start").fill("2012")
    expect(link).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="There is a problem")).to_contain_text("A similar record exists")
    expect(page.locator("#id_start")).to_have_value("2012")
    shown.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert Meeting.objects.count() == 2
