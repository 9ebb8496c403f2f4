import pytest

from cooperation.domain.dates import PartialDate
from cooperation.models import Outcome
from tests.cooperation.filters.oracle import between, in_years, oldest_first
from tests.factories import make_meeting, make_outcome


@pytest.fixture(autouse=True)
def outcomes(db):
    """Three meetings: one in May 2012, one of which only the year 2010 is known, one undated."""
    of_a_year = make_meeting(start="2010")
    make_outcome(of_a_year, "Then", position=2)
    make_outcome(of_a_year, "First", position=1)
    make_outcome(make_meeting(), "Undated")
    make_outcome(make_meeting(start="2012-05-03", end="2012-05-04"), "Second")


def texts(rows):
    """The texts in their order."""
    return [outcome.text for outcome in rows]


def test_the_latest_meeting_comes_first_and_undated_ones_last():
    assert texts(Outcome.objects.newest_first()) == ["Second", "First", "Then", "Undated"]
    assert texts(oldest_first(Outcome.objects)) == ["Then", "First", "Second", "Undated"]


def test_a_year_finds_the_outcomes_of_the_meetings_that_began_in_it():
    assert set(texts(in_years(Outcome.objects, [2010, 2011]))) == {"First", "Then"}
    assert not in_years(Outcome.objects, [2011]).exists()


def test_a_period_finds_the_outcomes_of_the_meetings_that_share_a_day_with_it():
    assert texts(between(Outcome.objects, PartialDate("2012-05-04"), None)) == ["Second"]
    assert set(texts(between(Outcome.objects, None, PartialDate("2010-01")))) == {"First", "Then"}
