import pytest

from cooperation.models import Organization
from tests.factories import make_country, make_mechanism, make_meeting, make_organization, make_region, make_topic
from tests.settled import settle

from .reading import Page, Sheet


@pytest.fixture(autouse=True)
def cast(db):
    """Four meetings that differ in everything that a list can ask."""
    korea, china, vietnam, thailand = (make_country(code) for code in ("KOR", "CHN", "VNM", "THA"))
    air = make_topic("Air quality")
    dust = make_topic("Yellow dust", parent=air)
    temm, emm = make_mechanism("TEMM"), make_mechanism("Korea-Vietnam EMM")
    asean = make_organization("ASEAN")
    make_meeting(
        "Ministers in Beijing",
        mechanism=temm,
        countries=[korea, china],
        topics=[dust],
        start="2012-05-03",
        end="2012-05-04",
        status="held",
        mode="online",
    )
    make_meeting("Ministers in Hanoi", mechanism=emm, countries=[korea, vietnam], topics=[air], start="2012")
    make_meeting(
        "Asia meets in Bangkok",
        kind="conference",
        organizations=[asean],
        countries=[korea],
        host_country=thailand,
        start="2011-09",
        status="cancelled",
    )
    make_meeting("Korea alone", kind="training", countries=[korea])
    settle()


def titles(query):
    """The titles that the query string leaves."""
    page = Page(f"/meetings/?{query}")
    assert page.number == len(page.titles)
    return set(page.titles)


BEIJING, HANOI, BANGKOK, ALONE = "Ministers in Beijing", "Ministers in Hanoi", "Asia meets in Bangkok", "Korea alone"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {BEIJING, HANOI, BANGKOK, ALONE}),
        ("region=north-east-asia", {BEIJING, ALONE}),
        ("region=south-east-asia", {HANOI}),
        ("region=none", {BANGKOK}),
        ("region=None&region=south-east-asia", {HANOI, BANGKOK}),
        ("region=none&country=thailand", {BANGKOK}),
        ("mode=online", {BEIJING}),
        ("mode=online&mode=not-recorded&year=2012", {BEIJING, HANOI}),
        ("mode=hybrid", set()),
        ("country=vietnam", {HANOI}),
        ("country=VNM", {HANOI}),
        ("country=thailand", {BANGKOK}),
        ("country=vietnam&country=china", {BEIJING, HANOI}),
        ("country=vietnam&year=2011", set()),
        ("country=south-korea&year=2012&topic=air-quality", {BEIJING, HANOI}),
        ("topic=yellow-dust", {BEIJING}),
        ("kind=conference&kind=training", {BANGKOK, ALONE}),
        ("status=held", {BEIJING}),
        ("status=cancelled&status=held", {BEIJING, BANGKOK}),
        ("mechanism=temm", {BEIJING}),
        ("organization=asean", {BANGKOK}),
        ("year=2011&year=2012", {BEIJING, HANOI, BANGKOK}),
        ("from=2012", {BEIJING, HANOI}),
        ("from=2012-05-04", {BEIJING, HANOI}),
        ("from=2012-05-05", {HANOI}),
        ("to=2011", {BANGKOK}),
        ("from=2011-09-30&to=2012-01", {HANOI, BANGKOK}),
        ("from=2012&to=2012-05-03", {BEIJING, HANOI}),
        ("country=&year=&from=&to=&sort=&page=", {BEIJING, HANOI, BANGKOK, ALONE}),
        ("utm_source=letter&fbclid=1", {BEIJING, HANOI, BANGKOK, ALONE}),
    ],
)
def test_values_of_one_filter_widen_and_filters_narrow(query, found):
    assert titles(query) == found


def test_no_region_is_an_option_so_that_every_meeting_is_counted():
    page = Page("/meetings/")
    assert list(page.options("region").items())[-1] == ("none", "No region")
    assert page.counts("region") == {"north-east-asia": 2, "south-east-asia": 1, "none": 1}
    page = Page("/meetings/?region=none")
    assert page.chips == {"Region: No region": "/meetings/"}
    assert "<title>Meetings: No region · Cooperation registry · Ministry of Examples</title>" in page.html
    assert [row["title"] for row in Sheet("/meetings.csv?region=none").rows] == [BANGKOK]
    assert Page("/meetings/?region=none&year=2012").number == 0


def test_a_bloc_brings_its_meetings_into_its_regions():
    Organization.objects.get(name="ASEAN").regions.add(make_region("South East Asia"))
    assert titles("region=south-east-asia") == {HANOI, BANGKOK}
    assert titles("region=none") == set()


def test_a_host_that_is_not_recorded_as_a_participant_is_marked_where_it_is_chosen():
    (row,) = Page("/meetings/?country=thailand").rows
    assert "Thailand host only, not recorded as a participant" in row
    (row,) = Page("/meetings/?country=south-korea&country=thailand&year=2011").rows
    assert "Thailand host only, not recorded as a participant" in row
    (row,) = Page("/meetings/?country=south-korea&year=2011").rows
    assert "host only" not in row


def test_the_home_country_is_not_marked_where_no_participant_is_recorded():
    make_meeting("COP 12", host_country=make_country("KOR"), start="2014")
    (row,) = Page("/meetings/?country=south-korea&year=2014").rows
    assert "host only" not in row


def test_options_are_what_occurs_and_narrower_topics_bring_their_broader_one():
    make_country("KEN")
    make_topic("Soil")
    page = Page("/meetings/")
    assert page.options("country") == {
        "china": "China",
        "south-korea": "South Korea",
        "thailand": "Thailand",
        "vietnam": "Vietnam",
    }
    assert list(page.options("topic")) == ["air-quality", "yellow-dust"]
    assert list(page.options("year")) == ["2012", "2011"]
    assert set(page.options("kind")) == {"session", "conference", "training"}
    assert page.options("mechanism") == {"temm": "TEMM", "korea-vietnam-emm": "Korea-Vietnam EMM"}


def test_a_country_without_meetings_may_be_asked_for_and_is_then_an_option():
    make_country("KEN")
    page = Page("/meetings/?country=kenya")
    assert page.number == 0
    assert page.options("country")["kenya"] == "Kenya"
