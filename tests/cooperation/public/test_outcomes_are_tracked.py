"""The list of outcomes as a tracker: what is open and what is done, what nothing carries out, and for how long."""

import re
from datetime import date

import pytest
from django.utils import timezone

from cooperation.domain.dates import PartialDate, years_since
from cooperation.models import Outcome
from cooperation.public.views.listing import Way
from tests.cooperation.filters.reading import Page, text
from tests.factories import make_citation, make_country, make_meeting, make_outcome, make_project, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcomes():
    """Outcomes of two meetings in every state."""
    old, new = make_meeting("Old", start="2001"), make_meeting("New", start="2011-05-04")
    china = make_country("CHN")
    make_outcome(new, "Done", status="implemented", by_countries=[china])
    make_outcome(old, "Attached", carried_out_by_projects=[make_project()], by_countries=[china])
    make_outcome(new, "Forgotten since 2011", by_countries=[china])
    make_outcome(old, "Forgotten since 2001")
    make_outcome(new, "Only said", kind="statement")
    make_outcome(make_meeting("Undated"), "Forgotten some day")


def states(page):
    """The states that the page offers: their numbers and addresses."""
    found = re.findall(
        r'<li><a href="([^"]*)"( aria-current="true")?>([^<]*) <span class="number">(\d+)</span>', page.html
    )
    return {
        text(label): (int(number), address.replace("&amp;", "&"), bool(is_on))
        for address, is_on, label, number in found
    }


def test_promises_with_nothing_attached_come_first_the_oldest_above(outcomes):
    page = Page("/outcomes/")
    assert page.titles == [
        "Forgotten since 2001",
        "Forgotten since 2011",
        "Forgotten some day",
        "Attached",
        "Done",
        "Only said",
    ]
    assert "Open outcomes without follow-up first" in page.text


def test_each_state_has_its_number_and_leads_to_that_many(outcomes):
    found = states(Page("/outcomes/"))
    assert {label: number for label, (number, _, _) in found.items()} == {"All": 6, "Open": 4, "Completed": 1}
    assert found["All"][2]
    for number, address, _ in found.values():
        assert Page(address).number == number


def test_a_large_number_stands_as_people_write_it():
    assert (Way("open", "", number=83771).shown, Way("open", "").shown) == ("83,771", "")


def test_the_states_keep_the_other_filters(outcomes):
    found = states(Page("/outcomes/?country=china&status=active"))
    assert {label: number for label, (number, _, _) in found.items()} == {"All": 3, "Open": 2, "Completed": 1}
    assert found["Completed"][1] == "/outcomes/?country=china&status=implemented"
    assert [label for label, (_, _, is_on) in found.items() if is_on] == ["Open"]


def test_wrong_input_leaves_the_states_away(outcomes):
    assert states(Page("/outcomes/?status=x")) == {}


def by_title():
    """The rows by their titles."""
    page = Page("/outcomes/")
    rows = [row.replace(" ,", ",") for row in page.rows]
    return dict(zip(page.titles, rows, strict=True))


def test_an_open_outcome_says_how_long_ago_its_meeting_was_and_that_this_is_computed(outcomes):
    rows = by_title()
    low, high = years_since(PartialDate("2001"), timezone.localdate())
    exact = years_since(PartialDate("2011-05-04"), timezone.localdate())[0]
    assert f"{low} to {high} years since the meeting computed" in rows["Forgotten since 2001"] or low == high
    assert f"{exact} years since the meeting computed" in rows["Forgotten since 2011"]
    assert "since the meeting" not in rows["Done"] + rows["Only said"] + rows["Forgotten some day"]
    assert "open for" not in Page("/outcomes/").text


def test_an_open_outcome_says_as_of_when_it_is_open(outcomes):
    meeting = make_meeting("Bilateral", start="2012-05", end="2012-06")
    stated, older, other = (make_outcome(meeting, text) for text in ("Stated", "Stated twice", "Said to be done"))
    own, later = make_source(as_of="2013-10-24"), make_source(as_of="2020", origin="external")
    make_citation(meeting, outcome=stated, source=own)
    make_citation(meeting, outcome=older, field="status", value="active", source=own)
    make_citation(meeting, outcome=older, field="status", value="active", source=later)
    make_citation(meeting, outcome=other, field="status", value="active", source=own)
    make_citation(meeting, outcome=other, field="status", value="implemented", source=later)
    make_outcome(meeting, "Of the meeting")
    rows = by_title()
    assert "Open as of 24 October 2013, no later report recorded" in rows["Stated"]
    assert "Open as of 2020, no later report recorded" in rows["Stated twice"]
    assert "Open as of 24 October 2013" in rows["Said to be done"]
    assert "no later report" not in rows["Said to be done"], "there is one, which says otherwise"
    assert "Open as of June 2012, no later report recorded" in rows["Of the meeting"]
    assert "Open, date of status not recorded" in rows["Forgotten some day"]


def test_only_an_open_outcome_without_any_says_that_no_follow_up_is_recorded(outcomes):
    rows = by_title()
    without = {title for title, row in rows.items() if "No follow-up recorded" in row}
    assert without == {"Forgotten since 2001", "Forgotten since 2011", "Forgotten some day"}


def test_what_a_later_meeting_took_up_has_a_later_report(outcomes):
    taken_up = Outcome.objects.get(text="Forgotten since 2001")
    make_outcome(make_meeting(start="2005", status="held"), "Looked back", kind="review", follows=taken_up)
    forgotten = Outcome.objects.get(text="Forgotten since 2011")
    make_outcome(make_meeting(start="2012", status="held", published=False), "Draft", follows=forgotten)
    rows = by_title()
    assert "Open as of 2001" in rows["Forgotten since 2001"]
    assert "no later report" not in rows["Forgotten since 2001"]
    assert "No follow-up recorded" not in rows["Forgotten since 2001"]
    assert "no later report recorded" in rows["Forgotten since 2011"], "readers do not see the draft"
    assert "No follow-up recorded" in rows["Forgotten since 2011"]


@pytest.mark.parametrize(
    ("when", "years"),
    [
        ("2012", (8, 9)),
        ("2012-06-30", (9, 9)),
        ("2012-07-01", (8, 8)),
        ("2012-06", (9, 9)),
        ("2012-07", (8, 8)),
        ("2021", (0, 0)),
        ("2030", (0, 0)),
    ],
)
def test_years_are_counted_at_the_least_and_at_the_most(when, years):
    assert years_since(PartialDate(when), date(2021, 6, 30)) == years


def test_what_a_meeting_still_to_come_is_to_take_up_is_not_said_to_stand():
    make_outcome(make_meeting(start="2999", status="tentative"), "Plant trees", kind="agreement", status="active")
    (row,) = Page("/outcomes/").rows
    assert "on the agenda" in row
    assert "Open as" not in row
    assert "No follow-up" not in row
