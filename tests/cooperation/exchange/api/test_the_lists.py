"""The lists of the API have the rows of the pages, each once, in parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.exchange.api.shapes import SHAPES
from cooperation.filters import FILTERS
from cooperation.models import Meeting
from cooperation.public.views import ratings
from tests.cooperation.exchange.api.asking import Answer, walk
from tests.cooperation.exchange.exports.questions import questions
from tests.cooperation.filters.reading import Page
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demo_fixtures")
def test_for_any_filter_the_api_has_the_rows_of_the_page_in_its_order():
    found = 0
    for name, query in questions(60, seed=181):
        page = Page(f"/{name}/?{query}")
        answer = Answer(f"/api/v1/{name}?{query}", status=409 if page.problems else 200)
        if page.problems:
            assert answer.errors == {"to": "The period ends before it starts."}
            continue
        assert answer["count"] == page.number, (name, query)
        shown = [each["url"].removeprefix("http://testserver") for each in answer["results"]]
        assert shown == page.addresses[:25], (name, query)
        assert Page(answer["page"].removeprefix("http://testserver")).number == page.number
        found += bool(page.number)
    assert found > 20, "most of the questions should find something"


@pytest.mark.usefixtures("demo_fixtures")
@pytest.mark.parametrize("model", SHAPES)
def test_every_list_is_read_in_parts_to_its_end(model):
    parts = walk(f"/api/v1/{model.address}?size=50")
    ids = [pk for part in parts for pk in part]
    assert len(ids) == len(set(ids)) == Answer(f"/api/v1/{model.address}")["count"] > 0
    assert {len(part) for part in parts[:-1]} <= {50}


@pytest.mark.parametrize("sort", ["date", "oldest", "title", "modified"])
def test_each_row_comes_once_while_others_are_added_before_and_after(sort):
    rows = [make_meeting(f"Meeting {number:02}", start=str(2000 + number)) for number in range(12)]
    undated = [make_meeting(f"Undated {number}") for number in range(3)]
    added = iter(range(100))

    def add():
        number = next(added)
        make_meeting(f"A {number}", start=str(1900 + number))
        make_meeting(f"Z {number}", start=str(2030 + number))
        make_meeting(f"Undated Z {number}")

    ids = [pk for part in walk(f"/api/v1/meetings?size=4&sort={sort}", between=add) for pk in part][:200]
    assert len(ids) == len(set(ids))
    assert {row.pk for row in (*rows, *undated)} <= set(ids)


def test_the_next_part_begins_behind_a_row_that_is_no_longer_public():
    rows = [make_meeting(f"Meeting {number}", start=str(2020 - number)) for number in range(6)]
    for sort in ("date", "title", "modified"):
        first = Answer(f"/api/v1/meetings?size=2&sort={sort}")
        last = first.ids[-1]
        Meeting.objects.filter(pk=last).update(withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="Twice")
        then = Answer(first["next"].removeprefix("http://testserver")).ids
        left = {row.pk for row in rows if row.pk not in first.ids}
        assert set(then) <= left
        assert len(then) == 2
        Meeting._base_manager.filter(pk=last).update(withdrawn_at=None, withdrawal_reason="")


def test_outcomes_in_groups_come_once():
    meeting = make_meeting(start="2012")
    outcomes = [make_outcome(meeting, status="active" if number % 2 else "implemented") for number in range(9)]
    ids = [pk for part in walk("/api/v1/outcomes?size=2&sort=unkept") for pk in part]
    assert sorted(ids) == sorted(each.pk for each in outcomes)
    assert len(walk("/api/v1/outcomes?size=2&sort=due")) == 5


def test_words_sort_by_relevance():
    meetings = [make_meeting(f"Water talks {number}") for number in range(5)]
    parts = walk("/api/v1/meetings?q=water&size=2")
    assert sorted(pk for part in parts for pk in part) == sorted(each.pk for each in meetings)
    assert [len(part) for part in parts] == [2, 2, 1]


def test_the_values_of_filters_are_counted():
    china, japan = make_country("CHN"), make_country("JPN")
    make_meeting(countries=[china], status="held")
    make_meeting(countries=[china, japan], status="cancelled")
    answer = Answer("/api/v1/meetings?country=china&status=held&facets=country,status")
    assert answer["facets"]["country"] == {
        "values": [{"value": "china", "label": "China", "count": 1}],
        "left_out": 0,
    }
    counts = {each["value"]: each["count"] for each in answer["facets"]["status"]["values"]}
    assert counts == {"held": 1, "cancelled": 1}
    assert "facets" not in Answer("/api/v1/meetings").value


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("year=abc", "year", "“abc” is not a year. Enter four digits, such as 2012."),
        ("country=atlantis", "country", "“atlantis” is not a country in this list."),
        ("from=2012-13", "from", "Enter a real date, such as 2012, 2012-05 or 2012-05-04."),
        ("sort=zzz", "sort", "“zzz” is not a valid sort order."),
        ("size=0", "size", "“0” is not a number from 1 to 100."),
        ("size=101", "size", "“101” is not a number from 1 to 100."),
        ("size=ten", "size", "“ten” is not a number from 1 to 100."),
        ("fields=title,nothing", "fields", "“nothing” is not one of the names that “fields” accepts."),
        ("embed=title", "embed", "“title” is not one of the names that “embed” accepts."),
        ("facets=sort", "facets", "“sort” is not one of the names that “facets” accepts."),
        ("country=", "country", "This parameter is empty. Give it a value or leave it out."),
        ("size=10&size=20", "size", "This is given more than once. Enter only one value."),
        ("page=2", "page", "“page” is not a parameter of this address."),
        ("role=funding", "role", "“role” is not a parameter of this address."),
        ("utm_source=x", "utm_source", "“utm_source” is not a parameter of this address."),
    ],
)
def test_a_wrong_parameter_is_named(query, parameter, detail):
    answer = Answer(f"/api/v1/meetings?{query}", status=400)
    assert answer.errors == {parameter: detail}
    assert answer.response["Content-Type"] == "application/problem+json"
    assert (answer["type"], answer["title"], answer["status"]) == ("about:blank", "Bad Request", 400)


@pytest.mark.parametrize(
    ("query", "status", "parameter", "detail"),
    [
        ("from=2013&to=2012", 409, "to", "The period ends before it starts."),
        ("q=the", 409, "q", "These words are on nearly every page. Enter a less common word."),
        (
            "cursor=abc",
            404,
            "cursor",
            "This cursor is not valid for this list and order. Use “next” from the previous response.",
        ),
    ],
)
def test_a_value_of_the_right_form_that_leads_nowhere_is_named(query, status, parameter, detail):
    assert Answer(f"/api/v1/meetings?{query}", status=status).errors == {parameter: detail}


def test_all_wrong_parameters_are_named_at_once():
    assert Answer("/api/v1/meetings?year=x&size=x&fields=x", status=400).errors.keys() == {"year", "size", "fields"}


def test_a_cursor_belongs_to_one_list_in_one_order():
    for number in range(3):
        make_meeting(start=str(2000 + number))
        make_project(actual_start=str(2000 + number))
    cursor = Answer("/api/v1/meetings?size=1")["next"].partition("cursor=")[2]
    assert Answer(f"/api/v1/meetings?size=1&cursor={cursor}").ids
    altered = f"meetings?size=1&cursor={cursor.swapcase()}"
    signed_for_a_rating = ratings.SIGNER.sign(cursor.partition(".")[0]).replace(":", ".")
    other_use = f"meetings?size=1&cursor={signed_for_a_rating}"
    for address in (f"meetings?sort=oldest&cursor={cursor}", f"projects?cursor={cursor}", altered, other_use):
        assert Answer(f"/api/v1/{address}", status=404).errors.keys() == {"cursor"}


def test_the_number_of_statements_does_not_grow_with_the_rows():
    def add(number):
        for _each in range(number):
            meeting = make_meeting(
                countries=[make_country()], organizations=[make_organization()], topics=[make_topic()]
            )
            make_citation(meeting)
            make_citation(meeting, outcome=make_outcome(meeting))
            make_citation(make_agreement(countries=[make_country()], meeting=meeting))

    def statements(address):
        Answer(address)
        with CaptureQueriesContext(connection) as queries:
            Answer(address)
        return len(queries)

    addresses = [f"/api/v1/{model.address}?size=100" for model in SHAPES]
    add(1)
    few = {address: statements(address) for address in addresses}
    add(8)
    assert {address: statements(address) for address in addresses} == few
    assert max(few.values()) <= 30, few


@pytest.mark.parametrize("model", [model for model in SHAPES if model not in FILTERS])
def test_a_list_without_filters_is_counted_and_not_read_whole(model):
    topics = [make_topic(f"Topic {number}") for number in range(2)]
    meeting = make_meeting(topics=topics, countries=[make_country("KOR"), make_country("VNM")])
    make_citation(meeting)
    make_citation(meeting)
    Answer(f"/api/v1/{model.address}?size=2")
    with CaptureQueriesContext(connection) as queries:
        answer = Answer(f"/api/v1/{model.address}?size=1")
    assert (answer["count"], len(answer.ids)) == (model.objects.count(), 1)
    table = model._meta.db_table
    ids = [each["sql"] for each in queries if each["sql"].startswith(f'SELECT "{table}"."id" AS "pk" FROM')]
    assert ids
    assert [sql for sql in ids if not sql.endswith(" LIMIT 2")] == []  # one more than it shows
