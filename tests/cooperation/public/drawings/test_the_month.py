"""A month as weeks of days, and who stands where on it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate
from cooperation.public.drawings.month import sheet

TODAY = date(2012, 5, 4)


def place(start, end=None, month="2012-05"):
    """Where a meeting stands: the days, "month", "year", or nowhere."""
    drawn = sheet(PartialDate(month), [(PartialDate(start), end and PartialDate(end), "it")], TODAY)
    days = [day.date.day for week in drawn.weeks for day in week if day.things]
    return days or ("month" if drawn.of_month else "year" if drawn.of_year else None)


@pytest.mark.parametrize(
    ("start", "end", "where"),
    [
        ("2012-05-04", None, [4]),
        ("2012-05-03", "2012-05-05", [3, 4, 5]),
        ("2012-04-29", "2012-05-02", [1, 2]),
        ("2012-05-30", "2012-06-01", [30, 31]),
        ("2012-05", None, "month"),
        ("2012-05", "2012-05-20", "month"),
        ("2012-05-20", "2012-05", [20]),
        ("2012", None, "year"),
        ("2012", "2012-06-01", "year"),
    ],
)
def test_a_meeting_stands_where_its_date_is_known(start, end, where):
    assert place(start, end) == where


def test_weeks_run_from_monday_to_sunday_and_today_is_marked():
    drawn = sheet(PartialDate("2012-05"), [], TODAY)
    assert [day.date.weekday() for day in drawn.weeks[0]] == list(range(7))
    assert [day.date for week in drawn.weeks for day in week if day.is_today] == [TODAY]
    assert sum(day.is_within for week in drawn.weeks for day in week) == 31


def test_months_follow_each_other_until_the_calendar_ends():
    assert sheet(PartialDate("2012-01"), [], TODAY).earlier == "2011-12"
    assert sheet(PartialDate("2012-12"), [], TODAY).later == "2013-01"
    assert sheet(PartialDate("0001-01"), [], TODAY).earlier is None
    assert sheet(PartialDate("9999-12"), [], TODAY).later is None


@given(st.dates())
def test_every_month_has_all_its_days_in_whole_weeks(day):
    drawn = sheet(PartialDate(day.isoformat()[:7]), [], TODAY)
    within = [each.date for week in drawn.weeks for each in week if each.is_within]
    assert day in within
    assert len(within) == drawn.month.last.day
    assert all(len(week) == 7 for week in drawn.weeks[1:-1])
