"""The short form has what the page of the list shows, in columns named as on the page."""

import html
import re

import pytest
from django.test import Client

from cooperation.models import Meeting
from tests.cooperation.filters.reading import LISTS, Page, Sheet
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def short(name):
    settle()
    return Sheet(f"/{name}.csv?columns=short").rows


@pytest.mark.usefixtures("demo_fixtures")
@pytest.mark.parametrize("name", LISTS)
def test_it_has_the_headings_of_the_page_and_what_its_rows_say(name):
    settle()
    page = Page(f"/{name}/")
    headings = [html.unescape(each) for each in re.findall(r'<th scope="col">(.*?)</th>', page.html)]
    sheet = Sheet(f"/{name}.csv?columns=short")
    renamed = {"By whom, to whom": ["By whom", "To whom"], "In force today": ["In force"]}
    for heading in headings:
        assert set(renamed.get(heading, [heading])) <= set(sheet.header)
    assert sheet.header[0] == headings[0]
    assert len(sheet.rows) == page.number
    assert [row[headings[0]] for row in sheet.rows[:25]] == page.titles
    assert [row["Address"].removeprefix("http://testserver") for row in sheet.rows[:25]] == page.addresses
    for row, words in zip(sheet.rows[:25], page.rows, strict=True):
        for heading in {"Kind", "Level", "Place", "Country"} & row.keys():
            if row[heading] not in ("", "not recorded"):
                assert row[heading] in words.replace(" ,", ","), (name, heading)


def test_a_meeting():
    make_meeting(
        "Talks",
        mechanism=make_mechanism("Tripartite", acronym="TEMM"),
        start="2012-05",
        city="Hanoi",
        host_country=make_country("VNM"),
        countries=[make_country("KOR"), make_country("VNM")],
        organizations=[make_organization("UNEP")],
        status="held",
    )
    make_citation(Meeting.objects.get(), field="status", value="held", source=make_source(as_of="2013-10"))
    make_citation(Meeting.objects.get(), field="start", value="2012-05", basis="inferred", note="From the programme.")
    make_citation(Meeting.objects.get(), field="city", value="Ha Noi", is_disputed=True, note="Another report.")
    (row,) = short("meetings")
    assert row == {
        "Meeting": "Talks",
        "In Korean": "",
        "Kind": "session of a series",
        "Mechanism": "TEMM",
        "Status": "held",
        "Status as of": "2013-10",
        "Date": "2012-05",
        "End": "",
        "Place": "Hanoi, Vietnam",
        "How people met": "not recorded",
        "Participants": "South Korea; Vietnam; UNEP",
        "Marks": "Start: inferred; City: disputed",
        "Address": "http://testserver/meetings/talks/",
    }


def test_the_other_kinds():
    korea, fund = make_country("KOR"), make_organization("Fund", country=None)
    session = make_meeting("Session", mechanism=make_mechanism("Series", countries=[korea]), start="2012")
    make_agreement("MOU", countries=[korea], signed_on="2005-03", in_force_on="2006", meeting=session)
    forest = make_project("Forest", countries=[korea], planned_start="2010", status="closed")
    make_project_organization(forest, fund, "funding")
    make_outcome(session, "Plant trees.", by_countries=[korea], to_organizations=[fund], due_on="2014")
    session.outcomes.get().carried_out_by_projects.add(forest)
    (agreement,), (mechanism,), (project,), (outcome,) = map(
        short, ("agreements", "mechanisms", "projects", "outcomes")
    )
    assert (agreement["Date"], agreement["Which date"], agreement["Parties"]) == ("2005-03", "signed", "South Korea")
    assert (agreement["In force"], agreement["Meeting"]) == ("in force", "Session")
    assert (mechanism["Members"], mechanism["Meetings"]) == ("South Korea", "1")
    assert (project["Status"], project["Date"], project["Organizations"]) == ("completed", "2010", "Fund (funding)")
    assert (outcome["Meeting"], outcome["Date"], outcome["By whom"], outcome["To whom"]) == (
        "Session",
        "2012",
        "South Korea",
        "Fund",
    )
    assert (outcome["Status"], outcome["Due"], outcome["Follow-up"]) == ("open", "2014", "Forest")


def test_lists_without_filters():
    vietnam = make_country("VNM")
    air = make_topic("Air")
    meeting = make_meeting(countries=[vietnam], topics=[make_topic("Dust", parent=air)])
    make_citation(meeting, source=make_source("Report", publisher="Ministry", as_of="2013"))
    (country,), (region,) = short("countries"), short("regions")
    assert (country["Country"], country["Region"], country["Meetings"]) == ("Vietnam", "South East Asia", "1")
    assert (region["Region"], region["Countries"]) == ("South East Asia", "1")
    assert {row["Topic"]: row["Broader topic"] for row in short("topics")} == {"Air": "", "Dust": "Air"}
    (source,) = short("sources")
    assert (source["Source"], source["Publisher"], source["As of"]) == ("Report", "Ministry", "2013")
    assert source["Times cited"] == "1"


def test_nothing_unpublished_is_named():
    draft = make_mechanism("Secret series", published=False)
    meeting = make_meeting("Talks", mechanism=draft)
    make_agreement("MOU", meeting=make_meeting("Secret talks", published=False))
    outcome = make_outcome(meeting)
    outcome.carried_out_by_projects.add(make_project("Secret project", published=False))
    for name in ("meetings", "agreements", "outcomes", "mechanisms"):
        assert "Secret" not in Sheet(f"/{name}.csv?columns=short").text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_wrong_form_is_refused_by_name(ending):
    make_country("VNM")
    for query, words in (
        ("columns=all", "columns: “all” is not a valid value. Use “full” or “short”."),
        ("columns=short&columns=full", "columns: This is given more than once. Enter only one value."),
    ):
        response = Client().get(f"/meetings.{ending}?{query}")
        assert response.status_code == 400
        assert response.content.decode() == f"The list was not exported.\n{words}\n"
    response = Client().get(f"/countries/vietnam.{ending}?columns=short")
    assert (response.status_code, response.content.decode().splitlines()[1]) == (
        400,
        "columns: “short” is not a valid value. Use “full”.",
    )
    assert Client().get(f"/meetings.{ending}?columns=full").status_code == 200


def test_the_full_form_is_that_without_the_parameter():
    make_meeting()
    assert (
        Sheet("/meetings.csv?columns=full").text == Sheet("/meetings.csv?columns=").text == Sheet("/meetings.csv").text
    )
