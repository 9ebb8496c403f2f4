"""Columns of years and bars of things: heights and lengths are in proportion, and nothing is left out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.public.drawings import bars


def test_years_of_which_there_is_nothing_have_their_place():
    chart = bars.columns({2010: 4, 2013: 2})
    assert [(bar.label, bar.number) for bar in chart.bars] == [("2010", 4), ("2011", 0), ("2012", 0), ("2013", 2)]
    first, _, _, last = chart.bars
    assert first.height == pytest.approx(2 * last.height, abs=0.2)
    assert first.y + first.height == last.y + last.height


def test_of_a_long_time_the_latest_years_are_drawn():
    chart = bars.columns({1800: 1, 2020: 1})
    assert len(chart.bars) == bars.MOST
    assert chart.is_cut
    assert chart.bars[-1].label == "2020"


def test_bars_are_as_long_as_their_numbers():
    assert bars.lengths([30, 10, 0]) == [100, 33.3, 0]
    assert bars.lengths([Decimal("1000000"), Decimal("250000")]) == [100, 25]


def test_nothing_is_no_chart():
    assert bars.columns({}) is None
    assert bars.lengths([]) is None
    assert bars.lengths([0]) is None


@given(st.dictionaries(st.integers(1, 9999), st.integers(1, 1_000_000), min_size=1, max_size=30))
def test_columns_stay_within_and_the_scale_holds_the_most(numbers):
    chart = bars.columns(numbers)
    assert all(0 <= bar.y <= bar.y + bar.height <= chart.height for bar in chart.bars)
    assert all(bar.x + bar.width <= chart.width for bar in chart.bars)
    assert chart.lines[-1].number >= max(bar.number for bar in chart.bars)
    assert len(chart.lines) <= 7
