"""The whole way in two browsers: an editor submits and proposes, a publisher returns, publishes and applies."""

import pytest
from playwright.sync_api import expect

from cooperation.domain import roles
from cooperation.models import Meeting, Submission
from tests.factories import make_country, make_meeting, make_outcome, make_user

PASSWORD = "a long enough password"


@pytest.fixture
def meeting(live_server):
    """A draft, and the two who bring it to readers."""
    make_user(roles.EDITOR, username="kim", password=PASSWORD)
    make_user(roles.PUBLISHER, username="pat", password=PASSWORD)
    meeting = make_meeting("TEMM 26", slug="temm-26", published=False, countries=[make_country("CHN")])
    make_outcome(meeting, "Clean the air.")
    return meeting


@pytest.fixture
def sign_in(browser, browser_context_args, console_errors):
    """`sign_in("kim")` is this person's browser, on the first page of the staff's rooms."""
    contexts = []

    def open_browser(name):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        context.on(
            "console", lambda message: message.type in {"error", "warning"} and console_errors.append(message.text)
        )
        page = context.new_page()
        page.goto("/admin/login/?next=/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield open_browser
    for context in contexts:
        context.close()


def change(meeting):
    return f"/admin/cooperation/meeting/{meeting.pk}/change/"


def test_a_draft_goes_to_the_publisher_and_back_and_to_readers_and_a_change_follows(sign_in, meeting, axe):
    kim, pat = sign_in("kim"), sign_in("pat")

    kim.goto(change(meeting))
    expect(kim.get_by_role("region", name="Known gaps")).to_contain_text("date not recorded")
    axe(kim)
    kim.get_by_label("City (English):", exact=True).fill("Busan")
    kim.get_by_label("Message to the publisher (optional)").fill("Before Monday, please.")
    kim.get_by_role("button", name="Save and submit for review").click()
    expect(kim.get_by_text("It was submitted for review.")).to_be_visible()
    expect(kim.get_by_role("region", name="Review")).to_contain_text("kim submitted it.")
    axe(kim)

    pat.reload()
    axe(pat)
    pat.get_by_role("link", name="Waiting for review (1)").click()
    expect(pat.get_by_text("Before Monday, please.")).to_be_visible()
    axe(pat)
    pat.get_by_label("Comment for the author").fill("On which day?")
    pat.get_by_role("button", name="Return with comment").click()
    expect(pat.get_by_text("Returned to kim.")).to_be_visible()

    kim.goto("/admin/")
    returned = kim.get_by_role("region", name="Returned to you (1)")
    expect(returned).to_contain_text("On which day?")
    axe(kim)
    returned.get_by_role("link", name="TEMM 26").click()
    kim.get_by_label("Start").first.fill("2026-05-04")
    kim.get_by_role("button", name="Save and submit for review").click()
    expect(kim.get_by_text("It was submitted for review.")).to_be_visible()

    pat.goto("/admin/review/")
    expect(pat.get_by_text("Changes since it was returned")).to_be_visible()
    expect(pat.locator("#content ins")).to_have_text("added: 4 May 2026")
    pat.get_by_role("button", name="Publish").click()
    expect(pat.get_by_text("“TEMM 26” is now public.")).to_be_visible()
    assert Meeting.objects.published().get() == meeting

    kim.goto(change(meeting))
    expect(kim.get_by_text("What you save is a proposal")).to_be_visible()
    kim.get_by_label("City (English):", exact=True).fill("Jeju")
    kim.locator("#outcomes-0-line").click()
    kim.locator("#id_outcomes-0-text").fill("Clean the air by 2030.")
    kim.get_by_role("button", name="Keep as a proposal").click()
    expect(kim.get_by_text("Saved as a proposal.").first).to_be_visible()
    expect(kim.get_by_label("City (English):", exact=True)).to_have_value("Jeju")
    axe(kim)
    assert Meeting.objects.get().city == "Busan"

    pat.goto("/admin/review/")
    expect(pat.locator("#content del")).to_have_text(["removed: Busan"])
    axe(pat)
    pat.get_by_role("link", name="Open, check and accept").click()
    expect(pat.get_by_text("This is what kim proposed on")).to_be_visible()
    expect(pat.locator("#id_outcomes-0-text")).to_have_value("Clean the air by 2030.")
    axe(pat)
    pat.get_by_label("City (English):", exact=True).fill("Jeju City")
    pat.get_by_role("button", name="Accept and save").click()
    expect(pat.get_by_text("The proposal of kim was applied.")).to_be_visible()
    saved = Meeting.objects.get()
    assert (saved.city, saved.outcomes.get().text) == ("Jeju City", "Clean the air by 2030.")
    assert [each.state for each in Submission.objects.order_by("pk")] == ["returned", "accepted", "accepted"]


def test_a_publication_is_planned_in_the_browsers_own_box(sign_in, meeting, axe):
    pat = sign_in("pat")
    pat.goto(change(meeting))
    pat.get_by_role("button", name="Plan publication…").click()
    axe(pat)
    pat.get_by_label("Date and time").fill("2030-12-01T09:00")
    pat.get_by_role("button", name="Plan publication").click()
    expect(pat.get_by_role("alert")).to_contain_text("No source")
    axe(pat)
    pat.get_by_role("button", name="Plan anyway").click()
    expect(pat.get_by_text("Draft, to be published on 1 December 2030, 09:00.")).to_be_visible()
    pat.get_by_role("button", name="Change the plan…").click()
    expect(pat.get_by_label("Date and time")).to_have_value("2030-12-01T09:00")
    pat.get_by_role("button", name="Cancel the plan").click()
    expect(pat.get_by_text("The planned publication is cancelled. It stays a draft.")).to_be_visible()


def test_two_browsers_set_the_status_in_the_list_and_neither_choice_is_lost(sign_in, meeting, axe):
    kim, pat = sign_in("kim"), sign_in("pat")
    for page in (kim, pat):
        page.goto("/admin/cooperation/meeting/")
    kim.locator("#id_form-0-status").select_option("confirmed")
    kim.get_by_role("button", name="Save").click()
    expect(kim.get_by_text("was changed successfully")).to_be_visible()
    pat.locator("#id_form-0-status").select_option("cancelled")
    pat.get_by_role("button", name="Save").click()
    expect(
        pat.get_by_text("kim changed “TEMM 26” to “confirmed” while you were editing. You chose “cancelled”.")
    ).to_be_visible()
    axe(pat)
    assert Meeting.objects.get().status == "confirmed"
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_text("was changed successfully")).to_be_visible()
    assert Meeting.objects.get().status == "cancelled"
