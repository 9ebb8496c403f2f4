"""Where the demo's records belong: nothing stands in North East Asia only because Korea does."""

import pytest

from cooperation.models import RECORDS, Agreement, Mechanism, Meeting, Project
from cooperation.models.querysets import NO_REGION
from regions.models import Country, Region

pytestmark = pytest.mark.xdist_group("demo data")


def titles(model, slug):
    return {record.slug for record in model.objects.in_regions(Region.objects.filter(slug=slug))}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_what_is_in_north_east_asia_has_a_partner_there_or_is_of_a_series_that_is_there(demo_fixtures, model):
    partners = Country.objects.filter(region__slug="north-east-asia").exclude(alpha_3="KOR")
    there = model.objects.filter(**{f"{model.country_path}__in": partners})
    there |= model.objects.filter(regions__slug="north-east-asia")
    expected = {record.slug for record in there}
    if model is Meeting:
        series = ("neaspec-senior-officials-meeting", "northeast-asian-conference-on-environmental-cooperation")
        expected |= {session.slug for session in Meeting.objects.filter(mechanism__slug__in=series)}
        expected.add("temm-14-forum-for-students-and-the-industrial-community")
    assert titles(model, "north-east-asia") == expected


def test_what_is_done_with_asean_is_in_south_east_asia(demo_fixtures):
    with_asean = Project.objects.filter(organizations__slug="asean")
    assert with_asean.count() == 7
    assert {project.slug for project in with_asean} <= titles(Project, "south-east-asia")
    for region in Region.objects.exclude(slug="south-east-asia"):
        assert not with_asean.filter(pk__in=Project.objects.in_regions([region])).exists()


def test_the_forums_of_africa_are_there_with_their_sessions(demo_fixtures):
    assert titles(Mechanism, "africa") == {"korea-africa-forum", "korea-africa-environmental-cooperation-forum"}
    assert titles(Meeting, "africa") == {
        "korea-africa-forum-2",
        "korea-africa-forum-3",
        "korea-africa-environmental-cooperation-forum-2010",
        "korea-africa-environmental-cooperation-forum-2011",
    }


def test_only_what_is_of_all_the_world_has_no_region(demo_fixtures):
    without = {model: {record.slug for record in model.objects.in_regions([NO_REGION])} for model in RECORDS}
    assert without == {
        Agreement: set(),
        Meeting: {
            "cbd-cop-12",
            "climate-change-ministerial-meeting",
            "uncsd-1992",
            "world-conservation-congress-2012",
        },
        Project: set(),
        Mechanism: {"cbd-conference-of-the-parties", "world-conservation-congress"},
    }


def test_the_page_of_africa_links_both_forums(demo_fixtures, client):
    page = client.get("/regions/africa/").text
    assert 'href="/mechanisms/korea-africa-forum/"' in page
    assert 'href="/mechanisms/korea-africa-environmental-cooperation-forum/"' in page


def test_the_agreements_of_a_region_are_those_with_its_countries(demo_fixtures):
    assert titles(Agreement, "middle-east-and-central-asia") == {
        f"korea-{country}-environmental-cooperation-mou"
        for country in ("azerbaijan", "iran", "israel", "kazakhstan", "kuwait", "united-arab-emirates")
    }
    assert titles(Agreement, "africa") == set()


def test_a_country_finds_what_it_took_part_in_and_what_it_hosted(demo_fixtures):
    vietnam = Meeting.objects.in_countries(Country.objects.filter(alpha_3="VNM"))
    assert {"korea-vietnam-emm-9", "eas-emm-1"} <= {meeting.slug for meeting in vietnam}


def test_the_home_country_took_part_where_the_ministry_says_so(demo_fixtures):
    korea = Country.objects.get(alpha_3="KOR")
    for slug in (
        "temm-14",
        "asean-plus-three-emm-11",
        "eas-emm-3",
        "korea-africa-environmental-cooperation-forum-2010",
    ):
        assert korea in Meeting.objects.get(slug=slug).countries.all()
