"""The database reads dates as Python does: the same calendar, the same order, the same intervals."""

import datetime
import itertools

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Func, Q, TextField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.domain.dates import (
    PATTERN,
    PartialDate,
    PartialDateField,
    first_known,
    is_ahead,
    is_over,
    overlaps,
)
from cooperation.models import RECORDS, Agreement, Mechanism, Meeting, Project
from tests.cooperation.domain.test_dates import DATES, NO_DATES, in_the_calendar
from tests.factories import make_agreement, make_mechanism, make_meeting, make_project
from tests.strategies import days, partial_dates

pytestmark = pytest.mark.django_db

# Dates that hold, touch or just miss each other: the edges of years and months, a leap day, and nothing.
EDGES = [
    *("2011", "2012", "2013"),
    *("2011-12", "2012-01", "2012-02", "2012-06", "2012-12", "2013-01"),
    *("2011-12-31", "2012-01-01", "2012-01-31", "2012-02-01", "2012-02-28", "2012-02-29", "2012-03-01"),
    *("2012-06-01", "2012-06-15", "2012-06-30", "2012-12-31", "2013-01-01"),
]
MAKERS = {Agreement: make_agreement, Meeting: make_meeting, Project: make_project, Mechanism: make_mechanism}
DAYS = [datetime.date.fromisoformat(text) for text in EDGES if len(text) == 10]
each_example = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def database_accepts(texts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM unnest(%s::text[]) AS text WHERE text ~ %s", [list(texts), PATTERN])
        return {text for (text,) in cursor.fetchall()}


def enter(pairs):
    """Agreements with the pairs as dates of adoption and signature, between which no rule stands."""
    Agreement.objects.all().delete()
    Agreement.objects.bulk_create(
        Agreement(title="Pair", slug=f"pair-{number}", kind="mou", adopted_on=one, signed_on=other)
        for number, (one, other) in enumerate(pairs)
    )


def found(condition, *fields):
    rows = Agreement.objects.filter(condition).values_list("adopted_on", "signed_on")
    return sorted(rows, key=repr)


@pytest.fixture
def all_pairs():
    pairs = list(itertools.product([*map(PartialDate, EDGES), None], repeat=2))
    enter(pairs)
    return pairs


def test_the_database_refuses_what_the_form_refuses():
    assert database_accepts([*NO_DATES, *DATES]) == set(DATES)


@each_example
@given(st.lists(st.from_regex(r"\A[0-9]{4}(-[0-9]{2}){0,2}\Z") | st.text("0123456789-T\n ２", max_size=11)))
def test_the_database_and_the_calendar_agree(texts):
    assert database_accepts(texts) == {text for text in texts if in_the_calendar(text)}


def test_the_database_knows_every_day_of_eight_hundred_years_and_29_february_in_no_other():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT to_char(day, 'YYYY-MM-DD') FROM generate_series('1700-01-01'::date, '2500-12-31', '1 day') AS day
            WHERE to_char(day, 'YYYY-MM-DD') !~ %s
            """,
            [PATTERN],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT count(*) FROM generate_series(0, 9999) AS year WHERE to_char(year, 'FM0000') || '-02-29' ~ %s",
            [PATTERN],
        )
        assert cursor.fetchone() == (sum(in_the_calendar(f"{year:04}-02-29") for year in range(10_000)),)


@pytest.mark.parametrize("text", ["2012-02-30", "2011-02-29", "0000", "2012-13", "2012\n"])
def test_no_path_enters_a_date_that_no_calendar_has(text):
    agreement = make_agreement()
    with pytest.raises(IntegrityError, match="cooperation_agreement_signed_on_check"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(signed_on=text)


def test_what_is_read_back_is_a_date():
    agreement = make_agreement(signed_on="2012-05")
    agreement.refresh_from_db()
    assert isinstance(agreement.signed_on, PartialDate)
    assert isinstance(Agreement.objects.values_list("signed_on", flat=True).get(), PartialDate)
    assert isinstance(Agreement.objects.get().date, PartialDate)


def test_a_column_of_dates_is_sorted_as_bytes_in_any_database():
    columns = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, PartialDateField)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE collation_name = 'C' AND data_type = 'text'"
        )
        assert set(columns) <= set(cursor.fetchall())
    assert len(columns) > 20


@pytest.mark.parametrize("model", RECORDS)
def test_what_is_computed_from_dates_is_sorted_as_bytes_in_any_database(model):
    MAKERS[model]()
    collations = model.objects.annotate(
        **{
            f"{name}_in": Func(F(name), function="pg_collation_for", output_field=TextField())
            for name in ("date", "until")
        }
    )
    assert collations.values_list("date_in", "until_in").get() == ('"C"', '"C"')


def test_the_database_sorts_as_python_does_and_puts_unknown_dates_last(all_pairs):
    rows = Agreement.objects.order_by(F("adopted_on").asc(nulls_last=True)).values_list("adopted_on", flat=True)
    dates = [one for one, _ in all_pairs]
    assert list(rows) == sorted(date for date in dates if date) + [None] * dates.count(None)


def test_an_end_lies_not_before_its_start_as_an_interval(all_pairs):
    assert found(Q(adopted_on__not_before=F("signed_on"))) == sorted(
        ((end, start) for end, start in all_pairs if end and start and end.last >= start.first), key=repr
    )


@each_example
@given(st.lists(st.tuples(partial_dates(), partial_dates()), max_size=12))
def test_any_end_lies_not_before_its_start_as_an_interval(pairs):
    enter(pairs)
    assert found(Q(adopted_on__not_before=F("signed_on"))) == sorted(
        ((end, start) for end, start in pairs if end.last >= start.first), key=repr
    )


@pytest.mark.parametrize("start", ["2012", "2012-05", "2012-05-04"])
def test_an_end_may_be_compared_with_a_date_that_is_given(start):
    enter([(PartialDate(end), None) for end in ("2011", "2012", "2012-04", "2012-05", "2012-05-03", "2012-05-04")])
    ends = Agreement.objects.filter(adopted_on__not_before=start).values_list("adopted_on", flat=True)
    assert sorted(ends) == sorted(
        end
        for end in map(PartialDate, ("2011", "2012", "2012-04", "2012-05", "2012-05-03", "2012-05-04"))
        if end.last >= PartialDate(start).first
    )


def dated(pairs, test):
    """The pairs whose first date is known and passes the test, in the order of `found`."""
    return sorted((pair for pair in pairs if pair[0] and test(pair[0])), key=repr)


def test_a_date_is_over_once_its_last_day_is(all_pairs):
    for day in DAYS:
        assert found(is_over("adopted_on", day)) == dated(all_pairs, lambda date: date.last < day), day  # noqa: B023


def test_a_date_is_ahead_until_its_first_day(all_pairs):
    for day in DAYS:
        assert found(is_ahead("adopted_on", day)) == dated(all_pairs, lambda date: date.first > day), day  # noqa: B023


def test_what_is_not_over_is_found_by_the_negation_unless_it_is_unknown(all_pairs):
    is_known = Q(adopted_on__isnull=False)
    for day in DAYS:
        rest = dated(all_pairs, lambda date: date.last >= day)  # noqa: B023
        assert found(is_known & ~is_over("adopted_on", day)) == rest, day


def shares_a_day(start, end, from_, to):
    """Whether a period that begins on some day of `start` and ends on some day of `end` may touch the window."""
    return (to is None or start.first <= to.last) and (from_ is None or end.last >= from_.first)


def test_periods_overlap_as_intervals(all_pairs):
    starts = [None, "2012", "2012-02", "2012-02-29", "2012-12-31", "2013-01-01"]
    ends = [None, "2011", "2012", "2012-02", "2012-01-01", "2012-12-31"]
    for from_, to in itertools.product(starts, ends):
        from_, to = from_ and PartialDate(from_), to and PartialDate(to)
        assert found(overlaps("signed_on", "adopted_on", from_, to) & Q(adopted_on__isnull=False)) == sorted(
            ((end, start) for end, start in all_pairs if start and end and shares_a_day(start, end, from_, to)),
            key=repr,
        ), (from_, to)


@each_example
@given(st.lists(st.tuples(partial_dates(), partial_dates()), max_size=12), partial_dates(), partial_dates())
def test_any_periods_overlap_as_intervals(pairs, from_, to):
    enter(pairs)
    assert found(overlaps("signed_on", "adopted_on", from_, to)) == sorted(
        ((end, start) for end, start in pairs if shares_a_day(start, end, from_, to)), key=repr
    )


@each_example
@given(st.lists(st.tuples(partial_dates(), partial_dates()), max_size=12), days())
def test_any_date_is_over_or_ahead_or_may_be_today(pairs, day):
    enter(pairs)
    over, ahead = found(is_over("adopted_on", day)), found(is_ahead("adopted_on", day))
    assert over == sorted((pair for pair in pairs if pair[0].last < day), key=repr)
    assert ahead == sorted((pair for pair in pairs if pair[0].first > day), key=repr)


def test_the_first_known_of_several_dates_is_taken(all_pairs):
    rows = Agreement.objects.annotate(known=first_known("signed_on", "adopted_on")).values_list("known", flat=True)
    assert sorted(rows, key=repr) == sorted((other or one for one, other in all_pairs), key=repr)


def test_the_first_known_of_one_date_is_that_date():
    make_agreement(signed_on="2012")
    assert Agreement.objects.annotate(known=first_known("signed_on")).get().known == "2012"


def test_a_lookup_may_compare_with_any_text_and_with_a_day():
    make_agreement(signed_on="2012-05")
    assert Agreement.objects.filter(signed_on__lt="2013").exists()
    assert Agreement.objects.filter(signed_on__lt=datetime.date(2012, 5, 1)).exists()
    assert not Agreement.objects.filter(signed_on__lt=Value("2012-05")).exists()
