"""A publisher reads what became of a meeting, restores a version of it, deletes it, and takes it out of the bin."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from cooperation import history
from cooperation.domain import roles
from cooperation.models import Meeting
from tests.factories import make_country, make_meeting, make_outcome, make_user

PASSWORD = "a long enough password"
SUMMARY = "The ministers of the three countries meet once a year, in turn in each of them."


@pytest.fixture
def meeting(live_server):
    """A draft that was put right once."""
    pat = make_user(roles.PUBLISHER, username="pat", password=PASSWORD)
    with history.attributed(pat, "the test"), transaction.atomic():
        meeting = make_meeting("TEMM 26", start="2026-05", summary=SUMMARY, published=False)
        meeting.countries.set([make_country("CHN"), make_country("JPN")])
        make_outcome(meeting, "Clean the air.", by_countries=[make_country("CHN")])
    with history.attributed(pat, "the test", "The host told us the day"), transaction.atomic():
        Meeting.objects.update(start="2026-05-04", summary=SUMMARY.replace("once a year", "every year"))
        meeting.countries.set([make_country("KOR"), make_country("JPN")])
        meeting.outcomes.all().delete()
    return meeting


@pytest.fixture
def pat(page, meeting):
    """Pat's browser, with the meeting's form open."""
    page.goto(f"/admin/login/?next=/admin/cooperation/meeting/{meeting.pk}/change/")
    page.get_by_label("Username").fill("pat")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def fits(page):
    """Whether nothing stands out to the side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_version_is_read_and_restored_with_a_reason(pat, meeting, axe):
    pat.get_by_role("link", name="History").click()
    second = pat.locator("#version-2")
    expect(second).to_contain_text("The host told us the day")
    expect(second.locator("del")).to_have_text(["removed: once a", "removed: May 2026", "removed: China"])
    expect(second.locator("ins")).to_have_text(["added: every", "added: 4 May 2026", "added: South Korea"])
    first = pat.locator("#version-1")
    expect(first.get_by_text("Clean the air.")).to_be_hidden()
    first.get_by_text("Added:").click()
    expect(first.get_by_text("Clean the air.")).to_be_visible()
    axe(pat)

    first.get_by_role("link", name="Restore this version (1)").click()
    expect(pat.get_by_text("This is what changes if you restore it.")).to_be_visible()
    axe(pat)
    pat.get_by_label("Reason for the change (optional)").fill("It was the other meeting")
    pat.get_by_role("button", name="Restore").click()
    expect(pat.locator("li.success")).to_contain_text("“TEMM 26” was restored to version 1.")
    third = pat.locator("#version-3")
    expect(third).to_contain_text("It was the other meeting")
    expect(third).to_contain_text("version 1 restored")
    assert Meeting.objects.get().start == "2026-05"
    assert Meeting.objects.get().outcomes.get().text == "Clean the air."


def test_what_was_deleted_is_taken_out_of_the_bin(pat, meeting, axe):
    pat.get_by_role("button", name="Delete", exact=True).click()
    pat.get_by_role("button", name="Yes, I’m sure").click()
    pat.get_by_role("link", name="Recycle bin", exact=True).click()
    expect(pat.get_by_role("row", name="TEMM 26").first).to_contain_text("pat")
    axe(pat)
    pat.get_by_role("link", name="Restore TEMM 26").first.click()
    expect(pat.get_by_text("It is restored as a draft, with:")).to_be_visible()
    pat.get_by_role("button", name="Restore").click()
    expect(pat.locator("li.success")).to_contain_text("“TEMM 26” was restored to version 2.")
    back = Meeting.objects.get(pk=meeting.pk)
    assert (back.title, back.was_public) == ("TEMM 26", False)
    assert sorted(str(country) for country in back.countries.all()) == ["Japan", "South Korea"]


def test_the_pages_fit_every_screen_and_colour(pat, meeting, axe, axe_in_the_dark):
    make_meeting("A workshop on the restoration of wetlands along the migration routes", published=False).delete()
    room = f"/admin/cooperation/meeting/{meeting.pk}"
    for address in (f"{room}/history/", f"{room}/restore/1/", "/admin/bin/", f"{room}/change/#id_reason_for_change"):
        for width in (390, 1280):
            pat.set_viewport_size({"width": width, "height": 900})
            pat.goto(address)
            for unfolded in pat.locator(".history details").all():
                unfolded.evaluate("details => details.open = true")
            assert fits(pat), address
            if "change" not in address:
                axe(pat)
                axe_in_the_dark(pat)
