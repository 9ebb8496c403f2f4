"""The 26th TEMM: an editor enters it in one form, no reader sees it, a publisher publishes it, and everybody does."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from cooperation.domain import roles
from tests import factories

PASSWORD = "a long enough password"


@pytest.fixture
def cast(transactional_db, django_user_model):
    """An editor, a publisher, and the two countries and the series that the story needs."""
    for role in (roles.EDITOR, roles.PUBLISHER):
        user = django_user_model.objects.create_user(role.lower(), password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    factories.make_country("CHN", other_names="People's Republic of China")
    factories.make_country("CHE", name="Switzerland", alpha_2="CH", numeric="756")
    factories.make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM")


def sign_in(page, name):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def choose(page, field, typed, shown):
    """Find something in the box of a field by typing, and take it."""
    box = page.locator(f"#id_{field} + .select2")
    box.click()
    page.keyboard.type(typed)
    page.locator(".select2-results__option", has_text=shown).click()
    expect(box).to_contain_text(shown)


def test_an_editor_enters_it_and_a_publisher_publishes_it(page, cast, context):
    sign_in(page, "editor")
    page.get_by_role("row", name="Meetings").get_by_role("link", name="Add").click()
    choose(page, "mechanism", "temm", "Tripartite Environment Ministers Meeting")
    page.get_by_label("Title", exact=False).first.fill("TEMM 26")
    page.get_by_label("Title", exact=False).first.blur()
    expect(page.locator("#id_slug")).to_have_value("temm-26")
    page.locator("#id_start").fill("2026-05")
    choose(page, "host_country", "people's republic", "China")
    choose(page, "countries", "chn", "China")

    page.locator("#id_outcomes-0-kind").select_option("decision")
    page.locator("#id_outcomes-0-text").fill("Meet again within the year.")
    choose(page, "outcomes-0-by_countries", "china", "China")
    page.get_by_role("button", name="Add another Outcome").click()
    page.locator("#id_outcomes-1-kind").select_option("review")
    page.locator("#id_outcomes-1-text").fill("Looked back on the action plan.")
    choose(page, "outcomes-1-by_countries", "cn", "China")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()

    preview = page.goto("/meetings/temm-26/")
    assert preview.status == 200
    expect(page.get_by_role("main")).to_contain_text("Meet again within the year.")
    reader = context.browser.new_context(base_url=page.url.partition("/meetings/")[0]).new_page()
    assert reader.goto("/meetings/temm-26/").status == 404
    reader.goto("/countries/china/")
    expect(reader.get_by_text("TEMM 26")).to_have_count(0)

    page.goto("/admin/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "publisher")
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.get_by_role("link", name="TEMM 26").click()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Saved, but not published. Known gaps: no source, no summary")).to_be_visible()
    page.get_by_role("button", name="Publish anyway").click()
    expect(page.get_by_text("It is now public.")).to_be_visible()
    expect(page.get_by_role("link", name="View the public page")).to_be_visible()

    assert reader.goto("/meetings/temm-26/").status == 200
    for words in ("TEMM 26", "May 2026", "Meet again within the year.", "Looked back on the action plan."):
        expect(reader.get_by_role("main")).to_contain_text(words)
    reader.goto("/countries/china/")
    expect(reader.get_by_role("link", name="TEMM 26").first).to_be_visible()
    reader.context.close()


def test_a_source_is_added_from_the_citation_that_needs_it(page, cast):
    sign_in(page, "editor")
    page.goto("/admin/cooperation/meeting/add/")
    page.get_by_role("button", name="Add another Citation").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_citations-0-source").click()
    popup = opened.value
    popup.locator("#id_title").fill("Joint communiqué")
    popup.locator("#id_slug").fill("joint-communique")
    popup.locator("#id_origin").select_option("own")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_citations-0-source + .select2")).to_contain_text("Joint communiqué")


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(page, cast):
    sign_in(page, "editor")
    page.goto("/admin/cooperation/meeting/add/")
    page.locator("#id_title").fill("TEMM 26")
    choose(page, "countries", "chn", "China")
    page.locator("#id_start").fill("2026-02-30")
    page.locator("#id_outcomes-0-text").fill("Meet again.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-start .errorlist").first).to_contain_text("is not a real date")
    expect(page.locator("#outcomes-0 .field-kind .errorlist")).to_contain_text("This field is required.")
    expect(page.locator("#id_start")).to_have_value("2026-02-30")
    expect(page.locator("#id_outcomes-0-text")).to_have_value("Meet again.")
    expect(page.locator("#id_countries + .select2")).to_contain_text("China")
