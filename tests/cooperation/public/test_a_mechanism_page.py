"""What a reader finds on the page of a mechanism."""

import re

from django.utils import translation

from cooperation.domain.choices import MechanismLevel, MeetingStatus
from cooperation.domain.ordinals import session_number
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
    """The lines of the list of sessions, which is below the picture, if there is one."""
    section = page.sections["Sessions by number"]
    return (section.partition("also gives the outcomes.")[2] or section).strip().splitlines()


def test_sessions_stand_by_their_stated_number_and_gaps_are_shown(client, db):
    series = make_mechanism()
    for number, title in ((8, "Eighth"), (10, "Tenth"), (14, "Fourteenth")):
        make_meeting(title, mechanism=series, ordinal=number, start=f"20{number:02}", status=MeetingStatus.HELD)
    ledger = rows(read(client, series))
    assert ledger == [
        "14th",
        "Fourteenth · 2014 · held",
        "11th to 13th no record",
        "10th",
        "Tenth · 2010 · held",
        "9th no record",
        "8th",
        "Eighth · 2008 · held",
        "1st to 7th no record",
    ]


def test_in_korean_a_session_has_its_number_and_its_counter():
    said = {}
    for language in ("en", "ko"):
        with translation.override(language):
            said[language] = [session_number(number) for number in (1, 12, 13, 22)]
    assert said == {"en": ["1st", "12th", "13th", "22nd"], "ko": ["제1차", "제12차", "제13차", "제22차"]}


def test_sessions_are_labelled_by_what_differs(client, db):
    series = make_mechanism("Environment Ministers Meeting", acronym="EMM", other_names="Ministers of the Environment")
    for number, title in ((1, "Environment Ministers Meeting, 2001"), (2, "EMM 2"), (3, "In the forest")):
        make_meeting(title, mechanism=series, ordinal=number, start=f"200{number}", status=MeetingStatus.HELD)
    make_meeting("Ministers of the Environment, Seoul", mechanism=series, start="2004")
    page = read(client, series)
    assert rows(page) == ["3rd", "In the forest · 2003 · held", "2nd", "2002 · held", "1st", "2001 · held"]
    assert page.sections["Sessions without a number"].startswith("Seoul · 2004")
    assert re.findall(r"<text[^>]*>([^<]*)</text></a>", page.source)[:4] == ["1st", "2nd", "3rd", "Seoul"]


def test_the_picture_says_how_many_sessions_are_recorded(client, db):
    series = make_mechanism()
    for title, number in (("Opened", 1), ("Begun", 3), ("Resumed", 3)):
        make_meeting(title, mechanism=series, ordinal=number)
    assert "2 of 3 sessions are recorded" in read(client, series).text


def test_a_series_of_one_session_has_no_picture(client, db):
    series = make_mechanism()
    make_meeting("First", mechanism=series, ordinal=1, start="2001")
    page = read(client, series)
    assert "<svg" not in page.source.partition("<h1>")[2]
    assert "Only one record has a date: First, 2001" in page.sections["Timeline"]
    assert page.sections["Sessions by number"].startswith("1st")


def test_a_session_that_met_online_says_so(client, db):
    series = make_mechanism()
    make_meeting("First", mechanism=series, ordinal=1, mode="online", host_country=make_country("KOR"))
    make_meeting("Second", mechanism=series, ordinal=2, mode="hybrid")
    make_meeting("Third", mechanism=series, ordinal=3, mode="in-person", city="Jeju")
    ledger = "\n".join(rows(read(client, series)))
    assert "date not recorded · South Korea (online)" in ledger
    assert "date not recorded · hybrid" in ledger
    assert "date not recorded · Jeju · not recorded" in ledger


def test_two_sessions_may_share_a_number(client, db):
    series = make_mechanism()
    make_meeting("Resumed", mechanism=series, ordinal=1, start="2001-07", status=MeetingStatus.HELD)
    make_meeting("Begun", mechanism=series, ordinal=1, start="2000-11", status=MeetingStatus.HELD)
    ledger = rows(read(client, series))
    assert ledger == ["1st", "Resumed · July 2001 · held", "1st", "Begun · November 2000 · held"]


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
    assert rows(read(client, series)) == ["1st inferred", "Inaugural · date not recorded · cancelled [1]"]


def test_the_mark_of_an_inferred_status_is_beside_the_status(client, db):
    series = make_mechanism()
    meeting = make_meeting("Sixth", mechanism=series, ordinal=6, start="2004", status=MeetingStatus.HELD)
    make_citation(meeting, field="status", value="held", basis="inferred", note="The sessions around it were held.")
    assert "Sixth · 2004 · held inferred [1]" in rows(read(client, series))


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
        "Level\nministerial",
        "Established\n2008",
        "Cadence\nevery other year",
        "Founding agreement\nFounding MOU",
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
    assert "Decision 3" not in page.sections["Sessions by number"]
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
    assert "<title>1st: First, 2001, China</title>" in source
    assert re.findall(r'<circle class="(held|planned|other)" cx="\d+" cy="18"', source) == ["held", "held", "planned"]
    assert re.findall(r'<g class="missing" aria-hidden="true"><circle[^>]*><text[^>]*>(\d+)', source) == ["2"]
    assert re.findall(r"<title>(\w+: [^<]*[Dd]ust[^<]*)</title>", source) == [
        "1st: Dust is to be studied.",
        "3rd: The study of dust goes on.",
    ]
    assert "Secret" not in source


def test_it_begins_with_its_sessions_and_what_is_open_of_them(client, db):
    series = make_mechanism("Ministers Meeting")
    held = {"mechanism": series, "status": MeetingStatus.HELD}
    first = make_meeting("First", start="1999-01", ordinal=1, **held)
    make_meeting("Second", start="2000-02-26", end="2000-02-27", **held)
    make_meeting("Off", mechanism=series, start="2001", status=MeetingStatus.CANCELLED)
    make_meeting("Next", mechanism=series, start="2999-05", ordinal=4, status=MeetingStatus.TENTATIVE)
    make_agreement("Communique", meeting=first)
    for number in range(7):
        make_outcome(first, f"Decision {number}")
    page = read(client, series)
    assert list(page.sections)[:2] == ["Ministers Meeting", "At a glance"]
    words = " ".join(page.sections["At a glance"].split())
    assert words.startswith("1 Agreement 4 Sessions Last: 26 to 27 February 2000 Next: May 2999 tentative")
    assert "7 Open outcomes as of January 1999 (the 5 listed here)No outcomes recorded for 1 past meeting 0" in words
    assert len(page.rows("outcomes")) == 5
    assert {f"/{kind}/?mechanism=ministers-meeting" for kind in ("agreements", "meetings")} <= set(page.addresses)
    assert "/outcomes.csv?mechanism=ministers-meeting&amp;status=active" in page.source


def test_a_series_whose_sessions_are_all_on_the_page_has_no_link_to_see_them_all(client, db):
    series = make_mechanism("Ministers Meeting")
    for number in range(1, 14):
        make_meeting(mechanism=series, ordinal=number, start=f"{2000 + number}")
    page = read(client, series)
    assert "See all 13" not in page.text
    assert "Not printed here: 1 of 13." in page.text
