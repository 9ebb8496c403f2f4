"""The first rows of a list are the same in whichever way they are found."""

from itertools import product

import pytest
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext

from cooperation import staff_search
from cooperation.models import Meeting, Outcome
from cooperation.staff_search import rows
from tests.factories import make_citation, make_country, make_meeting, make_organization, make_outcome
from tests.settled import settle

DATES = ("2011", "2011-05", "2011-05-04", "2012-01", None, "2013-07-08", "2014", None)
NEWEST = (F("date").desc(nulls_last=True), "-pk")
ORDERS = {
    "newest": NEWEST,
    "oldest": (F("date").asc(nulls_last=True), "pk"),
    "title": (Lower("title"), "-pk"),
    "title, reversed": (Lower("title").desc(), "-pk"),
}
# Whether the list is read in its order or indexes are asked: the time to fetch what they found.
WAYS = {"in order": 1e9, "by index": -1}


@pytest.fixture
def meetings(db):
    korea, japan = make_country("KOR"), make_country("JPN")
    bodies = [make_organization(f"Institute {number}", kind="company") for number in range(12)]
    for number, day in enumerate(DATES * 3):
        meeting = make_meeting(
            f"{('Forest', 'forum', 'Dunes', 'Air')[number % 4]} {number}",
            start=day,
            published=number % 3 > 0,
            countries=[korea] if number % 2 else [korea, japan],
            organizations=bodies[number % 12 :: 12] if number % 5 == 0 else (),
        )
        make_outcome(meeting, f"Outcome {number}")
        if number % 4 == 0:
            make_citation(meeting)
    settle()


def conditions(*words):
    return staff_search.has_words(Meeting, list(words))


CASES = {
    "nothing": list,
    "a word": lambda: conditions("forest"),
    "a beginning": lambda: conditions("fo"),
    "a country": lambda: conditions("korea"),
    "two words": lambda: conditions("japan", "fo"),
    "many organizations": lambda: conditions("institute"),
    "many organizations and a word": lambda: conditions("institute", "forest"),
    "none": lambda: conditions("zzz"),
    "a state": lambda: [staff_search.has_state("publication", "draft")],
    "a state and a word": lambda: [staff_search.has_state("quality", "no-source"), *conditions("fo")],
    "undated": lambda: [staff_search.has_state("quality", "no-date")],
    "a year": lambda: [staff_search.dated("2011", "2011-12-31")],
    "a year and a word": lambda: [staff_search.dated("2011", "2011-12-31"), *conditions("fo")],
    "another column": lambda: [*conditions("fo"), Q(title__contains="1")],
    "only another column": lambda: [Q(title__contains="1")],
    "no rows at all": lambda: [Q(pk__in=[]), *conditions("fo")],
}


@pytest.mark.parametrize("case", CASES)
def test_they_are_those_of_the_queryset(meetings, monkeypatch, case):
    monkeypatch.setattr(rows, "LONG", 0)
    monkeypatch.setattr(rows, "SAMPLED", 1)
    monkeypatch.setattr(rows, "FOUND", 0)
    for order, way in product(ORDERS, WAYS):
        monkeypatch.setattr(rows, "FETCHED", WAYS[way])
        found = Meeting.objects.filter(*CASES[case]()).order_by(*ORDERS[order])
        expected = list(found.values_list("pk", flat=True))
        assert (order, way, staff_search.first_ids(found, 100)) == (order, way, expected)
        assert (order, way, staff_search.first_ids(found, 2)) == (order, way, expected[:2])
    assert staff_search.count(found, 100) == len(expected)
    assert staff_search.count(found, 2) == min(len(expected), 2)


def statements(queryset, most):
    with CaptureQueriesContext(connection) as captured:
        staff_search.first_ids(queryset, most)
    return " ".join(each["sql"] for each in captured)


def test_what_is_frequent_is_read_in_order_and_what_is_rare_by_index(meetings, monkeypatch):
    monkeypatch.setattr(rows, "LONG", 0)
    monkeypatch.setattr(rows, "SAMPLED", 1000)
    newest = Meeting.objects.order_by(*NEWEST)
    assert "MATERIALIZED" not in statements(newest.filter(*conditions("korea")), 2)
    assert "MATERIALIZED" in statements(newest.filter(*conditions("dunes", "22")), 20)


def test_outcomes_are_those_of_the_latest_meetings(meetings, monkeypatch):
    monkeypatch.setattr(rows, "LONG", 0)
    monkeypatch.setattr(rows, "SAMPLED", 1)
    order = (F("meeting__date").desc(nulls_last=True), "-meeting_id", "position", "key")
    for found in (Outcome.objects.all(), Outcome.objects.filter(*staff_search.has_words(Outcome, ["fo"]))):
        ordered = found.order_by(*order)
        assert staff_search.first_ids(ordered, 100) == list(ordered.values_list("pk", flat=True))


def test_leaving_out_merged_records_asks_no_row_of_the_table(meetings):
    """The search rows have no merged record: the list needs no other table to leave them out."""
    for asked in (Meeting.objects.order_by(*NEWEST), Meeting.objects.filter(staff_search.has_state("status", "held"))):
        assert not rows._split(asked)[1].query.where
