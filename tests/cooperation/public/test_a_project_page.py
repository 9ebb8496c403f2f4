"""What a reader finds on the page of a project."""

from cooperation.domain.choices import OutcomeKind, ProjectStatus, Role
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_meeting,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_project_organization,
    make_source,
)
from tests.reading import read


def test_phases_stand_by_position_with_dates_status_and_money(client, db):
    project = make_project("Forests")
    fund = make_organization("Cooperation Fund")
    make_phase(project, "Year 2", position=2, start="2011-07", end="2012-06", status="expected to be completed")
    make_phase(
        project,
        "Year 1",
        position=1,
        start="2012-07",
        end="2013-06",
        status="successfully completed",
        amount=300000,
        currency="USD",
        funder=fund,
    )
    phases = read(client, project).sections["Phases"]
    first = "Year 1\nDates: July 2012 to June 2013\nStatus: successfully completed\nAmount: USD 300,000"
    assert f"{first}\nFunder: Cooperation Fund" in phases
    assert "Year 2\nDates: July 2011 to June 2012\nStatus: expected to be completed\nAmount: not recorded" in phases
    assert phases.index("Year 1") < phases.index("Year 2")


def test_totals_are_per_currency_and_never_across(client, db):
    project = make_project("Forests")
    for amount, currency in ((300000, "USD"), ("200000.50", "USD"), (1000000, "KRW")):
        make_phase(project, amount=amount, currency=currency)
    phases = read(client, project).sections["Phases"]
    assert "Total of 2 phases, in USD\nUSD 500,000.50 computed" in phases
    assert "Total of one phase, in KRW\nKRW 1,000,000 computed" in phases
    assert "disputed" not in phases


def test_a_total_is_marked_where_its_phases_are_disputed_or_its_currency_inferred(client, db):
    project = make_project("Forests")
    phase = make_phase(project, amount=300000, currency="USD", start="2012-07")
    make_citation(project, phase=phase, field="start", value="2012-07", is_disputed=True, note="Years swapped.")
    make_citation(project, phase=phase, field="currency", value="USD", basis="inferred", note="A $ sign.")
    phases = read(client, project).sections["Phases"]
    total = phases[phases.index("Total of one phase") :]
    assert "USD 300,000 disputed inferred computed" in total
    assert "Sources disagree about these phases. Use this total with care." in total


def test_a_project_without_phases_has_no_table(client, db):
    assert "Phases" not in read(client, make_project()).sections


def test_planned_and_actual_dates_are_shown_as_far_as_they_are_recorded(client, db):
    undated = read(client, make_project())
    assert "Actual start\ndate not recorded" in undated.text
    assert "Actual end" not in undated.text
    planned = read(client, make_project(planned_start="2014", planned_end="2016"))
    assert "Planned start\n2014" in planned.text
    assert "Planned end\n2016" in planned.text
    assert "Actual start" not in planned.text


def test_the_status_stands_with_the_date_of_its_source(client, db):
    project = make_project(status=ProjectStatus.IMPLEMENTATION)
    make_citation(project, field="status", value="implementation", source=make_source(as_of="2013-10-24"))
    assert "Status\nin progress as of 24 October 2013" in read(client, project).text


def test_it_shows_who_does_what_and_what_it_rests_on(client, db):
    project = make_project(
        "Forests", countries=[make_country("KOR"), make_country("VNM")], agreement=make_agreement("Agreement")
    )
    make_project_organization(project, make_organization("Cooperation Fund"), Role.FUNDING)
    make_project_organization(project, make_organization("Bloc"))
    page = read(client, project)
    assert "Countries\nSouth Korea, Vietnam" in page.text
    assert "Cooperation Fund (funding)\nBloc (role not recorded)" in page.text
    assert "Based on\nAgreement" in page.text


def test_it_shows_the_outcome_that_began_it_the_reviews_and_its_meetings(client, db):
    project = make_project("Research")
    asked = make_outcome(make_meeting("Seventh", start="2009"), "Asked for research.", kind=OutcomeKind.REQUEST)
    eighth = make_meeting("Eighth", start="2011")
    make_outcome(eighth, "Agreed on research.", carried_out_by_projects=[project], follows=asked)
    make_outcome(make_meeting("Ninth"), "Assessed it.", kind=OutcomeKind.REVIEW, concerns_projects=[project])
    make_meeting("Workshop", part_of_project=project, start="2012")
    page = read(client, project)
    began = page.sections["Origin"].splitlines()
    assert began[:2] == ["Asked for research. (Seventh)", "Eighth 2011"]
    assert began[2].startswith("Agreed on research.")
    assert began[-1] == "Follow-up: Research"
    assert eighth.get_absolute_url() in page.addresses
    assert "Assessed it." in page.sections["Related outcomes"]
    assert "Workshop · 2012" in page.sections["Meetings held under this project"]


def test_it_began_with_the_meeting_that_signed_what_it_rests_on_unless_that_is_a_draft(client, db):
    signed = make_agreement("Signed", meeting=make_meeting("Summit", start="2010-05"))
    assert read(client, make_project("Forests", agreement=signed)).sections["Origin"] == (
        "Summit May 2010\nSigned\nForests"
    )
    hidden = make_agreement("Other", meeting=make_meeting("Secret", published=False))
    assert "Origin" not in read(client, make_project("Lakes", agreement=hidden)).sections
