"""Is an agreement in force on a day? Yes only where every reading of its dates says so, no where none does."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.domain.choices import InForce, Renewal
from cooperation.domain.dates import PartialDate
from cooperation.models import Agreement
from tests.factories import make_agreement
from tests.strategies import days, partial_dates

pytestmark = pytest.mark.django_db

YES, NO, NOT_KNOWN = InForce.YES, InForce.NO, InForce.NOT_KNOWN


def force(on, **fields):
    agreement = make_agreement(**fields)
    found = Agreement.objects.with_force(datetime.date.fromisoformat(on)).get(pk=agreement.pk).force
    in_force = Agreement.objects.in_force(datetime.date.fromisoformat(on)).filter(pk=agreement.pk).exists()
    assert in_force == (found == YES)
    return found


@pytest.mark.parametrize(
    ("in_force_on", "on", "answer"),
    [
        (None, "2012-06-01", NOT_KNOWN),
        ("2012-06-01", "2012-05-31", NO),
        ("2012-06-01", "2012-06-01", YES),
        ("2012-06-01", "2012-06-02", YES),
        ("2012-06", "2012-05-31", NO),
        ("2012-06", "2012-06-01", NOT_KNOWN),
        ("2012-06", "2012-06-29", NOT_KNOWN),
        ("2012-06", "2012-06-30", YES),
        ("2012-06", "2012-07-01", YES),
        ("2012", "2011-12-31", NO),
        ("2012", "2012-01-01", NOT_KNOWN),
        ("2012", "2012-12-30", NOT_KNOWN),
        ("2012", "2012-12-31", YES),
        ("2012", "2013-01-01", YES),
        ("2012-02", "2012-02-28", NOT_KNOWN),
        ("2012-02", "2012-02-29", YES),
    ],
)
def test_it_enters_into_force_on_the_day_or_within_the_month_or_year(in_force_on, on, answer):
    assert force(on, in_force_on=in_force_on) == answer


@pytest.mark.parametrize(
    ("terminated_on", "on", "answer"),
    [
        (None, "2012-06-01", YES),
        ("2012-06-02", "2012-06-01", YES),
        ("2012-06-02", "2012-06-02", NO),
        ("2012-06-02", "2012-06-03", NO),
        ("2012", "2011-12-31", YES),
        ("2012", "2012-01-01", NOT_KNOWN),
        ("2012", "2012-12-30", NOT_KNOWN),
        ("2012", "2012-12-31", NO),
        ("2012", "2013-01-01", NO),
    ],
)
def test_it_is_not_in_force_from_its_termination(terminated_on, on, answer):
    assert force(on, in_force_on="2000", terminated_on=terminated_on) == answer


@pytest.mark.parametrize(
    ("renewal", "before", "last_day", "after"),
    [
        (Renewal.NONE, YES, YES, NO),
        (Renewal.AUTOMATIC, YES, YES, YES),
        (Renewal.BY_CONSENT, YES, YES, NOT_KNOWN),
        (Renewal.NOT_RECORDED, YES, YES, NOT_KNOWN),
    ],
)
def test_it_lapses_after_its_last_day_unless_it_is_renewed(renewal, before, last_day, after):
    fields = {"in_force_on": "2000", "expires_on": "2012-06-30", "renewal": renewal}
    answers = [force(on, **fields) for on in ("2012-06-29", "2012-06-30", "2012-07-01")]
    assert answers == [before, last_day, after]


@pytest.mark.parametrize(
    ("on", "answer"),
    [("2012-01-01", YES), ("2012-01-02", NOT_KNOWN), ("2012-12-31", NOT_KNOWN), ("2013-01-01", NO)],
)
def test_of_an_expiry_within_a_year_the_first_day_is_still_in_force(on, answer):
    assert force(on, in_force_on="2000", expires_on="2012", renewal=Renewal.NONE) == answer


def test_a_termination_ends_what_renews_itself():
    fields = {"in_force_on": "2000", "expires_on": "2005", "renewal": Renewal.AUTOMATIC, "terminated_on": "2010-01-01"}
    assert [force(on, **fields) for on in ("2009-12-31", "2010-01-01")] == [YES, NO]


def test_what_ended_is_not_in_force_even_if_nobody_recorded_its_beginning():
    assert force("2012-06-01", terminated_on="2011") == NO
    assert force("2012-06-01", expires_on="2011", renewal=Renewal.NONE) == NO


@pytest.mark.parametrize("on", [datetime.date.min, datetime.date.max])
def test_the_first_and_the_last_day_of_the_calendar_may_be_asked(on):
    make_agreement(in_force_on="2012")
    assert Agreement.objects.with_force(on).get().force == (NO if on == datetime.date.min else YES)


def every_reading(date, test):
    """The answers of `test` over the first and the last day that `date` may mean."""
    return {test(date.first), test(date.last)}


def expected(on, in_force_on, expires_on, renewal, terminated_on):
    """The answer from all readings of the dates, which vary one by one between their first and their last day."""
    started = every_reading(in_force_on, lambda day: day <= on) if in_force_on else {True, False}
    ended = every_reading(terminated_on, lambda day: day <= on) if terminated_on else {False}
    past = every_reading(expires_on, lambda day: day < on) if expires_on else {False}
    renewed = {Renewal.NONE: {False}, Renewal.AUTOMATIC: {True}}.get(renewal, {True, False})
    answers = {
        is_started and not is_ended and not (is_past and not is_renewed)
        for is_started in started
        for is_ended in ended
        for is_past in past
        for is_renewed in renewed
    }
    return NOT_KNOWN if len(answers) == 2 else YES if answers == {True} else NO


def ends_after(end, *starts):
    return not end or all(not start or end.last >= start.first for start in starts)


maybe = st.none() | partial_dates(2011, 2013)
agreements = st.tuples(maybe, maybe, st.sampled_from(Renewal), maybe).filter(
    lambda row: ends_after(row[1], row[0]) and ends_after(row[3], row[0])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(agreements, min_size=1, max_size=15), st.lists(days(2011, 2013), min_size=1, max_size=6))
def test_the_database_answers_as_all_readings_of_the_dates_do(rows, asked):
    Agreement.objects.all().delete()
    names = ("in_force_on", "expires_on", "renewal", "terminated_on")
    Agreement.objects.bulk_create(
        Agreement(title="A", slug=f"a-{number}", kind="mou", **dict(zip(names, row, strict=True)))
        for number, row in enumerate(rows)
    )
    for on in asked:
        for agreement in Agreement.objects.with_force(on):
            values = [getattr(agreement, name) for name in names]
            assert agreement.force == expected(on, *values), (on, values)


def test_the_oracle_itself_knows_the_plain_cases():
    on, past, ahead = datetime.date(2012, 6, 1), PartialDate("2011"), PartialDate("2013")
    assert expected(on, past, None, Renewal.NOT_RECORDED, None) == YES
    assert expected(on, ahead, None, Renewal.NOT_RECORDED, None) == NO
    assert expected(on, None, None, Renewal.NOT_RECORDED, None) == NOT_KNOWN
    assert expected(on, past, past, Renewal.BY_CONSENT, None) == NOT_KNOWN
