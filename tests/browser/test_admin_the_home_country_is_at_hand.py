"""The home country is what "Korea" and Enter select, and it is filled in where it takes part as a rule."""

import pytest
from playwright.sync_api import expect

from cooperation.models import Agreement, Meeting
from tests import factories

NEW_AGREEMENT, NEW_MEETING = "/admin/cooperation/agreement/add/", "/admin/cooperation/meeting/add/"


@pytest.fixture
def koreas(db):
    """The home country, the one that came first before, and a partner."""
    factories.make_country("PRK", name="North Korea", alpha_2="KP", numeric="408", other_names="Korea, North\nDPRK")
    factories.make_country("VNM")
    return factories.make_country("KOR", other_names="Korea, Republic of\nKorea\nROK")


def type_into(page, field, text):
    """Open the box of a field, type, and wait for what is suggested."""
    page.locator(f"#id_{field} + .select2").click()
    last = f"term={text.split()[-1]}"
    with page.expect_response(lambda response: "/autocomplete/" in response.url and last in response.url):
        page.keyboard.type(text)
    expect(page.locator(".loading-results")).to_have_count(0)


def choose(page, field, text):
    """Type into the box of a field, and press Enter."""
    type_into(page, field, text)
    page.keyboard.press("Enter")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


@pytest.mark.parametrize("text", ["Korea", "rok"])
def test_korea_and_enter_select_it_as_a_host_and_a_participant(page, koreas, editor, text):
    page.goto(NEW_MEETING)
    page.locator("#id_title").fill("Forum")
    choose(page, "host_country", text)
    expect(page.locator("#id_host_country + .select2")).to_contain_text("South Korea")
    choose(page, "countries", text)
    save(page)
    meeting = Meeting.objects.get()
    assert meeting.host_country == koreas
    assert list(meeting.countries.all()) == [koreas]


def test_korea_and_enter_select_it_as_a_party(page, koreas, editor):
    page.goto(NEW_AGREEMENT)
    page.locator("#id_title").fill("MOU")
    page.locator("#id_kind").select_option("mou")
    page.locator("#parties-0").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add another Party").click()
    choose(page, "parties-1-country", "Korea")
    choose(page, "parties-0-country", "Viet")
    save(page)
    assert {party.country.name for party in Agreement.objects.get().parties.all()} == {"South Korea", "Vietnam"}


def test_the_first_party_is_saved_untouched_and_removed_by_a_click(page, axe, koreas, editor):
    page.goto(NEW_AGREEMENT)
    expect(page.locator("#id_parties-0-country + .select2")).to_contain_text("South Korea")
    axe(page)
    page.locator("#id_title").fill("MOU of one")
    page.locator("#id_kind").select_option("mou")
    save(page)
    assert [party.country for party in Agreement.objects.get().parties.all()] == [koreas]
    page.goto(NEW_AGREEMENT)
    page.locator("#id_title").fill("Protocol on something else")
    page.locator("#id_kind").select_option("protocol")
    page.locator("#parties-0").get_by_role("button", name="Remove").click()
    save(page)
    assert not Agreement.objects.get(title="Protocol on something else").parties.exists()


def test_a_bilateral_meeting_gets_it_at_once(page, axe, koreas, editor):
    page.goto(NEW_MEETING)
    box = page.locator("#id_countries + .select2")
    page.locator("#id_title").fill("Talks")
    page.locator("#id_kind").select_option("bilateral")
    expect(box).to_contain_text("South Korea")
    axe(page)
    page.locator("#id_kind").select_option("conference")
    expect(box).not_to_contain_text("South Korea")
    page.locator("#id_kind").select_option("bilateral")
    choose(page, "countries", "Viet")
    save(page)
    assert [each.name for each in Meeting.objects.get().countries.all()] == ["South Korea", "Vietnam"]


def test_a_participant_that_was_chosen_before_stays_whatever_the_kind_becomes(page, koreas, editor):
    page.goto(NEW_MEETING)
    choose(page, "countries", "Korea")
    for kind in ("bilateral", "conference"):
        page.locator("#id_kind").select_option(kind)
        expect(page.locator("#id_countries + .select2")).to_contain_text("South Korea")


def test_who_removes_it_from_a_bilateral_meeting_gets_it_removed(page, koreas, editor):
    page.goto(NEW_MEETING)
    page.locator("#id_title").fill("Talks of others")
    page.locator("#id_kind").select_option("bilateral")
    page.locator("#id_countries + .select2 .select2-selection__choice__remove").click()
    page.keyboard.press("Escape")
    save(page)
    assert not Meeting.objects.get().countries.exists()
    expect(page.get_by_text("was added as a participant")).to_have_count(0)


def test_typing_opens_a_box_that_has_the_focus(page, koreas, editor):
    page.goto(NEW_MEETING)
    page.locator("#id_host_country + .select2 .select2-selection").focus()
    with page.expect_response(lambda response: "/autocomplete/" in response.url and "term=Viet" in response.url):
        page.keyboard.type("Viet")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Vietnam")
    page.keyboard.press("Enter")
    expect(page.locator("#id_host_country + .select2")).to_contain_text("Vietnam")


def test_enter_selects_nothing_while_the_suggestions_are_on_their_way(page, koreas, editor):
    waiting = []
    page.goto(NEW_MEETING)
    page.locator("#id_host_country + .select2").click()
    expect(page.get_by_role("option", name="North Korea")).to_be_visible()
    page.route("**/autocomplete/**", lambda route: waiting.append(route))
    page.keyboard.type("Korea")
    page.keyboard.press("Enter")
    expect(page.locator("#id_host_country")).to_have_value("")
    page.wait_for_timeout(500)  # longer than the box waits before it asks
    page.keyboard.press("Enter")
    expect(page.locator("#id_host_country")).to_have_value("")
    for route in waiting:
        route.continue_()
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("South Korea")
    page.keyboard.press("Enter")
    expect(page.locator("#id_host_country")).to_have_value(str(koreas.pk))
