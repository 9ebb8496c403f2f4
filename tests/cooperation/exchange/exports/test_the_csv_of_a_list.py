import pytest
from django.test import Client
from django.utils import timezone

from cooperation.exchange.exports import tables
from cooperation.exchange.exports.csv import cell
from cooperation.models import LISTED
from tests.cooperation.filters.reading import LISTS, Sheet
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
TABLES = [tables.TABLES[model] for model in LISTED]


def only_row(address):
    """The one row of the export, by column."""
    (row,) = Sheet(address).rows
    return row


def test_it_is_a_file_that_excel_reads_as_utf_8():
    make_meeting("Côte d’Ivoire – 한국")
    sheet = Sheet("/meetings.csv")
    assert sheet.bytes.startswith(b"\xef\xbb\xbfurl,slug,title,")
    assert sheet.response["Content-Type"] == "text/csv; charset=utf-8"
    today = timezone.localdate().isoformat()
    assert sheet.response["Content-Disposition"] == f'attachment; filename="meetings-{today}.csv"'
    assert sheet.response.streaming
    assert sheet.rows[0]["title"] == "Côte d’Ivoire – 한국"


def test_a_meeting_in_full():
    make_meeting(
        "TEMM 14",
        other_names="Fourteenth TEMM\nTEMM XIV",
        mechanism=make_mechanism("TEMM"),
        ordinal=14,
        status="confirmed",
        start="2012-05",
        end="2012-05-04",
        city="Beijing",
        host_country=make_country("CHN"),
        countries=[make_country("CHN"), make_country("JPN")],
        organizations=[make_organization("UNEP")],
        topics=[make_topic("Yellow dust")],
        participant_count=200,
        is_participant_count_approximate=True,
        summary="Two\nlines, a comma and “quotes”",
    )
    row = only_row("/meetings.csv")
    assert (
        row
        | {
            "url": "http://testserver/meetings/temm-14/",
            "other_names": "Fourteenth TEMM; TEMM XIV",
            "mechanism": "temm",
            "ordinal": "14",
            "kind": "session",
            "start": "2012-05",
            "start_first": "2012-05-01",
            "start_last": "2012-05-31",
            "end": "2012-05-04",
            "end_first": "2012-05-04",
            "status": "confirmed",
            "is_presumed_held": "yes",
            "mode": "not-recorded",
            "host_country_codes": "CHN",
            "country_codes": "CHN; JPN",
            "country_names": "China; Japan",
            "organization_slugs": "unep",
            "topic_slugs": "yellow-dust",
            "participant_count": "200",
            "is_participant_count_approximate": "yes",
            "summary": "Two\nlines, a comma and “quotes”",
            "part_of_meeting": "",
        }
        == row
    )


def test_an_agreement_in_full():
    make_agreement("MOU", countries=[make_country("KOR"), make_country("IRN")], signed_on="2005-03", in_force_on="2006")
    row = only_row("/agreements.csv")
    assert (
        row
        | {
            "kind": "mou",
            "date": "2005-03",
            "date_first": "2005-03-01",
            "date_last": "2005-03-31",
            "date_field": "signed_on",
            "signed_on": "2005-03",
            "adopted_on": "",
            "adopted_on_first": "",
            "in_force_on_last": "2006-12-31",
            "in_force": "yes",
            "country_codes": "KOR; IRN",
        }
        == row
    )


def test_a_project_in_full():
    project = make_project("Forest", actual_start="2000", agreement=make_agreement("MOU"))
    make_project_organization(project, make_organization("Fund"), "funding")
    make_phase(project, amount="300000", currency="USD")
    phase = make_phase(project, amount="300000", currency="USD")
    make_phase(project, amount="5", currency="KRW")
    make_citation(project, phase=phase, field="currency", basis="inferred", note="“300,000$”", value="USD")
    row = only_row("/projects.csv")
    assert (
        row
        | {
            "agreement": "mou",
            "organization_roles": "funding: fund",
            "phase_count": "3",
            "amounts": "5.00 KRW; 600000.00 USD",
            "inferred": "amounts",
        }
        == row
    )


