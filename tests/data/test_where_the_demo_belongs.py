"""Where the demo's records belong: nothing stands in North East Asia only because Korea does."""

import pytest

from cooperation.models import RECORDS, Agreement, Meeting, Project
from regions.models import Country, Region

pytestmark = pytest.mark.xdist_group("demo data")


def titles(model, slug):
    return {record.slug for record in model.objects.in_regions(Region.objects.filter(slug=slug))}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_what_is_in_north_east_asia_has_a_partner_there(demo_fixtures, model):
    partners = Country.objects.filter(region__slug="north-east-asia").exclude(alpha_3="KOR")
    with_partner = {record.slug for record in model.objects.filter(**{f"{model.country_path}__in": partners})}
    assert titles(model, "north-east-asia") == with_partner


def test_what_is_done_with_asean_is_in_no_region_unless_its_members_are_named(demo_fixtures):
    with_asean = Project.objects.filter(organizations__slug="asean")
    assert with_asean.count() == 7
    for region in Region.objects.all():
        assert not with_asean.filter(pk__in=Project.objects.in_regions([region])).exists()


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
