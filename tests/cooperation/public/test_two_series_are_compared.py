"""Two series of meetings side by side."""

import re

import pytest
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_citation, make_country, make_mechanism, make_meeting, make_outcome
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
COMPARE = "/mechanisms/compare/"


@pytest.fixture
def two():
    """A series with three sessions, one of them online, and a series with one session in the year of the second."""
    china, japan = make_country("CHN"), make_country("JPN")
    ministers = make_mechanism("Ministers Meeting", acronym="MM", level="ministerial", countries=[china, japan])
    officials = make_mechanism("Officials Meeting", established_on="1993")
    make_meeting("First", mechanism=ministers, ordinal=1, start="2001", host_country=china, city="Beijing")
    second = make_meeting("MM 2", mechanism=ministers, ordinal=2, start="2003-05", host_country=china, mode="online")
    make_meeting("MM 3", mechanism=ministers, ordinal=3, start="2005", host_country=japan, status="cancelled")
    make_meeting("Officials Meeting, Jeju", mechanism=officials, start="2003")
    make_meeting("Secret", mechanism=officials, start="2007", published=False)
    for status in ("active", "active", "implemented"):
        make_outcome(second, f"Outcome {status}", status=status)
    return ministers, officials


def cells(page, heading):
    """The rows of the table below a heading: the text of each cell."""
    table = page.source.partition(f"<h2>{heading}</h2>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    strip = re.compile(r"<[^>]*>")
    return [
        [" ".join(strip.sub(" ", cell).split()) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def test_years_hosts_and_outcomes_are_side_by_side(client, two):
    page = read(client, f"{COMPARE}?a=ministers-meeting&b=officials-meeting")
    assert "MM and Officials Meeting compared" in page.sections
    facts = {row[0]: row[1:] for row in cells(page, "At a glance")[1:]}
    assert facts["Level"] == ["ministerial", "not recorded"]
    assert facts["Established"] == ["date not recorded", "1993"]
    assert facts["Members"] == ["China , Japan", "not recorded"]
    assert facts["Sessions"] == ["3 sessions , 1 online or hybrid", "1 session"]
    assert facts["Years"] == ["2001 to 2005", "2003"]
    assert facts["Hosts"] == ["China 2, Japan 1", "not recorded"]
    counts = "3 outcomes : 2 open , 1 completed No outcomes recorded for 1 past meeting"
    assert facts["Outcomes"] == [counts, "none recorded"]
    assert cells(page, "Sessions by year") == [
        ["Year", "MM", "Officials Meeting"],
        ["2005", "3rd Japan cancelled", ""],
        [
            "2003",
            "2nd China (online) not recorded whether held 3 outcomes : 2 open , 1 completed",
            "Jeju not recorded whether held",
        ],
        ["2001", "1st First Beijing, China not recorded whether held", ""],
    ]
    assert "Secret" not in page.text
    assert "2007" not in page.text
    assert page.canonical.endswith("/mechanisms/compare/?a=ministers-meeting&b=officials-meeting")
    assert f"Printed from {page.canonical}." in page.text


def test_it_says_what_is_not_recorded_of_the_sessions(client, two):
    make_meeting("MM 9", mechanism=two[0], ordinal=9, start="2010", status="held")
    page = read(client, f"{COMPARE}?a=ministers-meeting&b=officials-meeting")
    facts = {row[0]: row[1:] for row in cells(page, "At a glance")[1:]}
    assert facts["Sessions"] == ["4 sessions , 1 online or hybrid highest session number: 9", "1 session"]
    assert "No outcomes recorded for 2 past meetings" in page.text
    assert "/meetings/?mechanism=ministers-meeting&quality=no-outcomes" in page.addresses


def test_every_number_is_that_of_its_list(client, two):
    page = read(client, f"{COMPARE}?a=ministers-meeting&b=officials-meeting")
    found = re.findall(r'<a href="(/(?:meetings|outcomes)/\?[^"]*)">(\d+)[^<]*</a>', page.source)
    assert len(found) == 9
    for address, number in found:
        assert re.search(
            rf"^{number} (meeting|outcome)s?\b", read(client, address.replace("&amp;", "&")).text, re.MULTILINE
        )


@pytest.mark.parametrize("typed", ["MM", "mm", "Ministers", "ministers+meeting", "MINISTERS-MEETING"])
def test_a_series_is_found_by_its_names(client, two, typed):
    page = read(client, f"{COMPARE}?a=Officials&b={typed}")
    assert "Officials Meeting and MM compared" in page.sections


def test_a_former_slug_is_followed(client, two):
    Redirect.objects.create(site_id=1, old_path="/mechanisms/old/", new_path="/mechanisms/ministers-meeting/")
    assert "MM and Officials Meeting compared" in read(client, f"{COMPARE}?a=old&b=officials-meeting").sections


def test_without_a_choice_there_is_a_form(client, two):
    page = read(client, COMPARE)
    assert "Enter the name or the acronym of two series" in page.text
    assert re.findall(r'<option value="([^"]*)">', page.source) == ["MM", "Officials Meeting"]
    assert "aria-invalid" not in page.source
    assert 'value="MM"' in read(client, f"{COMPARE}?a=ministers-meeting").source


def test_what_is_wrong_is_said_beside_the_field(client, two):
    make_mechanism("Hidden meeting", published=False)
    for wrong, message in (
        ("nothing", "No series matches “nothing”."),
        ("hidden-meeting", "No series matches “hidden-meeting”."),
        ("%00%ff", "No series matches “\N{REPLACEMENT CHARACTER}”."),
        ("x" * 3000, f"No series matches “{'x' * 59}…”."),
        ("mm", "This is the first series again. Choose another one."),
    ):
        page = read(client, f"{COMPARE}?a=ministers-meeting&b={wrong}")
        assert page.status == 200
        error = page.source.partition('id="b-error">')[2].partition("</div>")[0]
        assert message in error
        assert 'aria-describedby="b-error"' in page.source
        assert 'id="a-error"' not in page.source
        assert "compared" not in page.title


def test_a_name_of_several_series_offers_them(client, two):
    make_mechanism("Meeting of drafts", published=False)
    page = read(client, f"{COMPARE}?a=meeting&b=mm")
    assert "Several series match “meeting”. Choose one:" in page.text
    assert f"{COMPARE}?a=officials-meeting&b=ministers-meeting" in page.addresses
    assert "drafts" not in page.text


def test_many_sessions_of_a_year_and_those_without_a_date_are_cut(client, two):
    ministers, _officials = two
    for number in range(5):
        make_meeting(f"Extra {number}", mechanism=ministers, start="2010-01")
        make_meeting(f"Undated {number}", mechanism=ministers)
    page = read(client, f"{COMPARE}?a=mm&b=officials")
    assert "/meetings/?mechanism=ministers-meeting&year=2010" in page.addresses
    rows = cells(page, "Sessions by year")
    assert rows[1][1].count("Extra") == 2
    assert rows[1][1].endswith("See all 5")
    assert rows[-1][0] == "Date not recorded"
    assert rows[-1][1].count("Undated") == 2
    assert rows[-1][1].endswith("See all 13")


def test_of_many_members_the_first_are_named(client, two):
    two[1].countries.set([make_country() for _number in range(9)])
    facts = {row[0]: row[1:] for row in cells(read(client, f"{COMPARE}?a=mm&b=officials"), "At a glance")[1:]}
    assert facts["Members"][1].endswith("and 3 more")


def test_an_inferred_date_has_its_mark(client, two):
    ministers, _officials = two
    meeting = ministers.meetings.get(ordinal=1)
    make_citation(meeting, field="start", value="2001", basis="inferred", note="By the rotation.")
    assert "1st inferred First" in cells(read(client, f"{COMPARE}?a=mm&b=officials"), "Sessions by year")[3][1]


def test_each_series_and_the_list_lead_to_it(client, two):
    assert f"{COMPARE}?a=ministers-meeting" in read(client, two[0]).addresses
    assert COMPARE in read(client, "/mechanisms/").addresses


def test_statements_do_not_grow_with_the_sessions(client, two):
    def statements():
        settle()
        with CaptureQueriesContext(connection) as found:
            read(client, f"{COMPARE}?a=ministers-meeting&b=officials-meeting")
        return len(found)

    ministers, _officials = two
    few = statements()
    for number in range(10, 30):
        meeting = make_meeting(f"Session {number}", mechanism=ministers, ordinal=number, start=f"19{number}")
        make_outcome(meeting, "Agreed")
    assert statements() == few <= 20
