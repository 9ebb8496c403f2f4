"""Where a record belongs: the regions where readers look for it, and the countries that took part or were the venue."""

import itertools

import pytest

from cooperation.models import Agreement, Mechanism, Meeting, Outcome, Project
from cooperation.models.querysets import NO_REGION
from regions.models import Country, Region
from tests import factories as f
from tests.cooperation.filters.oracle import by_path

pytestmark = pytest.mark.django_db

CODES = ("KOR", "CHN", "VNM", "KEN")
WHO = [codes for size in range(len(CODES) + 1) for codes in itertools.combinations(CODES, size)]
NORTH_EAST, SOUTH_EAST, AFRICA = "North East Asia", "South East Asia", "Africa"
REGION_OF = {"KOR": NORTH_EAST, "CHN": NORTH_EAST, "VNM": SOUTH_EAST, "KEN": AFRICA}


@pytest.fixture
def countries():
    return {code: f.make_country(code) for code in CODES}


def regions_of(codes, host, has_organization):
    """Rule 13, word by word."""
    partners = {code for code in codes if code != "KOR"}
    regions = {REGION_OF[code] for code in partners}
    is_alone = not partners and (host in (None, "KOR")) and not has_organization
    if "KOR" in codes and is_alone:
        regions.add(REGION_OF["KOR"])
    return regions


def check_regions(model, rows):
    """Compare `in_regions`, for each region and for two, with the regions that each row is said to belong to."""
    everywhere = sorted(set(REGION_OF.values()))
    for names in [*([name] for name in everywhere), [NORTH_EAST, AFRICA], []]:
        found = list(model.objects.in_regions(Region.objects.filter(name__in=names)).values_list("pk", flat=True))
        assert len(found) == len(set(found))
        assert set(found) == {pk for pk, regions in rows.items() if regions & set(names)}, names
    assert {row.pk for row in model.objects.in_regions([NO_REGION])} == {pk for pk in rows if not rows[pk]}


def check_countries(model, rows):
    """Compare the filter by country, for each country and for two, with the countries of each row."""
    for codes in [*([code] for code in CODES), ["CHN", "KEN"], []]:
        chosen = Country.objects.filter(alpha_3__in=codes)
        in_them = by_path(model.objects, "country", chosen)
        found = list(in_them.values_list("pk", flat=True))
        if model is not Outcome:
            assert list(model.objects.in_countries(chosen).values_list("pk", flat=True)) == found
        assert len(found) == len(set(found))
        assert set(found) == {pk for pk, places in rows.items() if places & set(codes)}, codes


def all_meetings(countries):
    ministry = f.make_organization()
    for codes, host, has_organization in itertools.product(WHO, [None, *CODES], [False, True]):
        meeting = f.make_meeting(
            host_country=countries.get(host),
            countries=[countries[code] for code in codes],
            organizations=[ministry] if has_organization else [],
        )
        yield meeting, codes, host, has_organization


def test_a_meeting_belongs_to_the_regions_of_its_partners_and_is_found_by_its_venue(countries):
    regions, places = {}, {}
    for meeting, codes, host, has_organization in all_meetings(countries):
        regions[meeting.pk] = regions_of(codes, host, has_organization)
        places[meeting.pk] = {*codes, host}
    check_regions(Meeting, regions)
    check_countries(Meeting, places)


@pytest.mark.parametrize(
    ("model", "make"), [(Agreement, f.make_agreement), (Project, f.make_project), (Mechanism, f.make_mechanism)]
)
def test_an_agreement_project_or_mechanism_belongs_to_the_regions_of_its_partners(countries, model, make):
    ministry, regions, places = f.make_organization(), {}, {}
    for codes, has_organization in itertools.product(WHO, [False, True]):
        organizations = [ministry] if has_organization else []
        row = make(countries=[countries[code] for code in codes], organizations=organizations)
        regions[row.pk] = regions_of(codes, None, has_organization)
        places[row.pk] = set(codes)
    check_regions(model, regions)
    check_countries(model, places)


def in_region(meeting):
    return {region.name for region in Region.objects.all() if meeting in Meeting.objects.in_regions([region])}


def test_the_home_country_alone_counts(countries):
    assert in_region(f.make_meeting(countries=[countries["KOR"]])) == {NORTH_EAST}


def test_the_home_country_alone_in_a_foreign_city_does_not_count(countries):
    assert in_region(f.make_meeting(countries=[countries["KOR"]], host_country=countries["KEN"])) == set()


def test_the_home_country_does_not_count_beside_a_partner(countries):
    assert in_region(f.make_meeting(countries=[countries["KOR"], countries["VNM"]])) == {SOUTH_EAST}


def test_the_home_country_does_not_count_beside_an_organization(countries):
    body = f.make_organization("UNEP", kind="international")
    assert in_region(f.make_meeting(countries=[countries["KOR"]], organizations=[body])) == set()


def test_a_bloc_does_not_bring_its_members_along(countries):
    asean = f.make_organization("ASEAN", kind="bloc")
    f.make_membership(asean, countries["VNM"])
    meeting = f.make_meeting(countries=[countries["KOR"]], organizations=[asean])
    assert in_region(meeting) == set()
    assert not Meeting.objects.in_countries([countries["VNM"]]).exists()


def test_a_national_body_does_not_bring_its_country_along(countries):
    body = f.make_organization("Ministry", country=countries["CHN"])
    f.make_agreement(organizations=[body])
    f.make_party(f.make_agreement(), country=countries["KEN"], signed_by=body)
    assert not Agreement.objects.in_countries([countries["CHN"]]).exists()


def test_the_home_country_is_whichever_the_registry_is_of(countries, settings):
    settings.HOME_COUNTRY = "VNM"
    meeting = f.make_meeting(countries=[countries["KOR"], countries["VNM"]])
    assert in_region(meeting) == {NORTH_EAST}


def test_a_draft_and_what_is_public_are_told_apart_by_published_alone(countries):
    f.make_meeting(published=False, countries=[countries["CHN"]])
    china = [countries["CHN"]]
    assert Meeting.objects.in_countries(china).count() == 1
    assert not Meeting.objects.published().in_countries(china).exists()
    assert not Meeting.objects.in_countries(china).published().exists()


def test_outcomes_belong_to_the_regions_of_whom_they_name_else_to_those_of_their_meeting(countries):
    regions, places = {}, {}
    named = itertools.cycle([((), ()), (("KEN",), ()), ((), ("VNM", "KEN")), (("CHN",), ("CHN",)), (("KOR",), ())])
    for meeting, codes, host, has_organization in all_meetings(countries):
        by, to = next(named)
        outcome = f.make_outcome(
            meeting, by_countries=[countries[code] for code in by], to_countries=[countries[code] for code in to]
        )
        own = {REGION_OF[code] for code in {*by, *to} - {"KOR"}}
        regions[outcome.pk] = own or regions_of(codes, host, has_organization)
        places[outcome.pk] = {*codes, *by, *to}
    check_regions(Outcome, regions)
    check_countries(Outcome, places)
