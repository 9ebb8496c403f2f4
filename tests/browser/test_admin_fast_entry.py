"""Entry that is quick: dates echoed in words, the members of a bloc ticked, rows moved by keyboard, lists pasted."""

import re

from playwright.sync_api import expect

from cooperation.models import Meeting, Project
from tests import factories

NEW = "/admin/cooperation/meeting/add/"


def test_a_date_is_echoed_in_words_and_a_period_fills_in_the_end(page, editor):
    page.goto(NEW)
    start, end = page.locator("#id_start"), page.locator("#id_end")
    start.press_sequentially("4-6 may 2012")
    expect(page.locator("#id_start_words")).to_have_text("4 May 2012 to 6 May 2012")
    start.press("Tab")
    expect(start).to_have_value("2012-05-04")
    expect(end).to_have_value("2012-05-06")
    expect(page.locator("#id_end_words")).to_have_text("6 May 2012")
    end.fill("04/05/2012")
    expect(page.locator("#id_end_words")).to_contain_text("may be 5 April 2012 or 4 May 2012")
    expect(end).to_have_attribute("aria-describedby", "id_end_helptext id_end_words")
    end.fill("")
    expect(page.locator("#id_end_words")).to_have_text("")


def test_the_members_of_a_bloc_are_ticked_and_entered(page, axe, editor):
    bloc = factories.make_organization("Bloc of Three", kind="bloc")
    for code in ("VNM", "THA", "SGP"):
        factories.make_membership(bloc, factories.make_country(code), joined_on="1995")
    page.goto(NEW)
    page.locator("#id_title").fill("Forum")
    button = page.get_by_role("button", name="Add the members of a bloc…")
    button.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Bloc", exact=True).select_option("Bloc of Three")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(0)
    axe(page)
    dialog.get_by_role("checkbox", name="Vietnam").press("Space")
    dialog.get_by_role("checkbox", name="Thailand").press("Space")
    dialog.get_by_role("button", name="Add selected").press("Enter")
    expect(button).to_be_focused()
    expect(page.locator("#id_countries + .select2")).to_contain_text("Vietnam")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    meeting = Meeting.objects.get()
    assert [each.name for each in meeting.countries.all()] == ["Thailand", "Vietnam"]
    assert not meeting.organizations.exists()


def test_outcomes_are_moved_by_keyboard_and_keep_their_keys(page, axe, editor):
    meeting = factories.make_meeting(published=False)
    for number in (1, 2, 3):
        factories.make_outcome(meeting, f"Outcome {number}", position=number)
    keys = {each.text: each.key for each in meeting.outcomes.all()}
    page.goto(f"/admin/cooperation/meeting/{meeting.pk}/change/")
    axe(page)
    up = page.get_by_role("button", name=re.compile("Move up: .*Outcome 3"))
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".reorder-told").first).to_have_text("Now 1 of 3")
    page.get_by_role("button", name=re.compile("Move down: .*Outcome 1")).press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert [each.text for each in meeting.outcomes.all()] == ["Outcome 3", "Outcome 2", "Outcome 1"]
    assert {each.text: each.key for each in meeting.outcomes.all()} == keys


def test_new_phases_are_moved_too(page, editor):
    project = factories.make_project(published=False)
    page.goto(f"/admin/cooperation/project/{project.pk}/change/")
    for number in (0, 1):
        page.get_by_role("button", name="Add another Phase").click()
        page.locator(f"#id_phases-{number}-name").fill(f"Year {number + 1}")
    page.locator("#phases-1").get_by_role("button", name="Move up").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert [each.name for each in Project.objects.get().phases.all()] == ["Year 2", "Year 1"]


def test_a_list_is_pasted(page, editor):
    page.goto(NEW)
    page.locator("#id_title").fill("Forum")
    page.get_by_label("Outcomes, one per line").fill("1. Share the data.\n2. Meet again.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_outcome_lines_kind_error")).to_contain_text("Choose the kind of these outcomes.")
    page.get_by_label("Kind of these outcomes").select_option("decision")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert [each.text for each in Meeting.objects.get().outcomes.all()] == ["Share the data.", "Meet again."]


def test_a_pasted_list_says_how_many_outcomes_it_makes(page, axe, editor):
    page.goto(NEW)
    box, told = page.get_by_label("Outcomes, one per line"), page.locator("#id_outcome_lines_told")
    expect(told).to_have_text("")
    box.fill("Share the data")
    expect(told).to_have_text("This makes 1 outcome.")
    box.fill("Share the data; draw up a plan; meet again;")
    expect(told).to_have_text("This makes 3 outcomes.")
    box.fill("Share the data; yearly\n\nMeet again")
    expect(told).to_have_text("This makes 2 outcomes.")
    axe(page)


def test_a_year_far_ahead_is_confirmed_by_a_tick(page, axe, editor):
    page.goto(NEW)
    page.locator("#id_title").fill("Forum")
    page.locator("#id_start").fill("2899-05-04")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_start_error")).to_contain_text("4 May 2899 is more than 60 years ahead.")
    axe(page)
    page.get_by_label("This year is correct: 2899").press("Space")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert Meeting.objects.get().start == "2899-05-04"
