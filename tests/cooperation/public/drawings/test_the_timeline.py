"""Spans are drawn as wide as their dates are known, and nothing lies on anything else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate
from cooperation.public.drawings import timeline
from cooperation.public.drawings.timeline import LEAST, Span
from tests.strategies import partial_dates

TODAY = date(2020, 6, 30)


def span(start, end=None, kind="meeting", label="Meeting", is_open=False):
    return Span(kind, label, None, PartialDate(start), PartialDate(end) if end else None, is_open)


def bars(*spans):
    return [bar for lane in timeline.draw(list(spans), TODAY).lanes for bar in lane.bars]


def test_a_year_is_as_wide_as_a_year_and_a_month_as_a_month():
    drawing = timeline.draw([span("2010"), span("2011-01"), span("2012"), span("2013-05-04")], TODAY)
    year, month, leap, day = drawing.lanes[0].bars
    a_year = drawing.ticks[1].x - drawing.ticks[0].x
    assert year.width == pytest.approx(a_year, abs=1)
    assert leap.x == pytest.approx(drawing.ticks[2].x, abs=0.2)
    assert month.width == pytest.approx(a_year * 31 / 365, abs=1)
    assert day.width == LEAST
    assert [bar.sure_width > 0 for bar in (year, month, leap, day)] == [False, False, False, True]


def test_of_a_span_known_by_the_year_the_certain_days_are_told_apart():
    [bar] = bars(span("2010", "2012"))
    assert bar.x < bar.sure_x
    assert bar.sure_width < bar.width
    assert bar.sure_width == pytest.approx(bar.width / 3, abs=2)
    within_one_year, known_to_the_day = bars(span("2010", "2010-06"), span("2010-01-01", "2010-12-31", kind="project"))
    assert within_one_year.sure_width == 0
    assert (known_to_the_day.sure_x, known_to_the_day.sure_width) == (known_to_the_day.x, known_to_the_day.width)


def test_what_goes_on_is_drawn_until_today():
    drawing = timeline.draw([span("2015-01-01", kind="project", is_open=True), span("2022", kind="meeting")], TODAY)
    [project], [meeting] = (lane.bars for lane in drawing.lanes)
    assert project.x + project.width == pytest.approx(drawing.today_x, abs=0.5)
    assert meeting.x > drawing.today_x


def test_today_is_drawn_only_where_it_lies_within():
    assert timeline.draw([span("2001")], TODAY).today_x is None


def test_kinds_have_lanes_in_their_order():
    drawing = timeline.draw([span("2012", kind="agreement"), span("2001"), span("2005", kind="agreement")], TODAY)
    assert [(lane.kind, len(lane.bars)) for lane in drawing.lanes] == [("agreement", 2), ("meeting", 1)]
    assert drawing.lanes[0].y < drawing.lanes[1].y < drawing.height


def test_nothing_dated_is_no_drawing():
    assert timeline.draw([], TODAY) is None


def test_a_long_label_is_cut_and_one_at_the_edge_stands_before_its_bar():
    first, last = bars(
        span("2000-01-01", label="A"), span("2020-12-31", label="The meeting of all who ever met anywhere")
    )
    assert last.label == "The meeting of all who ev…"
    assert last.is_before
    assert last.label_x < last.x
    assert not first.is_before


def test_the_label_of_a_bar_without_space_on_either_side_is_on_its_end():
    [project] = bars(span("2000", kind="project", label="Project for restoring forests", is_open=True))
    assert project.is_inside
    assert project.is_before
    assert project.x < project.label_x < project.x + project.width
    assert project.stop_x + project.stop_width <= timeline.WIDTH


@given(st.lists(st.tuples(partial_dates(), st.text(max_size=40), st.booleans()), min_size=1, max_size=60))
def test_bars_never_overlap_and_stay_within(rows):
    spans = [
        Span("meeting", label, None, start, None, is_open and start.first <= TODAY) for start, label, is_open in rows
    ]
    drawing = timeline.draw(spans, TODAY)
    drawn = drawing.lanes[0].bars
    assert len(drawn) == len(rows)
    for bar in drawn:
        assert 0 <= bar.x <= bar.x + bar.width <= drawing.width + 0.1
        assert bar.stop_x >= 0
        assert bar.stop_width >= timeline.STOP
        assert bar.y + timeline.ROW <= drawing.height
    for place, bar in enumerate(drawn):
        for other in drawn[place + 1 :]:
            apart = bar.stop_x + bar.stop_width <= other.stop_x or other.stop_x + other.stop_width <= bar.stop_x
            assert bar.y != other.y or apart
