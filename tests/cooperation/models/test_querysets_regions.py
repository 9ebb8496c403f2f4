"""The regions of a record: what it says itself, else what its mechanism or the whole that it is part of says."""

import random

import pytest

from cooperation.models import Agreement, Mechanism, Meeting, Organization, Outcome, Project
from cooperation.models.querysets import NO_REGION
from regions.models import Region
from tests import factories as f

pytestmark = pytest.mark.django_db

NORTH_EAST, SOUTH_EAST, AFRICA = "North East Asia", "South East Asia", "Africa"


@pytest.fixture
def africa():
    return f.make_region(AFRICA)


@pytest.fixture
def asean():
    return f.make_organization("ASEAN", kind="bloc", regions=[f.make_region(SOUTH_EAST)])


def regions_of(row):
    """The names of the regions that a row is found by; None among them is that it has none."""
    rows = type(row).objects
    found = {region.name for region in Region.objects.all() if row in rows.in_regions([region])}
    if row in rows.in_regions([NO_REGION]):
        assert not found
        return {None}
    return found


@pytest.mark.parametrize("make", [f.make_agreement, f.make_meeting, f.make_project, f.make_mechanism])
def test_a_record_has_the_regions_of_its_countries_its_organizations_and_its_own(make, africa, asean):
    korea, china, body = f.make_country("KOR"), f.make_country("CHN"), f.make_organization()
    assert regions_of(make()) == {None}
    assert regions_of(make(countries=[korea])) == {NORTH_EAST}
    assert regions_of(make(countries=[korea], organizations=[body])) == {None}
    assert regions_of(make(countries=[korea], organizations=[asean])) == {SOUTH_EAST}
    assert regions_of(make(countries=[korea], regions=[africa])) == {AFRICA}
    row = make(countries=[korea, china], organizations=[asean, body], regions=[africa])
    assert regions_of(row) == {NORTH_EAST, SOUTH_EAST, AFRICA}


def test_a_body_that_signs_on_behalf_of_a_party_gives_no_region(asean):
    party = f.make_party(country=f.make_country("KEN"), signed_by=asean)
    assert regions_of(party.agreement) == {AFRICA}


def test_without_any_it_has_those_of_its_mechanism_then_those_of_the_whole(africa, asean):
    project = f.make_project(organizations=[asean])
    forum = f.make_mechanism(regions=[africa])
    assert regions_of(f.make_project(mechanism=forum)) == {AFRICA}
    assert regions_of(f.make_meeting(part_of_project=project)) == {SOUTH_EAST}
    session = f.make_meeting(mechanism=forum, part_of_project=project)
    assert regions_of(session) == {AFRICA}
    assert regions_of(f.make_meeting(part_of_meeting=session)) == {AFRICA}
    assert regions_of(f.make_meeting(mechanism=f.make_mechanism(), part_of_project=project)) == {SOUTH_EAST}
    assert regions_of(f.make_meeting(mechanism=forum, countries=[f.make_country("CHN")])) == {NORTH_EAST}
    assert regions_of(f.make_mechanism(parent=forum)) == {AFRICA}


def test_the_home_country_comes_after_the_mechanism_and_the_whole(africa):
    korea = f.make_country("KOR")
    forum, bare = f.make_mechanism(regions=[africa]), f.make_mechanism()
    assert regions_of(f.make_meeting(mechanism=forum, countries=[korea])) == {AFRICA}
    assert regions_of(f.make_meeting(mechanism=bare, countries=[korea])) == {NORTH_EAST}
    at_home = f.make_mechanism(countries=[korea])
    assert regions_of(f.make_meeting(mechanism=at_home)) == {NORTH_EAST}


def test_a_draft_or_what_was_withdrawn_gives_others_no_region(africa):
    for state in ({"published": False}, {"withdrawn": True}):
        hidden = f.make_mechanism(regions=[africa], **state)
        assert regions_of(hidden) == {AFRICA}
        assert regions_of(f.make_meeting(mechanism=hidden)) == {None}
        whole = f.make_meeting(mechanism=f.make_mechanism(regions=[africa]), **state)
        assert regions_of(f.make_meeting(part_of_meeting=whole)) == {None}
    draft = f.make_meeting(published=False, mechanism=f.make_mechanism(regions=[africa]))
    assert regions_of(draft) == {AFRICA}
    assert regions_of(f.make_outcome(draft)) == {AFRICA}


def test_a_circle_of_meetings_ends(africa):
    first = f.make_meeting()
    second = f.make_meeting(part_of_meeting=first)
    third = f.make_meeting(part_of_meeting=second)
    Meeting.objects.filter(pk=first.pk).update(part_of_meeting=third)
    assert [regions_of(meeting) for meeting in (first, second, third)] == [{None}] * 3
    second.regions.add(africa)
    assert [regions_of(meeting) for meeting in (first, second, third)] == [{AFRICA}] * 3


