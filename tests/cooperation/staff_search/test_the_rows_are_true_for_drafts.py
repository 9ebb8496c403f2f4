"""The staff's search rows follow the records on every path, drafts included: `check` finds nothing."""

import pytest
from django.db import connection
from django.utils import timezone

from cooperation import index, search, staff_search
from cooperation.domain.choices import MeetingStatus
from cooperation.models import Agreement, Citation, Meeting, Outcome
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_project,
    make_region,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def found(condition, model=Meeting):
    """The rows of a condition, after everything settled and nothing was found wrong."""
    settle()
    assert list(search.check()) == []
    return set(model.objects.filter(condition))


def named(text, model=Meeting):
    settle()
    [condition] = staff_search.has_words(model, [text])
    return found(condition, model)


def test_the_demo_data_is_there(demo_fixtures):
    settle()
    assert list(search.check()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_staff_search WHERE kind = 'meeting'")
        assert cursor.fetchone()[0] == Meeting.objects.count() > 10


def test_a_draft_is_found_by_its_names_and_those_of_what_it_refers_to():
    country, series = make_country("VNM"), make_mechanism("Peatland talks", acronym="PLT", published=False)
    body = make_organization("Mangrove Fund", acronym="MF")
    draft = make_meeting(
        "Wetlands", mechanism=series, host_country=country, organizations=[body], reference="AB/12-7", published=False
    )
    for text in ("wet", "PLT", "peatland t", "vietn", "VNM", "mangrove fund", "mf", "12-7", "ab/12", "wetlands"):
        assert named(text) == {draft}, text
    for text in ("etland", "lands", "fund mangrove", "2-7", "plts"):
        assert named(text) == set(), text
    series.title, series.slug = "Dunes", "dunes"
    series.save()
    assert named("peatland") == set()
    assert named("dune") == {draft}
    Meeting.objects.update(title="Rivers", mechanism=None, slug="rivers")
    assert named("wet") == named("dune") == set()
    assert named("river") == {draft}


def test_an_outcome_is_found_by_its_meeting_and_goes_with_it():
    meeting = make_meeting("Wetlands", published=False)
    outcome = make_outcome(meeting, "Peat is kept.")
    assert named("wetl", Outcome) == named("peat", Outcome) == {outcome}
    Meeting.objects.update(title="Rivers", slug="rivers")
    assert named("wetl", Outcome) == set()
    meeting.delete()
    assert named("peat", Outcome) == set()


def test_parties_and_organizations_of_projects():
    body = make_organization("Baobab Fund")
    agreement, project = make_agreement(published=False), make_project(published=False)
    make_party(agreement, organization=body)
    project.project_organizations.create(organization=body, role="funding")
    assert named("baobab", Agreement) == {agreement}
    assert named("baobab", type(project)) == {project}
    agreement.parties.all().delete()
    assert named("baobab", Agreement) == set()


def test_states():
    def are(name, value):
        return found(staff_search.has_state(name, value))

    draft = make_meeting(start=None, status=MeetingStatus.TENTATIVE, published=False)
    for name, value in (("quality", "no-date"), ("quality", "no-topic"), ("quality", "no-source")):
        assert are(name, value) == {draft}, value
    assert are("publication", "draft") == are("status", "tentative") == {draft}
    assert are("quality", "disputed") == are("publication", "published") == set()
    citation = make_citation(draft, is_disputed=True, note="Another has 2010.")
    outcome = make_outcome(draft)
    draft.topics.add(make_topic())
    Meeting.objects.update(start="2012", status=MeetingStatus.HELD, published_at=timezone.now())
    for name, value in (("quality", "no-date"), ("quality", "no-topic"), ("quality", "no-source")):
        assert are(name, value) == set(), value
    assert are("quality", "disputed") == are("publication", "published") == are("status", "held") == {draft}
    Citation.objects.filter(pk=citation.pk).update(is_disputed=False)
    outcome.delete()
    draft.topics.clear()
    assert are("quality", "disputed") == set()
    assert are("quality", "no-topic") == are("quality", "no-outcomes") == {draft}
    Meeting.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="An error.")
    assert are("publication", "withdrawn") == {draft}
    assert are("quality", "no-topic") == are("quality", "no-outcomes") == are("publication", "published") == set()
    Meeting.objects.update(withdrawn_at=None, withdrawal_reason="", status=MeetingStatus.CANCELLED)
    assert are("quality", "no-topic") == {draft}
    assert are("quality", "no-outcomes") == set()


