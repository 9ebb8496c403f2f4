"""A question whose whole words few rows have is asked with the beginnings of words too, alike on every page."""

from urllib.parse import urlencode

import pytest
from django.db import connection

from cooperation import search
from tests.cooperation.filters.reading import Page, Sheet
from tests.factories import (
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_topic,
)
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
NOTE = "Few results contain the whole words, so longer words that begin with “{}” are included."


def numbers(typed):
    """The number that each page states for a question about meetings."""
    settle()
    query = urlencode({"q": typed})
    listed = Page(f"/meetings/?{query}")
    assert listed.number == len(Sheet(f"/meetings.csv?{query}").rows)
    assert listed.number == search.Query(typed).total("meeting")[0]
    return listed.number


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("azerb", {"azerbaijan"}),
        ("neasp", {"neaspec", "neaspec-senior-officials-meeting"}),
        ("kitaky", {"temm-15"}),
        ("temm kitaky", {"temm-15"}),
    ],
)
def test_the_demo_data_is_found_by_the_beginning_of_a_name(demo_fixtures, client, typed, slugs):
    settle()
    page = read(client, f"/search/?{urlencode({'q': typed})}")
    assert NOTE.format(typed.split()[-1]) in page.text
    assert {address.strip("/").split("/")[-1] for address in page.addresses} >= slugs
    for name in ("agreements", "meetings", "mechanisms"):
        query = urlencode({"q": typed})
        listed = Page(f"/{name}/?{query}")
        assert NOTE.format(typed.split()[-1]) in listed.text
        assert listed.number == len(Sheet(f"/{name}.csv?{query}").rows)
        kind = name.removesuffix("s")
        if listed.number:
            assert f"See all ({listed.number}): {kind.capitalize()}s" in page.text


def test_beginnings_are_asked_only_where_fewer_than_five_rows_have_the_whole_word():
    make_meeting("Wetlands of the coast")
    for number in range(4):
        make_meeting(f"Wet {number}")
    assert numbers("wet") == 5
    assert search.Query("wet").beginnings == ["wet"]
    make_meeting("Wet 4")
    assert numbers("wet") == 5
    assert search.Query("wet").beginnings == []
    assert "longer words" not in Page("/meetings/?q=wet").text


def test_rows_of_every_kind_count_towards_the_five():
    make_meeting("Wetlands of the coast")
    for number in range(5):
        make_project(f"Wet {number}")
    settle()
    assert numbers("wet") == 0


def test_rows_with_the_whole_word_come_first():
    whole = make_meeting("A talk", summary="It was wet.", start="1990")
    make_meeting("Wetlands", start="2020")
    settle()
    assert Page("/meetings/?q=wet").titles == ["A talk", "Wetlands"]
    assert search.Query("wet").rank("meeting")[0] == whole.pk


def test_what_only_refers_to_a_thing_is_found_by_the_beginning_of_its_name():
    country, series = make_country("MNG"), make_mechanism("Steppe dialogue", acronym="STEPDI")
    make_meeting("One", countries=[country])
    make_meeting("Two", mechanism=series)
    make_outcome(make_meeting("Three"), "Meet again.", by_countries=[country])
    settle()
    assert Page("/meetings/?q=mongo").titles == ["One"]
    assert Page("/meetings/?q=stepd").titles == ["Two"]
    assert Page("/outcomes/?q=mongo").number == 1


def test_a_beginning_may_be_longer_than_the_stem_and_is_marked(client):
    make_meeting("Environment talks", summary="Of the environment.")
    settle()
    page = read(client, "/search/?q=environm")
    assert "<mark>Environment</mark> talks" in page.source
    assert numbers("environm") == 1


@pytest.mark.parametrize("typed", ["du", '"wetla"', "1987", "-wetla dunes"])
def test_short_words_phrases_numbers_and_what_is_left_out_are_no_beginnings(typed):
    make_meeting("Wetlands and dunes of 19870")
    settle()
    assert search.Query(typed).beginnings == []
    assert numbers(typed) == (1 if typed.startswith("-") else 0)


def test_a_beginning_is_kept_where_another_word_has_to_be_left_out(client):
    make_meeting("Wetlands", start="2012")
    settle()
    query = search.Query("wetla 1987")
    assert (query.left_out, query.beginnings) == (["1987"], ["wetla"])
    assert numbers("wetla 1987") == 1


def test_a_typing_error_is_mended_where_nothing_begins_so():
    make_meeting("Wetlands")
    settle()
    assert search.Query("wetlnds").corrected == "wetlands"
    assert search.Query("wetlnds").beginnings == []


def test_the_beginning_of_a_name_that_readers_may_not_see_finds_nothing(client):
    topic, body = make_topic("Secret topic"), make_organization("Secret office")
    make_meeting("Draft", topics=[topic], organizations=[body], published=False)
    make_mechanism("Secret series", published=False)
    settle()
    page = read(client, "/search/?q=secre")
    assert "No results for “secre”." in page.text
    assert "longer words" not in page.text


def test_many_rows_with_longer_words_are_counted_and_not_all_ranked(monkeypatch):
    monkeypatch.setattr(search.ranking, "RANKABLE", 3)
    monkeypatch.setattr(search.ranking, "NEWEST", 3)
    for number in range(30):
        make_meeting(f"Wetlands {number}")
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_count()")
    assert numbers("wetla") == 30
    assert len(Page("/meetings/?q=wetla&size=50").titles) == 30
