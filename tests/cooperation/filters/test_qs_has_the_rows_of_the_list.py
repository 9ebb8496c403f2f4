"""`filterset.qs` is a queryset of the rows that the index found, in their order; count and slices come from the ids."""

from itertools import islice

import psycopg
import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.filters import orders
from cooperation.filters.agreements import AgreementFilter
from cooperation.filters.meetings import MeetingFilter
from cooperation.models import Meeting, Organization, in_order
from cooperation.models.in_order import BATCH, ids_of
from tests.connections import owner_url
from tests.cooperation.filters import oracle
from tests.cooperation.index.test_a_count_is_what_the_click_shows import LISTS, a_question, a_registry, ask
from tests.factories import make_agreement, make_meeting, make_topic
from tests.settled import settle

pytestmark = pytest.mark.django_db


def meetings(query=""):
    return MeetingFilter(QueryDict(query), today=timezone.localdate())


def pages_of(filterset, query, size=7):
    """The ids that the pages of a list show, from the first to the last."""
    page = ask(filterset, query).slice(size)
    found = [*page.ids]
    while page.next:
        page = ask(filterset, query | {"page": [str(page.next)]}).slice(size)
        found += page.ids
    return found


def test_its_order_is_that_of_the_pages_and_of_the_tables():
    chance = a_registry(7, size=30)
    for filterset, sort in [(each, sort) for each in LISTS for sort in each.orders]:
        for query in ({}, a_question(filterset, chance), a_question(filterset, chance)):
            asked = ask(filterset, query | {"sort": [sort]})
            ids = [row.pk for row in asked.qs]
            assert ids == oracle.ids(asked), (sort, query)
            assert ids == pages_of(filterset, query | {"sort": [sort]}), (sort, query)
            assert ids == list(asked.qs.values_list("pk", flat=True)) == list(asked.ids), (sort, query)
            assert ids[3:9] == [row.pk for row in asked.qs[3:9]], (sort, query)
            assert asked.count() == asked.qs.count() == len(ids), (sort, query)


def test_ids_that_the_database_sorts_are_read_in_batches(monkeypatch):
    chance = a_registry(7, size=30)
    monkeypatch.setattr(orders, "FEW", 2)
    monkeypatch.setattr(orders, "BATCH", 3)
    for filterset, sort in [(each, sort) for each in LISTS for sort in each.orders]:
        for query in ({}, a_question(filterset, chance)):
            asked = ask(filterset, query | {"sort": [sort]})
            assert list(asked.ids) == oracle.ids(asked), (sort, query)


def test_the_first_row_is_read_with_one_short_statement(monkeypatch):
    monkeypatch.setattr(orders, "FEW", 2)
    monkeypatch.setattr(orders, "BATCH", 3)
    for number in range(9):
        make_meeting(f"Meeting {number}")
    settle()
    rows = iter(meetings("sort=title").ids)
    with CaptureQueriesContext(connection) as captured:
        next(rows)
    assert [query["sql"].split()[-2:] for query in captured] == [["LIMIT", "3"]]


def test_a_row_that_moves_while_others_are_read_is_read_once(monkeypatch):
    monkeypatch.setattr(orders, "FEW", 2)
    monkeypatch.setattr(orders, "BATCH", 2)
    for number in range(6):
        make_meeting(f"Meeting {number}")
    settle()
    rows = iter(meetings("sort=title").ids)
    read = [next(rows), next(rows)]
    Meeting.objects.filter(title="Meeting 0").update(title="Meeting 7")
    Meeting.objects.filter(title="Meeting 4").update(title="A meeting")
    read += rows
    titles = dict(Meeting.objects.values_list("pk", "title"))
    assert [titles[pk] for pk in read] == [
        "Meeting 7",
        "Meeting 1",
        "Meeting 2",
        "Meeting 3",
        "Meeting 5",
        "A meeting",
    ]


def test_its_order_is_that_of_the_pages_where_words_are_looked_for():
    for number in range(12):
        title = f"Wetlands {number}" if number % 3 else f"Other {number}"
        make_meeting(title, summary="Wetlands and forests", start="2012")
        make_meeting(f"Desert {number}")
    settle()
    asked = ask(MeetingFilter, {"q": ["wetlands"]})
    ids = [row.pk for row in asked.qs]
    assert ids == pages_of(MeetingFilter, {"q": ["wetlands"]}, size=5)
    assert sorted(ids) == sorted(oracle.found(asked).values_list("pk", flat=True))
    assert len(ids) == 12


def test_it_is_a_queryset_of_the_models_own_class():
    make_agreement()
    settle()
    rows = ask(AgreementFilter, {}).qs
    assert isinstance(rows, QuerySet)
    assert isinstance(rows, type(rows.model.objects.all()))
    assert rows.with_force(timezone.localdate())[0].force == "not-known"


