"""A record with many parts is edited by keyboard alone, in a narrow window too."""

import pytest
from playwright.sync_api import expect

from tests import factories

MOST_CONTROLS = 300
SAVED_IN = 20_000  # milliseconds: forty-five rows are checked and saved, on a machine that has other work
CONTROLS = "#meeting_form :is(input:not([type=hidden]), select, textarea, button, a[href], summary)"
# What has the focus, if it is behind the bar or above the window. What is higher than the window cannot be seen whole.
COVERED = """
    () => {
      const box = document.activeElement.getBoundingClientRect();
      const bar = document.querySelector('.form-bar').getBoundingClientRect();
      if (document.activeElement.closest('.form-bar') || box.height > bar.top) return '';
      return box.bottom > bar.top + 1 || box.top < -1 ? document.activeElement.outerHTML.slice(0, 160) : '';
    }"""


@pytest.fixture
def temm(transactional_db):
    meeting = factories.make_meeting("TEMM 14", start="2012-05", countries=[factories.make_country("CHN")])
    source = factories.make_source("Joint communiqué")
    for number in range(1, 13):
        text = f"The ministers agreed on the plan number {number} for the protection of the environment."
        factories.make_outcome(meeting, text, position=number)
    for number in range(30):
        factories.make_citation(meeting, source=source, field="start", value="2012-05", locator=f"¶{number}")
    for number in range(3):
        factories.make_document(meeting, title=f"Paper {number}", url=f"https://example.org/{number}")
    return meeting


@pytest.fixture
def form(page, publisher, temm):
    return f"/admin/cooperation/meeting/{temm.pk}/change/"


def line(page, part):
    return page.locator(f"#{part} > details > summary")


def tab_to(page, locator):
    for _step in range(200):
        if locator.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{locator} cannot be reached")


def test_parts_are_one_line_each_and_open_one_at_a_time(page, axe, axe_in_the_dark, form):
    page.goto(form)
    shown = page.locator(CONTROLS).evaluate_all("all => all.filter(each => each.checkVisibility()).length")
    assert 45 < shown <= MOST_CONTROLS
    expect(line(page, "outcomes-2")).to_contain_text("#3 decision The ministers agreed on the plan number 3")
    axe(page)
    axe_in_the_dark(page)
    line(page, "outcomes-2").press("Enter")
    expect(page.locator("#id_outcomes-2-text")).to_be_visible()
    line(page, "outcomes-8").press("Space")
    expect(page.locator("#id_outcomes-8-text")).to_be_visible()
    expect(page.locator("#id_outcomes-2-text")).to_be_hidden()
    expect(line(page, "outcomes-8")).to_be_in_viewport()
    axe(page)