def test_the_regions_of_drafts_follow_what_gives_them():
    lakelands, highlands = make_region("Lakelands"), make_region("Highlands")
    country = make_country(region=lakelands)
    bloc = make_organization(kind="bloc", regions=[lakelands])
    series = make_mechanism(organizations=[bloc])
    attended = make_meeting(countries=[country], published=False)
    session = make_meeting(mechanism=series, published=False)
    stated = make_meeting(regions=[highlands], published=False)
    nowhere = make_meeting(published=False)

    def of(region):
        return found(staff_search.in_regions(region.pk if region else 0))

    assert of(lakelands) == {attended, session}
    assert of(highlands) == {stated}
    assert of(None) == {nowhere}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_country SET region_id = %s WHERE id = %s", [highlands.pk, country.pk])
    assert of(lakelands) == {session}
    assert of(highlands) == {attended, stated}
    bloc.regions.set([highlands])
    assert of(lakelands) == set()
    series.organizations.clear()
    assert of(None) == {nowhere, session}
    series.regions.add(lakelands)
    assert of(lakelands) == {session}
    type(series).objects.update(withdrawn_at=timezone.now(), withdrawal_reason="An error.")
    assert of(lakelands) == set(), "nothing has regions from what is not public"


def test_another_home_country_gives_drafts_other_regions(settings):
    lakelands, highlands = make_country(region=make_region("Lakelands")), make_country(region=make_region("Highlands"))
    settings.HOME_COUNTRY = lakelands.alpha_3
    index.advance(timezone.localdate())
    draft = make_meeting(countries=[lakelands, highlands], published=False)
    assert found(staff_search.in_regions(lakelands.region_id)) == set()
    settings.HOME_COUNTRY = highlands.alpha_3
    index.advance(timezone.localdate())
    assert found(staff_search.in_regions(lakelands.region_id)) == {draft}


@pytest.mark.usefixtures("as_owner")
def test_check_tells_what_is_wrong_and_rebuild_repairs_it():
    make_outcome(make_meeting("Wetlands", published=False))
    settle()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cooperation_staff_search WHERE kind = 'outcome'")
        cursor.execute("UPDATE cooperation_staff_search SET tags = '{}' WHERE kind = 'meeting'")
        cursor.execute("INSERT INTO cooperation_staff_search VALUES ('project', 77, 77, NULL, NULL, 77, '{}', '')")
    problems = "\n".join(search.check())
    assert problems.count("staff search: ") == 3
    for words in ("is missing", "says something else", "staff search: the row of project 77 should not be there"):
        assert words in problems
    search.rebuild()
    assert list(search.check()) == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "(", "&", "|", "!", ":*", "<->", "-", "", " ", "·"])
def test_signs_are_no_words(text):
    make_meeting("Wetlands")
    assert staff_search.has_words(Meeting, [text]) == []


@pytest.mark.parametrize(
    "text",
    [
        *("환경", "환경장관회의", "한중일 환경", "환", "한중", "일환경", "장관회", "환경 장관", "제14차", "회의 14차"),
        *("chang wŏn", "Chang", "CO2", "14th", "d'Ivo", "it's", "x" * 3000),
    ],
)
def test_words_of_any_script_and_length(text):
    title = "한중일 환경장관회의 제14차 Chang Won CO2 14 Côte d’Ivoire it’s " + "x" * 200
    meeting = make_meeting(title, slug="y", city="x" * 100)
    assert named(text) == ({meeting} if len(text) < 200 else set())


@pytest.mark.parametrize("text", ["관", "경환", "환경 회의", "장관 14"])
def test_syllables_within_a_word_are_no_word(text):
    make_meeting("한중일 환경장관회의 제14차")
    assert named(text) == set()