def test_an_outcome_has_those_of_whom_it_is_by_or_to_else_those_of_its_meeting(africa, asean):
    meeting = f.make_meeting(regions=[africa])
    korea, china = f.make_country("KOR"), f.make_country("CHN")
    assert regions_of(f.make_outcome(meeting)) == {AFRICA}
    assert regions_of(f.make_outcome(meeting, by_countries=[korea])) == {AFRICA}
    assert regions_of(f.make_outcome(meeting, by_countries=[korea], to_countries=[china])) == {NORTH_EAST}
    assert regions_of(f.make_outcome(meeting, by_organizations=[asean])) == {SOUTH_EAST}
    assert regions_of(f.make_outcome(meeting, to_organizations=[asean], by_countries=[china])) == {
        NORTH_EAST,
        SOUTH_EAST,
    }
    assert regions_of(f.make_outcome(meeting, concerns_organizations=[asean])) == {AFRICA}


def test_an_organization_has_the_regions_that_it_states_and_that_of_its_country(africa, asean):
    assert regions_of(asean) == {SOUTH_EAST}
    assert regions_of(f.make_organization(country=f.make_country("KOR"))) == {NORTH_EAST}
    assert regions_of(f.make_organization(country=f.make_country("KOR"), regions=[africa])) == {NORTH_EAST, AFRICA}
    assert regions_of(f.make_organization()) == {None}


def by_the_rule(row, seen=()):
    """The rule, word by word, from the rows themselves."""
    if isinstance(row, Outcome):
        countries = {*row.by_countries.all(), *row.to_countries.all()}
        organizations = {*row.by_organizations.all(), *row.to_organizations.all()}
        stated = set()
    elif isinstance(row, Agreement):
        parties = row.parties.all()
        countries = {party.country for party in parties} - {None}
        organizations = {party.organization for party in parties} - {None}
        stated = {*row.regions.all()}
    else:
        countries, organizations, stated = map(set, (row.countries.all(), row.organizations.all(), row.regions.all()))
    partners = {country for country in countries if country.alpha_3 != "KOR"}
    found = stated | {country.region for country in partners}
    found |= {region for organization in organizations for region in organization.regions.all()}
    if isinstance(row, Outcome):
        return found or by_the_rule(row.meeting)
    above = [getattr(row, name, None) for name in ("mechanism", "parent", "part_of_meeting", "part_of_project")]
    for whole in filter(None, above):
        if not found and whole.is_public and whole not in seen:
            found = by_the_rule(whole, (*seen, row))
    others = [*partners, *organizations, *stated]
    if getattr(row, "host_country", None) and row.host_country.alpha_3 != "KOR":
        others.append(row.host_country)
    if not found and not others:
        return {country.region for country in countries}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_any_registry_is_as_the_rule_says(seed):
    chance = random.Random(seed)  # noqa: S311
    countries = [f.make_country(code) for code in ("KOR", "KOR", "KOR", "CHN", "VNM", "KEN")]
    regions = list(Region.objects.all())
    bodies = [f.make_organization(regions=chance.sample(regions, chance.choice([0, 0, 1, 2]))) for _ in range(4)]

    def some(things, chances=0.3):
        return {chance.choice(things)} if chance.random() < chances else set()

    def fields(**more):
        who = {"countries": some(countries, 0.4), "organizations": some(bodies, 0.2), "regions": some(regions, 0.1)}
        return who | {"published": chance.random() < 0.85} | more

    def one_of(rows):
        return chance.choice([None, *rows])

    mechanisms = []
    for _ in range(5):
        mechanisms.append(f.make_mechanism(**fields(parent=one_of(mechanisms))))
    projects = [f.make_project(**fields(mechanism=one_of(mechanisms))) for _ in range(5)]
    meetings = []
    for _ in range(16):
        whole = chance.choice([{"part_of_meeting": one_of(meetings)}, {"part_of_project": one_of(projects)}])
        host = chance.choice([None, None, *countries])
        meetings.append(f.make_meeting(**fields(mechanism=one_of(mechanisms), host_country=host, **whole)))
    for meeting in meetings[:2]:  # a circle, where they are part of no project
        Meeting.objects.filter(pk=meeting.pk, part_of_project=None).exclude(pk=meetings[-1].pk).update(
            part_of_meeting=meetings[-1]
        )
    for meeting in meetings:
        f.make_outcome(meeting, by_countries=some(countries), to_organizations=some(bodies, 0.1))
    for _ in range(5):
        f.make_agreement(**fields())
    for model in (Mechanism, Project, Meeting, Agreement, Outcome):
        said = {region.name: set(model.objects.in_regions([region])) for region in regions}
        none = set(model.objects.in_regions([NO_REGION]))
        for row in model.objects.all():
            due = by_the_rule(row)
            assert {name for name, rows in said.items() if row in rows} == {region.name for region in due}, row
            assert (row in none) == (not due), row
    assert {None} in [regions_of(row) for row in [*meetings, *Organization.objects.all()]]
