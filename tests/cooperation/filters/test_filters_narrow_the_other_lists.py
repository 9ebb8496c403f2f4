import pytest
from django.utils import timezone

from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_project,
    make_project_organization,
    make_region,
    make_topic,
)
from tests.settled import settle

from .reading import Page

pytestmark = pytest.mark.django_db


def titles(address):
    """The titles that the address lists."""
    page = Page(address)
    assert page.number == len(page.titles)
    return set(page.titles)


def test_agreements_by_party_kind_date_and_where_they_were_adopted():
    korea, iran, germany = make_country("KOR"), make_country("IRN"), make_country("DEU")
    bank = make_organization("Bank")
    temm = make_mechanism("TEMM")
    make_agreement("MOU with Iran", countries=[korea, iran], signed_on="2005-03")
    make_agreement("Protocol with Germany", kind="protocol", countries=[germany], adopted_on="2010", in_force_on="2011")
    plan = make_agreement("Plan", kind="action-plan", meeting=make_meeting(mechanism=temm))
    make_party(plan, organization=bank)
    settle()

    assert titles("/agreements/?country=iran") == {"MOU with Iran"}
    assert titles("/agreements/?region=europe&region=middle-east-and-central-asia") == {
        "MOU with Iran",
        "Protocol with Germany",
    }
    assert titles("/agreements/?kind=mou&kind=action-plan") == {"MOU with Iran", "Plan"}
    assert titles("/agreements/?year=2010") == {"Protocol with Germany"}
    assert titles("/agreements/?year=2011") == set()
    assert titles("/agreements/?mechanism=temm") == {"Plan"}
    assert titles("/agreements/?organization=bank") == {"Plan"}
    assert titles("/agreements/?from=2005-04") == {"Protocol with Germany"}


def test_agreements_by_whether_they_are_in_force_today():
    year = timezone.localdate().year
    make_agreement("In force", in_force_on=f"{year - 2}")
    make_agreement("To come", in_force_on=f"{year + 2}")
    make_agreement("Over", in_force_on="1990", terminated_on=f"{year - 1}")
    make_agreement("Undated")

    assert titles("/agreements/?status=yes") == {"In force"}
    assert titles("/agreements/?status=no") == {"To come", "Over"}
    assert titles("/agreements/?status=not-known&status=yes") == {"In force", "Undated"}
    (row,) = Page("/agreements/?status=yes").rows
    assert row.endswith("parties not recorded In force today: in force")


def test_meetings_that_are_over_or_still_to_come():
    year = timezone.localdate().year
    make_meeting("Done", status="held", start="2012")
    make_meeting("Confirmed and over", status="confirmed", start="2013-05")
    make_meeting("Next year", status="confirmed", start=f"{year + 1}")
    make_meeting("Some day", status="tentative")
    make_meeting("Never said", start="2011")

    assert titles("/meetings/?status=held") == {"Done", "Confirmed and over"}
    assert titles("/meetings/?status=upcoming") == {"Next year", "Some day"}
    assert titles("/meetings/?status=confirmed") == {"Confirmed and over", "Next year"}
    assert titles("/meetings/?status=tentative&status=not-recorded") == {"Some day", "Never said"}
    assert list(Page("/meetings/").options("status")) == ["upcoming", "tentative", "confirmed", "held", "not-recorded"]


def test_projects_by_period_status_and_the_role_of_an_organization():
    fund, ministry = make_organization("Fund"), make_organization("Ministry")
    forest = make_project("Forest", actual_start="2000", status="implementation")
    make_project_organization(forest, fund, "funding")
    make_project_organization(forest, ministry, "implementing")
    water = make_project("Water", planned_start="1995", planned_end="1999", status="closed")
    make_project_organization(water, ministry, "funding")
    settle()
    make_project("Idea")

    assert titles("/projects/?from=2020") == {"Forest"}, "without an end it goes on"
    assert titles("/projects/?from=1999-06&to=1999") == {"Water"}
    assert titles("/projects/?status=closed&status=not-recorded") == {"Water", "Idea"}
    assert titles("/projects/?role=funding") == {"Forest", "Water"}
    assert titles("/projects/?organization=ministry") == {"Forest", "Water"}
    assert titles("/projects/?organization=ministry&role=funding") == {"Water"}, "the role is that organization's"
    assert titles("/projects/?role=extending") == set()


def test_mechanisms_by_level_and_period():
    make_mechanism("TEMM", level="ministerial", established_on="1999")
    make_mechanism("Old", level="working", established_on="1980", ended_on="1990")

    assert titles("/mechanisms/?kind=working") == {"Old"}
    assert titles("/mechanisms/?from=1991") == {"TEMM"}
    assert titles("/mechanisms/?to=1985") == {"Old"}


def test_outcomes_by_who_owes_them_and_by_their_meeting():
    korea, japan, mongolia = make_country("KOR"), make_country("JPN"), make_country("MNG")
    temm = make_mechanism("TEMM")
    meeting = make_meeting(mechanism=temm, countries=[korea, japan], host_country=mongolia, start="2012-05")
    air = make_topic("Air")
    make_outcome(meeting, "Japan promised", kind="commitment", by_countries=[japan], to_countries=[korea])
    make_outcome(meeting, "Reviewed", kind="review", topics=[air])
    make_outcome(make_meeting(start="2010"), "Done", status="implemented", due_on="2013")

    assert titles("/outcomes/?country=japan") == {"Japan promised", "Reviewed"}
    assert titles("/outcomes/?status=active") == {"Japan promised"}
    assert titles("/outcomes/?kind=review&kind=decision") == {"Reviewed", "Done"}
    assert titles("/outcomes/?year=2012") == {"Japan promised", "Reviewed"}
    assert titles("/outcomes/?year=2013") == set(), "the day it is due is not the day of the meeting"
    assert titles("/outcomes/?topic=air") == {"Reviewed"}
    assert titles("/outcomes/?mechanism=temm&region=north-east-asia") == {"Japan promised", "Reviewed"}
    assert titles("/outcomes/?region=none") == {"Done"}
    assert titles("/outcomes/?country=mongolia") == set(), "a host that only lent the room owes nothing"
    assert "mongolia" not in Page("/outcomes/").options("country")


def test_organizations_by_kind_and_home_country():
    agency = make_organization("Agency", country=make_country("VNM"))
    bloc = make_organization("Bloc", kind="bloc", regions=[make_region("Africa")])
    fund = make_organization("Fund", kind="fund")
    make_organization("Nobody's")
    make_meeting(organizations=[agency, bloc, fund])
    settle()

    assert titles("/organizations/") == {"Agency", "Bloc", "Fund"}
    assert titles("/organizations/?country=vietnam") == {"Agency"}
    assert titles("/organizations/?region=south-east-asia") == {"Agency"}
    assert titles("/organizations/?region=africa") == {"Bloc"}
    assert titles("/organizations/?region=none") == {"Fund"}
    assert titles("/organizations/?kind=bloc") == {"Bloc"}


def test_an_outcome_shows_who_and_what_carries_it_out():
    project = make_project("Sewers")
    outcome = make_outcome(
        make_meeting("EMM 8"), "Help with sewers", by_countries=[make_country("KOR")], due_on="2014-05"
    )
    outcome.carried_out_by_projects.add(project)
    make_outcome(outcome.meeting, "Not begun")

    begun, other = sorted(Page("/outcomes/").rows)
    assert "EMM 8" in begun
    assert "by South Korea" in begun
    assert "Open, date of status not recorded due May 2014 Follow-up: Sewers" in begun
    assert "by: not recorded Open, date of status not recorded No follow-up recorded" in other
