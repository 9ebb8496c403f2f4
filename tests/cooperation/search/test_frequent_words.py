"""Of the many rows that have a frequent word, the newest are ranked; the numbers are exact all the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation import search
from tests.factories import make_meeting
from tests.settled import settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(search.ranking, "RANKABLE", 10)
    monkeypatch.setattr(search.ranking, "NEWEST", 6)
    monkeypatch.setattr(search.ranking, "RANKED", 4)


def count_words():
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_count()")


@pytest.mark.parametrize("years", [list(range(1991, 2021)), [2019] * 15 + [2020] * 15])
def test_the_newest_rows_and_those_with_exactly_this_name_are_ranked(years):
    named = make_meeting("Mangroves", start="1980")
    best_of_old = make_meeting("Mangroves, mangroves and mangroves", start="1981")
    rows = [make_meeting(f"Coast {number}", summary="Mangroves", start=str(year)) for number, year in enumerate(years)]
    best_of_new = make_meeting("Mangroves and coasts", start="2020")
    count_words()
    query = search.Query("mangroves")
    assert query.total("meeting") == (33, True)
    ranked = query.rank("meeting")
    assert ranked[:2] == [named.pk, best_of_new.pk]
    assert best_of_old.pk not in ranked
    assert set(ranked[2:]) < {row.pk for row in rows[-6:]}


def test_all_are_ranked_if_fewer_than_estimated_are_new():
    for number in range(20):
        make_meeting(f"Mangroves {number}", start="2020")
    old = [make_meeting(f"Mangroves and reefs {number}", start="1990") for number in range(20)]
    best = make_meeting("Mangroves, reefs", start="1980")
    count_words()
    query = search.Query("mangroves reefs")
    assert query.total("meeting") == (21, True)
    ranked = query.rank("meeting")
    assert ranked[0] == best.pk
    assert len(ranked) == 4
    assert set(ranked[1:]) < {row.pk for row in old}


def test_rows_are_not_read_to_count_those_of_one_stem():
    for number in range(30):
        make_meeting(f"Noise {number}", start="2020")
    count_words()
    query = search.Query("noise")  # also looked for as "noize", which no row has
    with CaptureQueriesContext(connection) as captured:
        assert query.total("meeting") == (30, True)
    assert not [each["sql"] for each in captured if each["sql"].startswith("SELECT count(*)")]


@pytest.mark.usefixtures("as_owner")
def test_a_word_that_no_row_has_is_looked_up_in_the_full_text_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cooperation_search (kind, id, record, date, names, vector)"
            " SELECT 'meeting', id, id, NULL, '', (SELECT to_tsvector('simple', string_agg(md5((id + n)::text), ' '))"
            " FROM generate_series(1, 40) AS n) FROM generate_series(1000001, 1005000) AS id"
        )
        cursor.execute("ANALYZE cooperation_search_meeting")
        query = search.Query("qqqq")
        with CaptureQueriesContext(connection) as captured:
            assert query.corrected is None
        (statement,) = [each["sql"] for each in captured if "qqqq'':*" in each["sql"] and "LIMIT 5" in each["sql"]]
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "cooperation_search_meeting_vector" in plan
    assert "Seq Scan on cooperation_search_meeting" not in plan
