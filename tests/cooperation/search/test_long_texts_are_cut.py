"""PostgreSQL refuses a search vector of more than 1 MB: search reads the beginning of longer texts, all is saved."""

from itertools import islice, product

import pytest
from django.db import connection

from cooperation import search
from cooperation.models import Meeting
from tests.factories import make_meeting, make_outcome
from tests.settled import settle

pytestmark = pytest.mark.django_db
HANGUL = [chr(0xAC00 + number) for number in range(900)]
CONSONANTS = "bcdfghjklmnpqrtvwxz"  # words of these have no endings that a stem leaves out


def distinct(letters, length, skip, size):
    """So many characters of words of which no two are the same."""
    words = product(letters, repeat=length)
    return " ".join("".join(word) for word in islice(words, skip, skip + size // (length + 1)))


def korean(skip, size):
    return distinct(HANGUL, 2, skip, size)


def sizes():
    """The bytes and the words of the largest search vector."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pg_column_size(vector || '')), max(length(vector)) FROM cooperation_search")
        return cursor.fetchone()


def found(typed):
    """The meetings that have all the words."""
    query = search.Query(typed)
    assert not query.corrected
    assert not query.left_out
    return list(Meeting.objects.published().filter(pk__in=query.matching("meeting")))


def test_a_record_of_3_mb_is_saved_and_found_by_its_title():
    text = korean(0, 1_000_000)
    meeting = make_meeting("Zanzibar talks", summary=text)
    make_outcome(meeting, korean(400_000, 300_000))
    assert len(text.encode()) > 2_300_000
    settle()
    assert Meeting.objects.filter(summary=text).exists()
    first, *_rest, last = text.split()
    assert found("zanzibar") == found(f"zanzibar {first}") == [meeting]
    assert search.Query(f'"{last}"').total("meeting") == (0, True)  # a phrase, because a word would be corrected
    size, words = sizes()
    assert size > 700_000
    assert words > 50_000
    assert list(search.check()) == []


def kept(meeting, words):
    """How many of the words the search row of the meeting has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(vector) FROM cooperation_search WHERE kind = 'meeting' AND id = %s", [meeting.pk]
        )
        return len(set(words) & set(cursor.fetchone()[0]))


def test_of_several_long_texts_the_more_important_keeps_more():
    names, summary, outcome = (distinct(CONSONANTS, 5, skip, 1_000_000) for skip in (0, 200_000, 400_000))
    meeting = make_meeting("Zanzibar talks", other_names=names, summary=summary)
    make_outcome(meeting, outcome)
    settle()
    for text in (names, summary, outcome):
        assert found(f"zanzibar {text.split()[0]}") == [meeting]
    numbers = [kept(meeting, text.split()) for text in (names, summary, outcome)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 30_000
    assert numbers[2] > 1_000
