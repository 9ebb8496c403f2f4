"""What a reader finds on the page of a mechanism."""

from cooperation.choices import MechanismLevel, MeetingStatus
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_project,
)
from tests.reading import read


def lines(text):
    return text.splitlines()


def test_sessions_stand_by_their_stated_number_and_gaps_are_shown(client, db):
    series = make_mechanism()
    for number, title in ((8, "Eighth"), (10, "Tenth"), (14, "Fourteenth")):
        make_meeting(title, mechanism=series, ordinal=number, start=f"20{number:02}", status=MeetingStatus.HELD)
    ledger = lines(read(client, series).sections["Sessions by number"])
    assert ledger == [
        "1 to 7 not on file",
        "8 Eighth · 2008",
        "9 not on file",
        "10 Tenth · 2010",
        "11 to 13 not on file",
        "14 Fourteenth · 2014",
    ]


def test_two_sessions_may_share_a_number(client, db):
    series = make_mechanism()
    make_meeting("Resumed", mechanism=series, ordinal=1, start="2001-07", status=MeetingStatus.HELD)
    make_meeting("Begun", mechanism=series, ordinal=1, start="2000-11", status=MeetingStatus.HELD)
    ledger = lines(read(client, series).sections["Sessions by number"])
    assert ledger == ["1 Begun · November 2000", "1 Resumed · July 2001"]


def test_sessions_without_a_number_stand_apart_and_undated_ones_last(client, db):
    series = make_mechanism()
    make_meeting("First", mechanism=series, ordinal=1)
    make_meeting("Some day", mechanism=series)
    make_meeting("In 2011", mechanism=series, start="2011")
    apart = read(client, series).sections["Sessions without a number"]
    assert apart.index("In 2011") < apart.index("Some day")
    assert "First" not in apart


def test_an_inferred_number_wears_its_mark_and_a_state_other_than_held_is_said(client, db):
    series = make_mechanism()
    meeting = make_meeting("Inaugural", mechanism=series, ordinal=1, status=MeetingStatus.CANCELLED)
    make_citation(meeting, field="ordinal", value="1", basis="inferred", note="The 3rd was in 2012.")
    ledger = read(client, series).sections["Sessions by number"]
    assert ledger == "1 inferred Inaugural · date not recorded cancelled"


def test_it_says_who_belongs_to_it_and_where_it_stands(client, db):
    summit = make_mechanism("East Asia Summit", level=MechanismLevel.SUMMIT)
    ministers = make_mechanism(
        "Environment Ministers",
        acronym="EMM",
        level=MechanismLevel.MINISTERIAL,
        established_on="2008",
        cadence="every other year",
        parent=summit,
        founded_by=make_agreement("Founding MOU"),
        countries=[make_country("KOR")],
        organizations=[make_organization("Bloc")],
    )
    make_project("Cities", mechanism=ministers)
    page = read(client, ministers)
    for fact in (
        "Environment Ministers (EMM)\nLevel\nministerial",
        "Established\n2008",
        "Cadence\nevery other year",
        "Founded by\nFounding MOU",
        "Part of\nEast Asia Summit",
        "Countries\nSouth Korea",
        "Organizations\nBloc",
    ):
        assert fact in page.text
    assert "Cities" in page.sections["Projects"]
    assert "Has under it\nEnvironment Ministers (EMM)" in read(client, summit).text
