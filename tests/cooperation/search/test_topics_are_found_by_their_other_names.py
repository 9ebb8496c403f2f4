"""Readers find a topic, and the records about it, by any of its names, in English and in Korean."""

from urllib.parse import urlencode

import pytest

from cooperation import search
from cooperation.models import Meeting, Topic
from tests.factories import make_country, make_meeting, make_project, make_topic
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db


def found(typed):
    """What the words find, best first, with nothing left out and nothing corrected."""
    query = search.Query(typed)
    hits = query.best([kind for kind, (number, _exact) in query.totals.items() if number], 10)
    assert [query.left_out, query.any_word, query.corrected] == [[], False, None]
    return [search.KINDS[hit.kind].objects.get(pk=hit.id) for hit in hits]


@pytest.mark.parametrize(
    "typed",
    ["rainforest", "Rainforests", "rain forest", "산림", "산림의", "열대우림", "열대 우림", "tropical forests"],
)
def test_the_demo_finds_forests(client, demo_fixtures, typed):
    settle()
    page = read(client, f"/search/?{urlencode({'q': typed})}")
    assert "Tropical forest restoration" in page.sections["Topics 1"]
    assert "Project for Restoring Destroyed Tropical Forests in South East Asia" in page.text


@pytest.mark.parametrize("typed", ["기후변화", "기후 변화", "기후변화는", "global warming"])
def test_the_demo_finds_climate_change(demo_fixtures, typed):
    settle()
    topic = Topic.objects.get(slug="climate-change")
    assert topic in found(typed)
    about = set(Meeting.objects.published().filter(topics=topic))
    assert about
    assert about <= set(Meeting.objects.filter(pk__in=search.Query(typed).matching("meeting")))


def test_a_record_about_a_topic_comes_after_one_with_the_word_in_its_title():
    topic = make_topic("Forest restoration", other_names="Rainforest\n산림")
    about = make_project("Green belts", topics=[topic])
    titled = make_meeting("Rainforest day")
    settle()
    assert found("rainforest") == [titled, topic, about]
    assert found("산림") == [topic, titled, about]


def test_a_name_that_an_administrator_adds_is_found():
    topic = make_topic("Forest restoration")
    about = make_project("Green belts", topics=[topic])
    settle()
    assert found("woodland") == []
    topic.other_names = "Woodlands"
    topic.save()
    settle()
    assert found("woodland") == found("woodlands") == [topic, about]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("forest", "project"),
        ("forests", "project"),
        ("forest restoration", "project"),
        ("woodland", "topic"),  # only the topic has the word, as another name
        ("tropical forest restoration", "topic"),  # exactly its name
        ("tropical forests restoration", "topic"),
    ],
)
def test_a_record_whose_title_has_the_words_comes_before_its_topic(typed, first):
    topic = make_topic("Tropical forest restoration", other_names="Woodland\nForest")
    project = make_project("Restoration of the degraded tropical forests in some far countries", topics=[topic])
    make_project("Green belts", topics=[topic])
    settle()
    assert found(typed)[:2] == ([project, topic] if first == "project" else [topic, project])


def test_the_record_with_exactly_the_title_comes_first():
    topic = make_topic("Forests")
    make_project("Forests and rivers", topics=[topic])
    project = make_project("Forests", topics=[topic])
    settle()
    assert found("forests")[0] == project


@pytest.mark.parametrize("typed", ["베트남", "베트남의", "베트남과"])
def test_a_particle_may_follow_any_korean_name(typed):
    vietnam = make_country("VNM", other_names="Viet Nam\n베트남")
    meeting = make_meeting("Talks", countries=[vietnam])
    settle()
    assert found(typed) == [vietnam, meeting]
