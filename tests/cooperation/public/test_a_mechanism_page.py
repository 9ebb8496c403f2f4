"""What a reader finds on the page of a mechanism."""

import re

from cooperation.domain.choices import MechanismLevel, MeetingStatus
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
)
from tests.reading import read


def rows(page):
    """The lines of the ledger, which stands beneath the picture."""
    return page.sections["Sessions by number"].partition("also gives the outcomes.")[2].strip().splitlines()


def test_sessions_stand_by_their_stated_number_and_gaps_are_shown(client, db):
    series = make_mechanism()
    for number, title in ((8, "Eighth"), (10, "Tenth"), (14, "Fourteenth")):
        make_meeting(title, mechanism=series, ordinal=number, start=f"20{number:02}", status=MeetingStatus.HELD)
    ledger = rows(read(client, series))
    assert ledger == [
        "1 to 7 no record",
        "8",
        "Eighth · 2008 held",
        "9 no record",
        "10",
        "Tenth · 2010 held",
        "11 to 13 no record",
        "14",
        "Fourteenth · 2014 held",
    ]


def test_two_sessions_may_share_a_number(client, db):
    series = make_mechanism()
    make_meeting("Resumed", mechanism=series, ordinal=1, start="2001-07", status=MeetingStatus.HELD)
    make_meeting("Begun", mechanism=series, ordinal=1, start="2000-11", status=MeetingStatus.HELD)
    ledger = rows(read(client, series))
    assert ledger == ["1", "Begun · November 2000 held", "1", "Resumed · July 2001 held"]


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
    assert rows(read(client, series)) == ["1 inferred", "Inaugural · date not recorded cancelled"]


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
    assert "Subsidiary bodies\nEnvironment Ministers (EMM)" in read(client, summit).text


def test_the_ledger_says_what_each_session_decided_and_leads_to_the_rest(client, db):
    series = make_mechanism()
    many, few = (make_meeting(f"Session {number}", mechanism=series, ordinal=number) for number in (1, 2))
    for number in range(7):
        make_outcome(many, f"Decision {number}")
    outcome = make_outcome(few, "Promise", kind="commitment")
    make_citation(few, outcome=outcome, field="text", basis="inferred", note="Read between the lines.")
    page = read(client, series)
    assert "Decision 2 decision\nAll 7 outcomes" in page.text
    assert "Decision 3" not in page.text
    assert "Promise commitment inferred" in page.text
    assert {f"{many.get_absolute_url()}#outcomes", outcome.get_absolute_url()} <= set(page.addresses)


def test_the_picture_shows_every_number_the_hosts_and_what_was_carried_on(client, db):
    series = make_mechanism()
    china, japan = make_country("CHN"), make_country("JPN")
    first = make_meeting("First", mechanism=series, ordinal=1, start="2001", status="held", host_country=china)
    third = make_meeting("Third", mechanism=series, ordinal=3, start="2003", status="held", host_country=japan)
    make_meeting("Fourth", mechanism=series, ordinal=4, start="2999", status="confirmed")
    hidden = make_meeting("Fifth", mechanism=series, ordinal=5, published=False)
    begun = make_outcome(first, "Dust is to be studied.")
    make_outcome(third, "The study of dust goes on.", follows=begun)
    make_outcome(hidden, "Secret", follows=begun)
    source = read(client, series).source
    assert "<title>1: First, 2001, China</title>" in source
    assert re.findall(r'<circle class="(held|planned|other)" cx="\d+" cy="18"', source) == ["held", "held", "planned"]
    assert re.findall(r'<g class="missing" aria-hidden="true"><circle[^>]*><text[^>]*>(\d+)', source) == ["2"]
    assert re.findall(r"<title>(\w+: [^<]*[Dd]ust[^<]*)</title>", source) == [
        "First: Dust is to be studied.",
        "Third: The study of dust goes on.",
    ]
    assert "Secret" not in source
