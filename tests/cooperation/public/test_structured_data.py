"""Each detail page describes its object as JSON-LD, in the vocabulary of schema.org.

tests/data/schema_org.json has the types that the pages use and those above them, with all of their properties and what
each may hold.
"""

import json
import re
from itertools import islice
from pathlib import Path

import pytest

from cooperation.domain.dates import PATTERN
from cooperation.models import SEARCHED, Outcome
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_project,
    make_topic,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
VOCABULARY = json.loads((Path(__file__).resolve().parents[2] / "data" / "schema_org.json").read_text())
MEMBERS = {f"https://schema.org/{each}": name for name, it in VOCABULARY.items() for each in it.get("members", ())}


def blocks(page):
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.source, re.DOTALL)


def graph(client, thing):
    """Return the objects in the page's block by their types."""
    [block] = blocks(read(client, thing))
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    return {each["@type"]: each for each in data["@graph"]}


def with_parents(kind):
    return {kind}.union(*map(with_parents, VOCABULARY[kind]["parents"]))


def ranges(kind, name):
    """Return what the property may hold, or None if the type does not have it."""
    return next((found for each in with_parents(kind) if (found := VOCABULARY[each]["properties"].get(name))), None)


def fits(value, allowed):
    if isinstance(value, dict):
        return "@type" not in value or with_parents(value["@type"]) & set(allowed)
    if value in MEMBERS:
        return MEMBERS[value] in allowed
    if isinstance(value, int):
        return {"Integer", "Number"} & set(allowed)
    if {"Date", "DateTime"} & set(allowed):
        return re.match(PATTERN, value) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d", value)
    is_address = re.match("https?://", value)
    return "Text" in allowed or (is_address and ("URL" in allowed or not {"Date", "Number"} & set(allowed)))


def faults(value):
    """Yield each type, property and value that is not in the vocabulary."""
    if isinstance(value, list):
        for each in value:
            yield from faults(each)
    elif isinstance(value, dict) and "@type" in value:
        kind = value["@type"]
        if kind not in VOCABULARY:
            yield f"type {kind}"
            return
        for name, held in value.items():
            if name.startswith("@"):
                continue
            allowed = ranges(kind, name)
            values = held if isinstance(held, list) else [held]
            if allowed is None:
                yield f"{kind}.{name}"
            elif not all(fits(each, allowed) for each in values):
                yield f"{kind}.{name}: {held!r} is none of {allowed}"
            if held in (None, "", []):
                yield f"{kind}.{name} has no value"
            yield from faults(held)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"@type": "Conference"}, "type Conference"),
        ({"@type": "Event", "foundingDate": "2012"}, "Event.foundingDate"),
        ({"@type": "Event", "startDate": "in 2012"}, "Event.startDate: 'in 2012' is none of ['Date', 'DateTime']"),
        ({"@type": "Event", "attendee": {"@type": "Country"}}, "Event.attendee"),
        ({"@type": "Event", "eventStatus": "https://schema.org/InForce"}, "Event.eventStatus"),
        ({"@type": "Event", "name": ""}, "Event.name has no value"),
    ],
)
def test_the_check_finds_what_is_wrong(wrong, fault):
    assert any(each.startswith(fault) for each in faults(wrong))


def test_all_pages_of_the_demo_use_the_vocabulary(client, demo_fixtures):
    for model in SEARCHED:
        if model is Outcome:  # has no page of its own
            continue
        things = list(islice(model.objects.published().order_by("pk"), 10))
        assert things
        for thing in things:
            [block] = blocks(read(client, thing))
            assert list(faults(json.loads(block)["@graph"])) == [], thing


def test_a_meeting_is_an_event(client):
    series = make_mechanism("Ministers Meeting")
    korea = make_country("KOR")
    summit = make_meeting("Summit")
    meeting = make_meeting(
        "14th Ministers Meeting",
        start="2012-05",
        status="held",
        mode="hybrid",
        city="Busan",
        host_country=korea,
        mechanism=series,
        part_of_meeting=summit,
        countries=[korea],
        organizations=[make_organization("Fund")],
        topics=[make_topic("Air")],
    )
    event = graph(client, meeting)["Event"]
    assert event["name"] == "14th Ministers Meeting"
    assert event["url"] == f"http://testserver{meeting.get_absolute_url()}"
    assert event["startDate"] == "2012-05"
    assert "endDate" not in event
    assert "description" not in event
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [(each["@type"], each["name"]) for each in event["superEvent"]] == [
        ("EventSeries", "Ministers Meeting"),
        ("Event", "Summit"),
    ]
    assert event["location"]["name"] == "Busan"
    assert [each["name"] for each in event["location"]["address"]["addressCountry"]] == [str(korea)]
    assert [each["name"] for each in event["attendee"]] == ["Fund"]
    assert [each["name"] for each in event["about"]] == ["Air"]


