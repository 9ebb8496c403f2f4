"""Two people edit one meeting in two browsers, and every word that either typed is still there."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cooperation.domain import roles
from cooperation.models import Meeting, Outcome, Session
from tests.cooperation.sign_in.conftest import code_of
from tests.factories import make_country, make_meeting, make_outcome

PASSWORD = "a long enough password"


@pytest.fixture
def meeting(transactional_db, django_user_model):
    """A draft with two outcomes, and the two who edit it."""
    for name in ("first", "second"):
        user = django_user_model.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get_or_create(name=roles.EDITOR)[0])
    roles.make_groups()
    with transaction.atomic():
        meeting = make_meeting(title="TEMM 26", slug="temm-26", city="Seoul", published=False)
        meeting.countries.set([make_country("CHN")])
        make_outcome(meeting=meeting, text="Clean the air.")
        make_outcome(meeting=meeting, text="Clean the water.")
    return meeting


@pytest.fixture
def desk(browser, browser_context_args, console_errors):
    """`desk("first")` is a browser in which this person has the meeting's form open."""
    contexts = []

    def open_desk(name, address):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        context.on("console", lambda message: message.type == "error" and console_errors.append(message.text))
        page = context.new_page()
        page.goto(f"/admin/login/?next={address}")
        sign_in(page, name)
        page.wait_for_load_state()  # the script that keeps what is typed has started
        return page

    yield open_desk
    for context in contexts:
        context.close()


def sign_in(page, name):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()


def wait_until_kept(page):
    """Wait until the browser has kept the text; the page's own policy forbids Playwright's waiting by script."""
    for _attempt in range(50):
        if page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('unsaved:'))"):
            return
        page.wait_for_timeout(100)
    pytest.fail("The text was not kept.")


def test_the_second_sees_what_the_first_made_and_keeps_the_own_words(desk, meeting, axe):
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    first, second = desk("first", address), desk("second", address)

    first.get_by_label("City (English):", exact=True).fill("Busan")
    first.get_by_label("Title", exact=False).first.fill("TEMM 26, as the first has it")
    first.locator("#outcomes-0-line").click()
    first.locator("#id_outcomes-0-text").fill("Clean the air by 2030.")
    save(first)
    expect(first.get_by_text("was changed successfully")).to_be_visible()

    second.get_by_label("Title", exact=False).first.fill("TEMM 26, as the second has it")
    second.locator("#outcomes-1-line").click()
    second.locator("#id_outcomes-1-text").fill("Clean the water by 2031.")
    save(second)

    conflict = second.get_by_role("region", name="first saved this while you were editing")
    expect(conflict).to_be_visible()
    axe(second)
    row = conflict.get_by_role("row", name="Title")
    expect(row).to_contain_text("TEMM 26, as the first has it")
    expect(row).to_contain_text("TEMM 26, as the second has it")
    expect(conflict).to_contain_text("Clean the air by 2030.")
    # What only the first changed is in the form, and so is what the second typed.
    expect(second.get_by_label("City (English):", exact=True)).to_have_value("Busan")
    expect(second.locator("#id_title")).to_have_value("TEMM 26, as the second has it")
    expect(second.locator("#id_outcomes-0-text")).to_have_value("Clean the air by 2030.")
    expect(second.locator("#id_outcomes-1-text")).to_have_value("Clean the water by 2031.")
    assert Meeting.objects.get(pk=meeting.pk).title == "TEMM 26, as the first has it"

    save(second)
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    saved = Meeting.objects.get(pk=meeting.pk)
    assert (saved.title, saved.city) == ("TEMM 26, as the second has it", "Busan")
    assert [row.text for row in saved.outcomes.all()] == ["Clean the air by 2030.", "Clean the water by 2031."]


def test_theirs_is_taken_by_a_tick(desk, meeting):
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    first, second = desk("first", address), desk("second", address)
    for page, city in ((first, "Busan"), (second, "Jeju")):
        page.get_by_label("City (English):", exact=True).fill(city)
        save(page)
    second.get_by_role("row", name="City").get_by_role("checkbox").check()
    save(second)
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).city == "Busan"


def test_what_one_writes_in_a_row_that_the_other_deletes_is_entered_anew(desk, meeting):
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    first, second = desk("first", address), desk("second", address)
    first.locator("#id_outcomes-0-DELETE").check()
    save(first)
    expect(first.get_by_text("was changed successfully")).to_be_visible()
    second.locator("#outcomes-0-line").click()
    second.locator("#id_outcomes-0-text").fill("Clean the air, quickly.")
    save(second)
    expect(second.get_by_text("The other person deleted these while you were editing them")).to_be_visible()
    save(second)
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    texts = set(Outcome.objects.filter(meeting=meeting).values_list("text", flat=True))
    assert texts == {"Clean the water.", "Clean the air, quickly."}


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsaved:'))")


def test_text_survives_a_reload_and_an_expired_session(desk, meeting, axe):
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    page = desk("first", address)
    page.get_by_label("City (English):", exact=True).fill("A city typed and not saved")
    page.get_by_label("City (English):", exact=True).blur()
    wait_until_kept(page)
    Session.objects.update(expire_date=timezone.now())
    save(page)  # the sign-in page comes instead
    expect(page.get_by_text("You were signed out, so nothing was saved. This browser keeps")).to_be_visible()
    axe(page)
    sign_in(page, "first")
    # What a page of the account says is saved is something else.
    page.goto("/admin/security/app/add/")
    page.locator("#id_code").fill(code_of(page.locator("code.key").inner_text()))
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("City (English):", exact=True)).to_have_value("Seoul")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label("City (English):", exact=True)).to_have_value("A city typed and not saved")
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Restore it")).to_have_count(0)


def test_text_goes_at_sign_out_and_when_somebody_else_signs_in(desk, meeting):
    address = f"/admin/cooperation/meeting/{meeting.pk}/change/"
    page = desk("first", address)
    for leave in ("sign out", "another"):
        page.goto(address)
        page.get_by_label("City (English):", exact=True).fill("A city typed and not saved")
        page.get_by_label("City (English):", exact=True).blur()
        wait_until_kept(page)
        if leave == "sign out":
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("heading", name="Signed out")).to_be_visible()
            assert kept(page) == []
            page.goto("/admin/")
            sign_in(page, "first")
        else:
            Session.objects.update(expire_date=timezone.now())
            page.goto("/admin/")
            assert len(kept(page)) == 1
            sign_in(page, "second")
            expect(page.get_by_role("button", name="Sign out")).to_be_visible()
            assert kept(page) == []


def test_a_session_in_another_browser_is_listed_and_ended(desk, meeting, axe, settings):
    settings.CONFIRM_CHANGES = True
    first = desk("first", "/admin/sessions/")
    other = desk("first", "/admin/")
    first.reload()
    axe(first)
    expect(first.get_by_text("This browser")).to_have_count(1)
    first.get_by_role("button", name="End the session in Chrome").click()
    first.get_by_label("Password").fill(PASSWORD)  # it is asked again
    first.get_by_role("button", name="Confirm").click()
    expect(first.get_by_text("1 session was ended.")).to_be_visible()
    other.reload()
    expect(other.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()
    first.reload()
    expect(first.get_by_role("button", name="Sign out")).to_be_visible()
