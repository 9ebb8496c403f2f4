"""The sources of a page: folded by section, or all of them shown."""

import re

import pytest

from cooperation.domain.choices import Origin
from cooperation.domain.marks import MARKS
from tests.cooperation.public.hub import ADDRESSES, Hub
from tests.factories import (
    make_citation,
    make_country,
    make_meeting,
    make_outcome,
    make_phase,
    make_project,
    make_source,
)
from tests.reading import read

FOLDED, SHOWN = '<details class="claims">', '<details class="claims" open>'


@pytest.fixture
def meeting(db):
    meeting = make_meeting(slug="tripartite", start="2012-05", city="Beijing", countries=[make_country("CHN")])
    source = make_source("The ministry's page")
    for field in ("start", "city", "countries"):
        make_citation(meeting, field=field, source=source)
    for number in range(2):
        outcome = make_outcome(meeting, f"Outcome {number}")
        make_citation(meeting, outcome=outcome)
        make_citation(meeting, outcome=outcome, field="status")
    return meeting


def test_the_facts_of_a_page_have_one_toggle_and_so_has_each_outcome(client, meeting):
    page = read(client, meeting)
    assert page.source.count(FOLDED) == 3
    assert page.text.count("Sources for these facts") == 1
    assert "Sources for these facts\nStart\nThe ministry's page\nCity\nThe ministry's page\nParticipants" in page.text


def test_the_sources_of_all_phases_have_one_toggle_which_names_each_phase(client, db):
    project = make_project()
    for name in ("First", "Second"):
        make_citation(project, phase=make_phase(project, name=name, amount=5, currency="USD"), field="amount")
    page = read(client, project)
    assert page.source.count(FOLDED) == 1
    assert "Sources for the phases\nFirst: Amount\n" in page.text
    assert "\nSecond: Amount\n" in page.text


def test_one_link_shows_all_sources_and_another_hides_them(client, meeting):
    page = read(client, meeting)
    assert "Show all sources" in page.text
    assert "?sources=all" in page.addresses
    shown = read(client, "/meetings/tripartite/?sources=all")
    assert (shown.source.count(SHOWN), shown.source.count(FOLDED)) == (3, 0)
    assert "Hide sources" in shown.text
    assert "/meetings/tripartite/" in shown.addresses
    assert shown.canonical == page.canonical
    assert '<meta name="robots" content="noindex">' in shown.source
    assert read(client, "/meetings/tripartite/?sources=some").source.count(FOLDED) == 3


def test_all_sources_of_a_country_are_shown_also_those_of_its_codes_and_names(client, db):
    country = make_country("CHN", summary="A partner.", other_names="PRC")
    for field in ("summary", "other_names"):
        make_citation(country, field=field)
    assert "A partner.\nSources: China" in read(client, country).text
    shown = read(client, f"{country.get_absolute_url()}?sources=all").source
    assert shown.count(SHOWN) == 2
    assert '<details class="codes" open>' in shown


def test_a_page_without_sources_has_no_link_to_them(client, db):
    assert "Show all sources" not in read(client, make_meeting()).text


def test_what_the_ministry_states_has_no_mark_and_what_others_state_has_one(client, db):
    meeting = make_meeting(city="Beijing")
    make_citation(meeting, field="city", value="Beijing")
    assert 'class="mark' not in read(client, meeting).source
    make_citation(meeting, field="city", source=make_source("A secretariat", origin=Origin.EXTERNAL))
    page = read(client, meeting)
    assert "A secretariat external source" in page.text
    assert page.source.count('class="mark') == 1


def test_each_mark_of_a_page_links_to_its_meaning(client, db):
    hub = Hub()
    hub.grow()
    doubt = {"basis": "inferred", "is_disputed": True, "is_incomplete": True, "note": "Not certain."}
    make_citation(hub.meeting, field="countries", **doubt)
    make_meeting("Abroad", host_country=hub.country, countries=[make_country("FJI")], status="not-recorded")
    legend = read(client, "/about/")
    marked = set()
    for address in (*ADDRESSES, *hub.addresses):
        source = read(client, address).source
        for tag, attributes in re.findall(r'<(\w+) (class="mark[^>]*)>', source):
            if address != "/about/":
                assert tag == "a", address
                marked.add(re.search(r'href="/about/#([\w-]+)"', attributes)[1])
    assert marked >= {"mark-inferred", "mark-disputed", "mark-incomplete", "mark-computed", "mark-host-only"}
    assert marked <= set(legend.ids)
    assert {f"mark-{code}" for code in MARKS} <= set(legend.ids)
    assert all(f"{mark.label}\n{mark.meaning}" in legend.text for mark in MARKS.values())