@pytest.mark.parametrize(
    ("status", "address"),
    [
        ("confirmed", "https://schema.org/EventScheduled"),
        ("postponed", "https://schema.org/EventPostponed"),
        ("cancelled", "https://schema.org/EventCancelled"),
        ("tentative", None),
        ("not-recorded", None),
    ],
)
def test_the_status_of_an_event_is_left_out_if_it_is_not_certain(client, status, address):
    event = graph(client, make_meeting(status=status, start="2031"))["Event"]
    assert event.get("eventStatus") == address
    assert "eventAttendanceMode" not in event
    assert "location" not in event


def test_an_event_names_nothing_that_readers_do_not_see(client):
    draft = make_meeting("Secret summit", published=False)
    meeting = make_meeting("Talks", part_of_meeting=draft)
    assert "Secret summit" not in json.dumps(graph(client, meeting))


def test_a_binding_agreement_is_legislation_and_another_one_a_creative_work(client):
    treaty = make_agreement(
        kind="convention", binding="binding", signed_on="1992-06", in_force_on="1994", reference="T-1"
    )
    legislation = graph(client, treaty)["Legislation"]
    assert legislation["legislationDate"] == "1992-06"
    assert legislation["legislationDateOfApplicability"] == "1994"
    assert legislation["legislationIdentifier"] == "T-1"
    assert legislation["legislationType"] == "convention"
    found = graph(client, make_agreement(kind="mou", binding="non-binding", signed_on="2001"))
    assert "Legislation" not in found
    assert found["CreativeWork"]["genre"] == "memorandum of understanding"
    assert found["CreativeWork"]["dateCreated"] == "2001"


def test_a_project_has_its_dates_and_countries(client):
    project = graph(client, make_project(actual_start="2009", planned_end="2012", countries=[make_country("VNM")]))
    assert project["Project"]["foundingDate"] == "2009"
    assert "dissolutionDate" not in project["Project"]
    assert [each["@type"] for each in project["Project"]["areaServed"]] == ["Country"]


def test_a_mechanism_is_a_series_of_events_if_it_has_meetings(client):
    series, framework = make_mechanism("Series"), make_mechanism("Framework")
    make_meeting(mechanism=series)
    assert graph(client, series)["EventSeries"]["name"] == "Series"
    assert set(graph(client, framework)) == {"BreadcrumbList", "WebPage"}


def test_a_ministry_is_a_government_organization(client):
    ministry, fund = make_organization("Ministry", kind="ministry"), make_organization("Fund", kind="fund")
    make_meeting(organizations=[ministry, fund])
    assert graph(client, ministry)["GovernmentOrganization"]["name"] == "Ministry"
    assert graph(client, fund)["Organization"]["name"] == "Fund"


def test_a_country_has_its_formal_name_before_its_other_names(client):
    country = graph(client, make_country("KOR", formal_name="Republic of Korea", other_names="ROK"))["Country"]
    assert country["name"] == "South Korea"
    assert country["alternateName"] == ["Republic of Korea", "ROK"]


def test_a_page_has_its_breadcrumbs_licence_and_publisher(client):
    found = graph(client, make_meeting("Talks"))
    steps = [(each["position"], each["name"]) for each in found["BreadcrumbList"]["itemListElement"]]
    assert steps == [(1, "Home"), (2, "Meetings"), (3, "Talks")]
    page = found["WebPage"]
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page["publisher"]["name"] == "Ministry of Examples"
    assert page["mainEntity"]["@id"] == found["Event"]["@id"]


def test_no_text_ends_the_block(client):
    meeting = make_meeting("</script><script>alert(1)</script> & more <!--")
    page = read(client, meeting)
    [block] = blocks(page)
    assert not set(block) & set("<>&")
    assert graph(client, meeting)["Event"]["name"] == "</script><script>alert(1)</script> & more <!--"


def test_a_preview_has_no_block(client, admin_client):
    assert blocks(read(admin_client, make_meeting(published=False))) == []
