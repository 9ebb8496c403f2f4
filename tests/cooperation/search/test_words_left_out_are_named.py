"""Words that were left out of a question are named above the results, on the search page and on lists alike."""

from urllib.parse import urlencode

import pytest

from tests.cooperation.filters.reading import Page
from tests.factories import make_country, make_meeting
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
PAGES = ("/search/", "/meetings/", "/meetings/calendar/")


@pytest.fixture(autouse=True)
def meetings():
    make_meeting("Mangroves in Hanoi", start="2011", countries=[make_country("VNM")])
    make_meeting("Dunes in Bangkok", start="2008")
    settle()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("mangroves 1987", "No results contain all the words. These are the results without “1987”."),
        ("mangroves zzyzx", "No results contain all the words. These are the results without “zzyzx”."),
        ("mangroves Bangkok", "No results contain all the words. These are the results without “mangroves”."),
        ("zzyzx 1987 mangroves", "These are the results without “zzyzx”, “1987”."),
        ("show me the mangroves", "Ignored words: “show”, “me”, “the”."),
        ("mangrves", "No results for “mangrves”. Searched for mangroves instead."),
    ],
)
def test_the_same_words_are_named_on_every_page(client, path, typed, note):
    shown = read(client, f"{path}?{urlencode({'q': typed})}")
    assert note in shown.text
    assert shown.problems == []


def test_a_record_of_2008_is_not_shown_for_1987_without_a_word(demo_fixtures):
    settle()
    page = Page("/agreements/?q=kuwait+1987")
    assert page.number == 1
    assert "These are the results without “1987”." in page.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("typed", ["mangroves", "mangroves Hanoi 2011", '"mangroves in hanoi"', "mangroves -dunes"])
def test_nothing_is_said_where_every_word_was_asked(client, path, typed):
    shown = read(client, f"{path}?{urlencode({'q': typed})}")
    for words in ("Ignored words", "No results", "results without", "longer words"):
        assert words not in shown.text


def test_words_are_named_where_other_filters_leave_nothing():
    page = Page("/meetings/?q=mangroves+1987&country=vietnam&year=2008")
    assert page.number == 0
    assert "These are the results without “1987”." in page.text


def test_the_corrected_question_keeps_the_other_filters():
    page = Page("/meetings/?q=mangrves&country=vietnam")
    assert page.link("mangroves") == "/meetings/?q=mangroves&country=vietnam"


def test_what_was_typed_is_escaped(client):
    page = read(client, f"/meetings/?{urlencode({'q': 'mangroves <b>1987'})}")
    assert "<b>1987" not in page.source
