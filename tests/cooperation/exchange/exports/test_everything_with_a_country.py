"""One table of everything with a country, in a region or of a mechanism."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.exchange.exports import everything, table
from cooperation.models import Meeting
from tests.cooperation.filters.reading import Sheet
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_project,
    make_project_organization,
    make_region,
    make_source,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db
KINDS = ("agreement", "meeting", "outcome", "project", "mechanism")


def sheet(address):
    settle()
    return Sheet(address)


def only(address, **columns):
    """The one row of the table that has these values."""
    rows = [row for row in sheet(address).rows if all(row[name] == value for name, value in columns.items())]
    assert len(rows) == 1, rows
    return rows[0]


def test_it_has_one_row_for_each_record_of_every_kind_newest_first():
    iran = make_country("IRN")
    make_agreement("MOU", countries=[iran], signed_on="2005-03")
    make_meeting("Old", countries=[iran], start="2001")
    new = make_meeting("New", countries=[iran], start="2012")
    make_meeting("Undated", countries=[iran])
    make_meeting("Elsewhere", start="2012")
    make_outcome(new, "Dust.", by_countries=[iran])
    make_project("Forest", countries=[iran])
    make_mechanism("Series", countries=[iran])
    make_project("Draft", countries=[iran], published=False)
    found = sheet("/countries/iran.csv")
    assert [(row["kind"], row["title"]) for row in found.rows] == [
        ("agreement", "MOU"),
        ("meeting", "New"),
        ("meeting", "Old"),
        ("meeting", "Undated"),
        ("outcome", "Dust."),
        ("project", "Forest"),
        ("mechanism", "Series"),
    ]
    today = timezone.localdate().isoformat()
    assert found.response["Content-Disposition"] == f'attachment; filename="countries-iran-{today}.csv"'
    assert found.response.streaming
    assert [column.name for column in everything.COLUMNS] == found.header


def test_an_agreement():
    iran = make_country("IRN")
    mou = make_agreement("MOU", signed_on="2005-03", in_force_on="2006", expires_on="2999", signed_at="Tehran")
    make_party(mou, country=iran)
    make_citation(mou, source=make_source("Ministry page", slug="page", as_of="2013-10-24"))
    row = only("/countries/iran.csv")
    assert (
        row
        | {
            "kind": "agreement",
            "type": "memorandum of understanding",
            "date": "2005-03",
            "date_first": "2005-03-01",
            "date_last": "2005-03-31",
            "date_is": "signed",
            "end": "2999",
            "end_is": "expiry",
            "status": "in force",
            "status_as_of": timezone.localdate().isoformat(),
            "part": "participant",
            "place": "Tehran",
            "sources": "Ministry page (as of 24 October 2013)",
            "source_urls": "http://testserver/sources/page/",
            "url": "http://testserver/agreements/mou/",
        }
        == row
    )


def test_a_treaty_says_who_is_a_party_and_who_has_only_signed():
    iran = make_country("IRN")
    make_agreement("In force", kind="treaty", in_force_on="2001", countries=[iran])
    make_agreement("Signed", kind="treaty", signed_on="2001", countries=[iran])
    make_agreement("Silent", kind="treaty", countries=[iran])
    parts = {row["title"]: row["part"] for row in sheet("/countries/iran.csv").rows}
    assert parts == {"In force": "party", "Signed": "signatory", "Silent": "party (status not known)"}


def test_a_meeting_says_whether_the_country_was_a_participant_or_only_the_host():
    thailand, korea = make_country("THA"), make_country("KOR")
    make_meeting("Guest", countries=[thailand, korea], host_country=korea, city="Seoul", status="held")
    make_meeting("Both", countries=[thailand], host_country=thailand)
    make_meeting("Host", countries=[korea], host_country=thailand, city="Bangkok")
    make_meeting("At home", host_country=korea)
    rows = {row["title"]: row for row in sheet("/countries/thailand.csv").rows}
    assert {title: row["part"] for title, row in rows.items()} == {
        "Guest": "participant",
        "Both": "participant; host",
        "Host": "host only, not recorded as a participant",
    }
    assert rows["Guest"]["place"] == "Seoul, South Korea"
    assert (rows["Guest"]["status"], rows["Both"]["status"]) == ("held", "not recorded whether held")
    assert only("/countries/south-korea.csv", title="At home")["part"] == "host"


def test_an_outcome_says_by_whom_to_whom_and_as_of_when():
    korea, iran = make_country("KOR"), make_country("IRN")
    meeting = make_meeting("Talks", countries=[korea, iran], start="2012-05-04", status="held")
    outcome = make_outcome(meeting, "Help.", by_countries=[korea], to_countries=[iran], due_on="2014")
    make_outcome(meeting, "All.")
    make_citation(meeting, outcome=outcome, source=make_source("Report", as_of="2013"), field="status", value="active")
    coming = make_meeting("Next talks", countries=[iran], start="2999", status="tentative")
    make_outcome(coming, "Later.", by_countries=[iran])
    row = only("/countries/iran.csv", title="Help.")
    assert row["url"] == f"http://testserver/meetings/talks/#outcome-{outcome.key}"
    assert (row["part"], row["meeting"], row["date"], row["date_is"]) == ("to", "Talks", "2012-05-04", "start")
    assert (row["end"], row["end_is"], row["status"], row["status_as_of"]) == ("2014", "due", "open", "2013")
    assert only("/countries/south-korea.csv", title="Help.")["part"] == "by"
    other = only("/countries/iran.csv", title="All.")
    assert (other["part"], other["status_as_of"]) == ("participant in the meeting", "2012-05-04")
    later = only("/countries/iran.csv", title="Later.")
    assert (later["status"], later["status_as_of"]) == ("on the agenda", "")


def test_a_project_names_the_country_and_the_roles_of_its_bodies():
    vietnam = make_country("VNM")
    project = make_project("Forest", countries=[vietnam], planned_start="2010", planned_end="2012", status="closed")
    make_project_organization(project, make_organization("Forest Service", country=vietnam), "implementing")
    make_project_organization(project, make_organization("Fund", country=make_country("KOR")), "funding")
    make_citation(project, field="status", value="closed", source=make_source(as_of="2013-10"))
    row = only("/countries/vietnam.csv")
    assert row["part"] == "country of the project; implementing: Forest Service"
    assert (row["date"], row["date_is"], row["end"], row["end_is"]) == ("2010", "planned start", "2012", "planned end")
    assert (row["status"], row["status_as_of"], row["place"]) == ("completed", "2013-10", "Vietnam")


def test_the_columns_with_a_mark_are_named():
    iran = make_country("IRN")
    meeting = make_meeting(start="2012-05", city="Tehran", countries=[iran], status="held")
    make_citation(meeting, field="start", basis="inferred", note="Read between the lines.", source=None)
    make_citation(meeting, field="city", is_disputed=True, note="Another source says Shiraz.")
    make_citation(meeting, field="countries", is_incomplete=True)
    make_outcome(meeting, "Dust.")
    row = only("/countries/iran.csv", kind="meeting")
    assert (row["inferred"], row["disputed"], row["incomplete"]) == ("date", "place", "part")
    assert only("/countries/iran.csv", kind="outcome")["inferred"] == ""


def test_a_region_names_each_of_its_countries():
    asia = make_region("Asia Minor")
    iran, iraq = (make_country(name=name, region=asia) for name in ("Persia", "Mesopotamia"))
    make_meeting("Talks", countries=[iran, make_country("KOR")], host_country=iraq)
    make_meeting("Forum", regions=[asia])
    parts = {row["title"]: row["part"] for row in sheet("/regions/asia-minor.csv").rows}
    assert parts == {
        "Talks": "participant: Persia; host only, not recorded as a participant: Mesopotamia",
        "Forum": "no country of the region named",
    }


def test_a_mechanism_has_its_sessions_by_number_and_what_they_adopted():
    founding = make_agreement("Founding")
    series = make_mechanism("Series", founded_by=founding)
    session = make_meeting("14th", mechanism=series, ordinal=14)
    make_meeting("Extra", mechanism=series)
    make_agreement("Communique", meeting=session)
    make_project("Dust", mechanism=series)
    make_outcome(session, "Go on.")
    parts = {row["title"]: row["part"] for row in sheet("/mechanisms/series.csv").rows}
    assert parts == {
        "Founding": "founding agreement",
        "Communique": "adopted or signed at a session",
        "14th": "session 14",
        "Extra": "session",
        "Dust": "project of the mechanism",
        "Go on.": "outcome of a session",
    }


def test_a_topic_has_the_records_about_it_and_about_narrower_topics():
    air = make_topic("Air")
    make_meeting("On air", topics=[air])
    make_project("Against dust", topics=[make_topic("Dust", parent=air)], countries=[make_country("VNM")])
    make_project("Secret", topics=[make_topic("Noise")], published=False)
    rows = sheet("/topics/air.csv").rows
    assert [(row["kind"], row["title"], row["part"]) for row in rows] == [
        ("meeting", "On air", ""),
        ("project", "Against dust", ""),
    ]
    assert [row["title"] for row in sheet("/topics/dust.csv").rows] == ["Against dust"]
    assert Client().get("/topics/noise.csv").status_code == 404, "only a draft is about it"


def test_a_mechanism_that_readers_do_not_see_has_no_table():
    make_mechanism("Draft", published=False)
    withdrawn = make_mechanism("A title to hide", slug="withdrawn")
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    settle()
    assert Client().get("/mechanisms/draft.csv").status_code == 404
    response = Client().get("/mechanisms/withdrawn.csv")
    assert response.status_code == 410
    assert "This page has been withdrawn" in response.content.decode()
    assert "A title to hide" not in response.content.decode()


@pytest.mark.usefixtures("demo_fixtures")
@pytest.mark.parametrize(
    "place", ["country=vietnam", "country=china", "region=africa", "mechanism=temm", "topic=air-quality"]
)
@pytest.mark.parametrize("period", ["", "from=2000", "to=2005-03", "from=2001&to=2012-05-04"])
def test_its_rows_are_those_of_the_lists(place, period):
    settle()
    parameter, slug = place.split("=")
    folder = "countries" if parameter == "country" else f"{parameter}s"
    found = Sheet(f"/{folder}/{slug}.csv?{period}").rows
    total = 0
    for kind in KINDS[: 4 if parameter == "mechanism" else 5]:
        order = "&sort=date" if kind == "outcome" else ""
        listed = [row["url"] for row in Sheet(f"/{kind}s.csv?{place}&{period}{order}").rows]
        assert [row["url"] for row in found if row["kind"] == kind] == listed
        total += len(listed)
    assert len(found) == total
    assert total > 0 or place == "region=africa"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("from=banana", "From: "),
        ("to=2012-02-30", "To: "),
        ("from=2012&to=2001", "To: The period ends before it starts."),
        ("from=2001&from=2002", "From: This is given more than once. Enter only one value."),
        ("status=held", "“status” is not a filter of this list. Remove it from the address."),
    ],
)
def test_a_wrong_period_is_refused_as_in_the_lists(query, problem):
    make_country("IRN")
    response = Client().get(f"/countries/iran.csv?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    words = response.content.decode()
    assert problem in words
    if "status" not in query:
        assert words == Client().get(f"/meetings.csv?{query}").content.decode()


def test_an_empty_form_has_everything_and_an_unknown_address_nothing():
    make_meeting(countries=[make_country("IRN")])
    assert len(sheet("/countries/iran.csv?from=&to=").rows) == 1
    assert Client().get("/countries/atlantis.csv").status_code == 404
    assert Client().get("/countries/iran.xyz").status_code == 404


def test_a_former_address_leads_to_the_present_one():
    series = make_mechanism("Series")
    series.slug = "renamed"
    series.save()
    response = Client().get("/mechanisms/series.csv?from=2001")
    assert (response.status_code, response["Location"]) == (301, "/mechanisms/renamed.csv?from=2001")


def test_no_cell_is_a_formula():
    make_meeting("=HYPERLINK(1)", slug="formula", city="@home", countries=[make_country("IRN")])
    row = only("/countries/iran.csv")
    assert (row["title"], row["place"]) == ("'=HYPERLINK(1)", "'@home")


def fill(number):
    korea = make_country("KOR")
    for _ in range(number):
        body = make_organization(country=korea)
        mechanism = make_mechanism(countries=[korea], organizations=[body])
        meeting = make_meeting(countries=[korea], organizations=[body], host_country=korea, mechanism=mechanism)
        agreement = make_agreement(countries=[korea], organizations=[body], meeting=meeting)
        project = make_project(countries=[korea])
        make_project_organization(project, body, "funding")
        outcome = make_outcome(meeting, by_countries=[korea], to_organizations=[body])
        for record in (mechanism, meeting, agreement, project):
            make_citation(record)
        make_citation(meeting, outcome=outcome)
    settle()


def statements():
    with CaptureQueriesContext(connection) as queries:
        assert Sheet("/countries/south-korea.csv").rows
    return len(queries)


def test_many_rows_take_as_many_statements_as_few():
    fill(2)
    few = statements()
    fill(20)
    assert statements() == few <= 45


def test_rows_are_read_in_chunks_and_one_withdrawn_meanwhile_is_left_out(monkeypatch):
    monkeypatch.setattr(table, "FIRST", 2)
    monkeypatch.setattr(table, "CHUNK", 3)
    iran = make_country("IRN")
    ids = [make_meeting(f"Meeting {number}", countries=[iran]).pk for number in range(7)]
    chunks = everything.Everything(iran).chunks({"meeting": ids}, timezone.localdate(), "http://testserver/")
    assert len(next(chunks)) == 2
    Meeting.objects.filter(pk=ids[3]).update(withdrawn_at=timezone.now(), withdrawal_reason="It was not held.")
    assert [len(chunk) for chunk in chunks] == [2, 2]
