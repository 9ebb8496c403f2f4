"""The timeline on the pages of countries, topics and mechanisms."""

import re

import pytest

from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_project,
    make_topic,
)
from tests.reading import read


@pytest.fixture
def pages(db):
    """A country, a topic and a series that share an agreement, a meeting and a project, beside undated and drafts."""
    korea, china, air = make_country("KOR"), make_country("CHN"), make_topic("Air")
    series = make_mechanism("Ministers", acronym="TEMM", countries=[china])
    who = {"countries": [korea, china], "topics": [air]}
    meeting = make_meeting("14th", mechanism=series, ordinal=14, start="2012-05-03", end="2012-05-04", **who)
    make_citation(meeting, field="start", value="2012-05-03", basis="inferred", note="By the programme.")
    make_meeting("Undated", mechanism=series, **who)
    make_meeting("Draft", mechanism=series, start="2013", published=False, **who)
    make_agreement("Communiqué", meeting=meeting, adopted_on="2012-05", **who)
    make_project("Dust", mechanism=series, actual_start="2010", status="implementation", **who)
    make_project("Planned", mechanism=series, planned_start="2011", planned_end="2012", **who)
    return [china.get_absolute_url(), air.get_absolute_url(), series.get_absolute_url()]


def bars(page):
    """What each bar says, and where it leads."""
    return dict(re.findall(r'<a href="([^"]*)"><title>([^<]*)</title><rect', page.source))


def test_each_dated_record_is_a_bar_that_leads_to_it(client, pages):
    for address in pages:
        assert bars(read(client, address)) == {
            "/agreements/communique/": "Communiqué: adopted May 2012",
            "/meetings/14th/": "14th: 3 to 4 May 2012, inferred",
            "/projects/dust/": "Dust: 2010, ongoing",
            "/projects/planned/": "Planned: planned 2011 to 2012",
        }, address


def test_the_table_says_the_same_newest_first(client, pages):
    for address in pages:
        table = (
            read(client, address).sections["Timeline"].partition("WhenWhat")[2]
            or read(client, address).sections["Timeline"]
        )
        words = [
            "3 to 4 May 2012 inferred\n14th",
            "adopted May 2012\nCommuniqué",
            "planned 2011 to 2012\nPlanned",
            "2010\nDust",
        ]
        places = [table.index(each) for each in words]
        assert places == sorted(places)
        assert "Undated" not in table


def test_series_with_an_acronym_are_named_by_it(client, pages):
    assert ">TEMM 14</text>" in read(client, pages[0]).source


def test_the_newest_twenty_are_drawn_and_the_lists_are_named(client, db):
    china = make_country("CHN")
    for number in range(21):
        make_meeting(f"Meeting {number}", start=f"{1900 + number}", countries=[china])
    page = read(client, china)
    assert len(bars(page)) == 20
    assert "/meetings/meeting-0/" not in bars(page)
    assert "Only the newest 20 of 21 are shown. See all: agreements, meetings, projects." in page.text
    assert "/meetings/?country=china" in page.addresses


def test_without_anything_dated_there_is_none(client, db):
    china = make_country("CHN")
    make_meeting(countries=[china])
    assert "Timeline" not in read(client, china).sections