def test_an_outcome_in_full():
    meeting = make_meeting("TEMM 14", start="2012-05-04")
    first = make_outcome(make_meeting("TEMM 13"), "Earlier")
    outcome = make_outcome(meeting, "Plant trees", by_countries=[make_country("KOR")], due_on="2014", follows=first)
    outcome.carried_out_by_projects.add(make_project("Trees"))
    outcome.concerns_organizations.add(make_organization("Forest Service"))
    row = only_row("/outcomes.csv?year=2012")
    assert (
        row
        | {
            "url": f"http://testserver/meetings/temm-14/#outcome-{outcome.key}",
            "meeting": "temm-14",
            "meeting_title": "TEMM 14",
            "date": "2012-05-04",
            "key": str(outcome.key),
            "text": "Plant trees",
            "by_country_codes": "KOR",
            "to_country_codes": "",
            "due_on_last": "2014-12-31",
            "status": "active",
            "carried_out_by_project_slugs": "trees",
            "concerns_organization_slugs": "forest-service",
            "follows": f"temm-13#outcome-{first.key}",
        }
        == row
    )


def test_the_columns_whose_value_is_inferred_disputed_or_incomplete_are_named():
    meeting = make_meeting(start="2012-05", city="Hanoi", countries=[make_country("VNM")])
    make_citation(meeting, field="start", basis="inferred", note="Read between the lines.")
    make_citation(meeting, field="city", is_disputed=True, note="Another source says Hue.")
    make_citation(meeting, field="countries", is_incomplete=True)
    row = only_row("/meetings.csv")
    assert (row["inferred"], row["disputed"], row["incomplete"]) == ("start", "city", "country_codes")


def test_the_sources_that_a_record_cites_are_named_with_their_pages():
    page, report = make_source("Ministry page", slug="page", as_of="2013-10-24"), make_source("Report", slug="report")
    meeting = make_meeting("Talks")
    outcome = make_outcome(meeting, "Plant trees")
    make_citation(meeting, source=page)
    make_citation(meeting, source=report, field="city")
    make_citation(meeting, source=page, field="start")
    make_citation(meeting, source=None, field="mode", basis="inferred", note="Read between the lines.")
    make_citation(meeting, outcome=outcome, source=report)
    names, urls = "Ministry page (as of 24 October 2013)", "http://testserver/sources/page/"
    row = only_row("/meetings.csv")
    assert row["sources"] == f"{names}; Report"
    assert row["source_urls"] == f"{urls}; http://testserver/sources/report/"
    row = only_row("/outcomes.csv")
    assert row["sources"] == f"Report; {names}", "its own, then those of the meeting as a whole and of its date"
    assert row["source_urls"] == f"http://testserver/sources/report/; {urls}"
    make_project("Forest")
    assert only_row("/projects.csv")["sources"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"
    make_meeting(f"{start}HYPERLINK(1)", slug="formula", city=f"{start}1")
    row = only_row("/meetings.csv")
    assert row["title"] == f"'{start}HYPERLINK(1)"
    assert row["city"] == f"'{start}1"


def test_what_begins_otherwise_is_left_alone():
    assert cell("a=b") == "a=b"
    assert cell("") == ""


@pytest.mark.parametrize("name", LISTS)
def test_a_wrong_question_is_refused_in_plain_words(name):
    response = Client().get(f"/{name}.csv?country=atlantis&sort=zzz&role=cook&page=x")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    words = response.content.decode()
    assert "The list was not exported." in words
    assert "Country: “atlantis” is not a country in this list." in words
    assert "Sort by: “zzz” is not a valid sort order." in words
    assert "Page: “x” is not a page number." in words
    assert "cook" in words or "“role” is not a filter of this list" in words


def test_the_page_of_the_list_does_not_cut_the_export():
    for _ in range(30):
        make_meeting()
    assert len(Sheet("/meetings.csv?page=2").rows) == 30


def test_the_order_is_that_of_the_list():
    for title in ("b", "A", "C"):
        make_meeting(title)
    assert [row["title"] for row in Sheet("/meetings.csv?sort=title").rows] == ["A", "b", "C"]


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_names_of_their_own_and_say_what_they_hold(table):
    assert len(set(table.names)) == len(table.names)
    assert all(str(column.what).strip() for column in table.columns)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_for_staff_is_a_column(table):
    forbidden = {"internal_note", "responsible_unit", "published_at", "publish_at", "version", "id"}
    assert not forbidden & set(table.names)
