"""What is entered often takes few interactions: one click, one field filled in and one choice count one each."""

import re

import pytest
from playwright.sync_api import expect

from cooperation.models import Agreement, Meeting
from tests import factories


class Hands:
    """Somebody who uses the page, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, locator):
        self.count += 1
        locator.click()

    def fill(self, field, text):
        self.count += 1
        self.page.locator(f"#id_{field}").fill(text)

    def choose(self, field, value):
        self.count += 1
        self.page.locator(f"#id_{field}").select_option(value)

    def find(self, field, text, name):
        """Click on a box, type into it, and choose what is suggested: three interactions."""
        self.click(self.page.locator(f"#id_{field} + .select2"))
        self.count += 2
        with self.page.expect_response(lambda response: "/autocomplete/" in response.url and "term=" in response.url):
            self.page.keyboard.type(text)
        self.page.get_by_role("option", name=name, exact=True).click()


@pytest.fixture
def hands(page, publisher):
    for code in ("KOR", "VNM"):
        factories.make_country(code)
    factories.make_source("Yearbook of treaties")
    page.goto("/admin/")
    return Hands(page)


def add(hands, kind):
    hands.click(hands.page.get_by_role("row", name=kind).get_by_role("link", name="Add"))


def save(hands, name="Save"):
    hands.click(hands.page.get_by_role("button", name=name, exact=True))


def test_an_mou_with_two_parties_and_its_source(hands, page):
    add(hands, "Agreements")
    hands.fill("title", "MOU on Environmental Cooperation between Korea and Vietnam")
    hands.choose("kind", "mou")
    hands.fill("signed_on", "28 March 2017")
    hands.find("parties-1-country", "Viet", "Vietnam")
    hands.click(page.get_by_role("link", name="Cite Signed").first)
    hands.find("citations-0-source", "Year", "Yearbook of treaties")
    save(hands)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    agreement = Agreement.objects.get()
    assert [str(party) for party in agreement.parties.all()] == ["South Korea", "Vietnam"]
    assert (agreement.signed_on, agreement.citations.get().value) == ("2017-03-28", "2017-03-28")
    assert agreement.slug == "mou-on-environmental-cooperation-between-korea-and-vietnam"
    assert hands.count <= 14


def test_an_unplanned_bilateral_meeting_with_three_outcomes(hands, page):
    add(hands, "Meetings")
    hands.fill("title", "Environment Ministers' Talks, Korea-Vietnam")
    hands.choose("kind", "bilateral")
    hands.fill("start", "28 March 2017")
    hands.choose("status", "held")
    hands.fill("city", "Ha Noi")
    hands.find("host_country", "Viet", "Vietnam")
    hands.find("countries", "Viet", "Vietnam")
    hands.fill("outcome_lines", "Exchange data on air quality.\nMeet every year.\nTrain officials.")
    hands.choose("outcome_lines_kind", "agreement")
    save(hands)
    expect(page.get_by_text(re.compile("was added successfully"))).to_be_visible()
    meeting = Meeting.objects.get()
    assert {country.name for country in meeting.countries.all()} == {"South Korea", "Vietnam"}
    assert meeting.outcomes.count() == 3
    assert hands.count <= 20


def test_three_outcomes_of_different_kinds_one_by_one(hands, page):
    add(hands, "Meetings")
    hands.fill("title", "Environment Ministers' Talks, Korea-Vietnam")
    hands.choose("kind", "bilateral")
    hands.fill("start", "28 March 2017")
    hands.find("countries", "Viet", "Vietnam")
    for number, kind in enumerate(("decision", "statement", "request")):
        if number:
            hands.click(page.get_by_role("button", name="Add another Outcome"))
        hands.choose(f"outcomes-{number}-kind", kind)
        hands.fill(f"outcomes-{number}-text", f"Outcome {number}.")
    save(hands)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert Meeting.objects.get().outcomes.count() == 3
    assert hands.count <= 20
