"""A source is cited from the field that it is about, and nothing that was typed is lost by it."""

from playwright.sync_api import expect

from cooperation.models import Citation
from tests import factories


def test_a_field_is_cited_in_place(page, axe, axe_in_the_dark, editor):
    source = factories.make_source("Yearbook of treaties")
    agreement = factories.make_agreement("MOU on water", kind="mou", published=False)
    page.goto(f"/admin/cooperation/agreement/{agreement.pk}/change/")
    page.locator("#id_signed_on").fill("28 March 2017")
    page.get_by_role("link", name="Cite Signed").first.press("Enter")
    expect(page.locator("#id_citations-0-field")).to_have_value("signed_on")
    expect(page.locator("#id_citations-0-value")).to_have_value("28 March 2017")
    expect(page.locator("#id_citations-0-source + .select2 .select2-selection")).to_be_focused()
    with page.expect_response(lambda response: "term=Year" in response.url):
        page.keyboard.type("Year")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Yearbook of treaties")
    page.keyboard.press("Enter")
    page.locator("#id_citations-0-locator").fill("page 12")
    page.get_by_text("Cite this source for other fields too").first.press("Enter")
    page.locator("#citations-0").get_by_role("checkbox", name="Kind").check()
    axe(page)
    axe_in_the_dark(page)
    page.get_by_role("button", name="Back to “Signed”").press("Enter")
    expect(page.get_by_role("link", name="Cite Signed").first).to_be_focused()
    # The second citation begins with the source of the first.
    page.get_by_role("link", name="Cite Place of signature (English)").press("Enter")
    expect(page.locator("#id_citations-1-source + .select2")).to_contain_text("Yearbook of treaties")
    expect(page.locator("#id_citations-1-locator")).to_be_focused()
    expect(page.locator("#citations-0-line")).to_contain_text("#1 Signed 28 March 2017 Yearbook of treaties page 12")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    found = {each.field: (each.value, each.locator) for each in Citation.objects.filter(source=source)}
    assert found == {"signed_on": ("2017-03-28", "page 12"), "kind": ("mou", "page 12"), "signed_at": ("", "")}


def test_a_field_of_an_outcome_is_cited_and_its_row_opens_again(page, editor):
    meeting = factories.make_meeting("TEMM 14", published=False)
    outcome = factories.make_outcome(meeting, due_on="2013")
    factories.make_citation(meeting, source=factories.make_source("Communiqué"))
    page.goto(f"/admin/cooperation/meeting/{meeting.pk}/change/")
    page.locator("#outcomes-0-line").click()
    page.locator("#outcomes-0").get_by_role("link", name="Cite Due").click()
    expect(page.locator("#id_citations-1-outcome")).to_have_value(str(outcome.pk))
    expect(page.locator("#id_citations-1-field")).to_have_value("due_on")
    expect(page.locator("#id_citations-1-source + .select2")).to_contain_text("Communiqué")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Citation.objects.get(outcome=outcome).value == "2013"


def test_without_scripts_the_link_opens_a_filled_citation(browser, client, live_server, editor):
    agreement = factories.make_agreement("MOU on water", published=False, signed_on="2017-03-28")
    factories.make_citation(agreement, source=factories.make_source("Yearbook"))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/admin/cooperation/agreement/{agreement.pk}/change/")
    page.get_by_role("link", name="Cite Signed").first.click()
    expect(page.locator("#id_citations-1-locator")).to_be_focused()
    page.locator("#id_citations-1-locator").fill("¶7")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    context.close()
    assert Citation.objects.get(locator="¶7").value == "2017-03-28"


def test_a_source_is_cited_for_ticked_records(page, axe, editor):
    factories.make_source("Yearbook of treaties")
    for number in (12, 13):
        factories.make_meeting(f"TEMM {number}", published=False)
    page.goto("/admin/cooperation/meeting/")
    for tick in page.get_by_role("row", name="TEMM").get_by_role("checkbox").all():
        tick.check()
    page.get_by_label("Action:").select_option("cite_source")
    page.get_by_role("button", name="Run").click()
    page.locator("#id_source + .select2").click()
    page.get_by_role("option", name="Yearbook of treaties").click()
    page.get_by_label("Locator").fill("page 12")
    axe(page)
    page.get_by_role("button", name="Cite the source").click()
    expect(page.get_by_text("The citation was added to 2 records.")).to_be_visible()
    assert Citation.objects.filter(locator="page 12").count() == 2
