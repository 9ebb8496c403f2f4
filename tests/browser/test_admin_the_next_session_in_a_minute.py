"""From an empty form to the saved draft of TEMM 26: at most 12 interactions and 45 seconds of typing."""

import time

import pytest
from playwright.sync_api import expect

from cooperation.domain import roles
from cooperation.models import Meeting
from tests import factories

MOST_INTERACTIONS, MOST_SECONDS = 12, 45
BETWEEN_KEYS = 150  # milliseconds: some 80 letters a minute, as who looks for them


@pytest.fixture
def temm(transactional_db, sign_in):
    """The series with three sessions and two open outcomes, for an editor who is signed in."""
    user = factories.make_user(roles.EDITOR)
    countries = [factories.make_country(code) for code in ("KOR", "CHN", "JPN")]
    mechanism = factories.make_mechanism("Tripartite Ministers", acronym="TEMM", slug="temm", countries=countries)
    for number in range(19, 26):
        meeting = factories.make_meeting(
            f"TEMM {number}",
            slug=f"temm-{number}",
            mechanism=mechanism,
            ordinal=number,
            start=str(1999 + number),
            host_country=countries[(number - 1) % 3],
            countries=countries,
        )
    factories.make_outcome(meeting, "Share the data on dust.")
    factories.make_outcome(meeting, "Draw up the next action plan.")
    sign_in(user)
    return mechanism


class Hand:
    """Somebody at the desk, every click and every field typed counted, and every letter in its time."""

    def __init__(self, page):
        self.page, self.interactions, self.typing = page, 0, 0.0

    def click(self, place):
        """Click something."""
        self.interactions += 1
        place.click()

    def type(self, text):
        """Type where the cursor stands."""
        self.interactions += 1
        begun = time.monotonic()
        self.page.keyboard.type(text, delay=BETWEEN_KEYS)
        self.typing += time.monotonic() - begun


def test_temm_26_is_recorded(page, temm):
    hand = Hand(page)
    page.goto("/admin/cooperation/meeting/add/")
    hand.click(page.locator("#id_mechanism + .select2 .select2-selection"))
    hand.type("TEMM")
    hand.click(page.get_by_role("option", name="Tripartite Ministers (TEMM)"))
    hand.click(page.get_by_role("link", name="Record the next session"))
    expect(page.locator("#id_title")).to_have_value("TEMM 26")
    hand.click(page.locator("#id_start"))
    hand.type("2026-05-04")
    hand.click(page.locator("#id_end"))
    hand.type("2026-05-06")
    hand.click(page.locator("#id_city"))
    hand.type("Suzhou")
    hand.click(page.get_by_label("Share the data on dust."))
    hand.click(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert hand.interactions <= MOST_INTERACTIONS
    assert hand.typing <= MOST_SECONDS

    meeting = Meeting.objects.get(slug="temm-26")
    assert not meeting.was_public
    assert (meeting.title, meeting.ordinal, meeting.city) == ("TEMM 26", 26, "Suzhou")
    assert (meeting.start, meeting.end) == ("2026-05-04", "2026-05-06")
    assert meeting.host_country.alpha_3 == "CHN"
    assert meeting.countries.count() == 3
    assert meeting.outcomes.get().follows.text == "Share the data on dust."


def test_title_and_slug_follow_until_they_are_edited(page, temm):
    page.goto("/admin/cooperation/meeting/add/")
    title, slug = page.locator("#id_title"), page.locator("#id_slug")
    page.locator("#id_mechanism + .select2").click()
    page.keyboard.type("temm")
    page.locator(".select2-results__option", has_text="Tripartite").click()
    page.locator("#id_ordinal").fill("27")
    expect(title).to_have_value("TEMM 27")
    expect(slug).to_have_value("temm-27")
    page.locator("#id_ordinal").fill("28")
    expect(title).to_have_value("TEMM 28")
    expect(slug).to_have_value("temm-28")
    title.press("End")
    title.press_sequentially(" in Suzhou")
    expect(slug).to_have_value("temm-28")
    page.locator("#id_ordinal").fill("29")
    expect(slug).to_have_value("temm-29")
    expect(title).to_have_value("TEMM 28 in Suzhou")


def test_the_form_of_the_next_session_is_accessible(page, axe, temm):
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"/admin/cooperation/meeting/add/?next_of={temm.pk}")
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