def test_its_count_asks_no_statement(django_assert_num_queries):
    for _ in range(5):
        make_meeting()
    settle()
    asked = meetings("sort=title")
    assert asked.count() == 5  # the index is brought up to date
    with django_assert_num_queries(0):
        rows = asked.qs
        assert rows.count() == len(rows) == 5
        assert rows.exists()
        assert rows[1:4].count() == 3
        assert not rows[5:].exists()
        assert not rows[5:]


@pytest.mark.parametrize("sort", ["date", "oldest"])
def test_a_slice_asks_one_statement(sort, django_assert_num_queries):
    for _ in range(8):
        make_meeting()
    settle()
    rows = meetings(f"sort={sort}").qs
    with django_assert_num_queries(1):
        part = list(rows[2:6])
    assert [row.pk for row in part] == [row.pk for row in rows][2:6]
    with django_assert_num_queries(1):
        assert rows[2] == part[0]
    with pytest.raises(IndexError):
        rows[8]


def test_a_paginator_cuts_it():
    for _ in range(8):
        make_meeting()
    settle()
    rows = meetings().qs
    page = Paginator(rows, 3).page(3)
    assert [row.pk for row in page.object_list] == [row.pk for row in rows][6:]


def test_nothing_is_found_where_something_is_wrong():
    make_meeting()
    settle()
    rows = meetings("country=atlantis").qs
    assert rows.count() == 0
    assert list(rows) == []
    assert rows.first() is None


@pytest.mark.parametrize(("sort", "for_ids"), [("date", 0), ("oldest", 0), ("title", 1), ("modified", 1)])
def test_all_rows_are_read_batch_by_batch(sort, for_ids, monkeypatch):
    monkeypatch.setattr(in_order, "BATCH", 4)
    for _ in range(11):
        make_meeting(topics=[make_topic()])
    settle()
    rows = meetings(f"sort={sort}").qs.prefetch_related("topics")
    rows.count()
    with CaptureQueriesContext(connection) as statements:
        found = list(rows)
    assert len(found) == 11
    of_rows = [each["sql"] for each in statements.captured_queries if 'FROM "cooperation_meeting"' in each["sql"]]
    assert len(of_rows) == 3 + for_ids
    assert len(statements) == 3 + 3 + for_ids, "one more for each relation of a batch"


def test_a_batch_is_of_2000():
    assert BATCH == 2000


def test_a_row_that_is_withdrawn_while_others_are_read_is_left_out(monkeypatch):
    monkeypatch.setattr(in_order, "BATCH", 2)
    for number in range(6):
        make_meeting(f"Meeting {number}", start=f"201{number}")
    settle()
    rows = iter(meetings("sort=oldest").qs.iterator())
    assert next(rows).title == "Meeting 0"
    Meeting.objects.filter(title="Meeting 3").update(withdrawn_at=timezone.now(), withdrawal_reason="It was not held.")
    assert [row.title for row in rows] == ["Meeting 1", "Meeting 2", "Meeting 4", "Meeting 5"]


def test_it_cannot_be_narrowed_or_sorted_any_more():
    make_meeting()
    settle()
    rows = meetings().qs
    for act in (
        lambda: rows.filter(title="x"),
        lambda: rows.exclude(title="x"),
        lambda: rows.order_by("title"),
        lambda: rows.reverse(),
        lambda: rows.last(),
        lambda: rows.distinct(),
        lambda: rows.aggregate(Count("pk")),
        lambda: rows.latest("updated_at"),
        lambda: rows.get(title="x"),
        lambda: rows.update(title="x"),
        lambda: rows.delete(),
        lambda: rows.union(rows),
        lambda: rows | rows,
        lambda: rows.aiterator(),
        lambda: Meeting.objects.filter(pk__in=rows),
        lambda: Organization.objects.filter(meetings__in=rows),
    ):
        with pytest.raises(TypeError, match="narrow the list by its parameters"):
            act()


def test_ids_of_rows_are_in_their_order():
    titles = ["b", "a", "c"]
    made = {title: make_meeting(title).pk for title in titles}
    assert list(ids_of(Meeting.objects.order_by("title"))) == [made["a"], made["b"], made["c"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["", "sort=title", "sort=modified", "q=meeting"])
def test_no_transaction_and_no_cursor_is_open_between_two_rows(query, monkeypatch):
    monkeypatch.setattr(in_order, "BATCH", 2)
    for number in range(5):
        make_meeting(f"Meeting {number}")
    rows = meetings(query).qs.prefetch_related("topics").iterator()
    connection.ensure_connection()
    with psycopg.connect(owner_url(), autocommit=True) as other:
        for _ in islice(rows, 3):
            state = "SELECT state FROM pg_stat_activity WHERE pid = %s"
            assert other.execute(state, [connection.connection.info.backend_pid]).fetchone() == ("idle",)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_cursors")
                assert cursor.fetchone() == (0,)
    assert len(list(rows)) == 2