def test_the_bar_never_covers_what_has_the_focus(page, form):
    page.goto(form)
    line(page, "outcomes-1").press("Enter")
    for width in (1280, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("#id_title").focus()
        steps, seen = 0, set()
        while "_save" not in seen and steps < 400:
            page.keyboard.press("Tab")
            assert page.evaluate(COVERED) == "", width
            seen.add(page.evaluate("document.activeElement.name || document.activeElement.id"))
            steps += 1
        assert {"_save", "outcomes-1-text", "citations-29-line"} <= seen


@pytest.mark.parametrize("width", [1280, 768])
def test_one_outcome_is_changed_by_keyboard_alone(page, form, temm, width):
    page.set_viewport_size({"width": width, "height": 1024})
    page.goto(form)
    tab_to(page, page.get_by_role("link", name="Outcomes", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, line(page, "outcomes-6"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#id_outcomes-6-text"))
    page.keyboard.press("Control+A")
    page.keyboard.type("The ministers meet again.")
    expect(line(page, "outcomes-6")).to_contain_text("The ministers meet again.")
    tab_to(page, page.get_by_role("button", name="Save and continue editing"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("was changed successfully")).to_be_visible(timeout=SAVED_IN)
    expect(line(page, "outcomes-6")).to_contain_text("The ministers meet again.")
    assert temm.outcomes.get(position=7).text == "The ministers meet again."


def test_save_is_a_few_keys_away_from_any_field(page, form, temm):
    page.goto(form)
    line(page, "outcomes-0").press("Enter")
    text = page.locator("#id_outcomes-0-text")
    text.fill("The ministers meet soon.")
    page.locator("#outcomes-0").get_by_role("link", name="Go to Save").press("Enter")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    text.press("Control+S")
    expect(page.get_by_text("was changed successfully")).to_be_visible(timeout=SAVED_IN)
    assert temm.outcomes.get(position=1).text == "The ministers meet soon."


def test_errors_are_listed_and_lead_to_their_fields(page, axe, axe_in_the_dark, form):
    page.goto(form)
    page.locator("#id_start").fill("2012-02-30")
    line(page, "outcomes-4").click()
    page.locator("#id_outcomes-4-text").fill("")
    page.locator("#id_outcomes-4-due_on").fill("soon")
    line(page, "outcomes-5").click()
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("region", name="There is a problem")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    links = summary.get_by_role("link")
    expect(links).to_have_count(3)
    sections = page.get_by_role("navigation", name="Sections").get_by_role("listitem")
    expect(sections.filter(has_text="Outcomes 12")).to_contain_text("2 errors")
    expect(sections.filter(has_text="Main facts")).to_contain_text("1 error")
    axe(page)
    axe_in_the_dark(page)
    links.filter(has_text="Outcome 5, Text (English): This field is required in at least one language.").press("Enter")
    expect(page.locator("#id_outcomes-4-text")).to_be_focused()
    expect(page.locator("#id_outcomes-4-text")).to_be_in_viewport()
    line(page, "outcomes-4").click()
    expect(page.locator("#id_outcomes-4-due_on")).to_be_hidden()
    links.filter(has_text="Outcome 5, Due").click()
    expect(page.locator("#id_outcomes-4-due_on")).to_be_focused()
    links.filter(has_text="Start").click()
    expect(page.locator("#id_start")).to_be_focused()


def test_a_new_part_opens_and_takes_the_focus_and_a_deleted_one_is_marked(page, form, temm):
    page.goto(form)
    line(page, "outcomes-1").click()
    page.get_by_role("button", name="Add another Outcome").press("Enter")
    expect(page.locator("#id_outcomes-12-kind")).to_be_focused()
    expect(page.locator("#id_outcomes-1-text")).to_be_hidden()
    page.locator("#id_outcomes-12-kind").select_option("decision")
    page.locator("#id_outcomes-12-text").fill("A secretariat.")
    expect(line(page, "outcomes-12")).to_contain_text("#13 decision A secretariat.")
    mark = line(page, "outcomes-0").get_by_text("Will be deleted when you save")
    expect(mark).to_be_hidden()
    page.locator("#id_outcomes-0-DELETE").press("Space")
    expect(mark).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible(timeout=SAVED_IN)
    assert temm.outcomes.count() == 12
    assert temm.outcomes.get(kind="decision", text="A secretariat.")


def test_it_is_saved_and_previewed(page, form):
    draft = factories.make_meeting("TEMM 30", published=False)
    page.goto(f"/admin/cooperation/meeting/{draft.pk}/change/")
    page.locator("#id_city").fill("Jeju")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("Draft: not visible to readers.")).to_be_visible()
    expect(page.get_by_text("Jeju").first).to_be_visible()


def test_without_scripts_every_part_opens_and_those_with_errors_are_open(browser, client, live_server, form, temm):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(form)
    line(page, "outcomes-3").click()
    page.locator("#id_outcomes-3-text").fill("")
    line(page, "outcomes-6").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="There is a problem")).to_be_focused()
    expect(page.locator("#id_outcomes-3-text")).to_be_visible()
    page.locator("#id_outcomes-3-text").fill("They meet again.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible(timeout=SAVED_IN)
    context.close()
    assert temm.outcomes.get(position=4).text == "They meet again."
