"""A list of the sessions of a series often has no column of titles: the series and the number make the title."""

import pytest

from cooperation.exchange.imports import uploads
from cooperation.models import Meeting
from tests import factories as f

from .conftest import preview, problems, states, warnings

pytestmark = pytest.mark.django_db
LIST = [
    {"Series": "TEMM", "Session": "13", "Start": "2011-04-28", "City": "Busan"},
    {"Series": "TEMM", "Session": "14", "Start": "2012-05-03", "City": "Beijing"},
]


@pytest.fixture(autouse=True)
def temm():
    return f.make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM", slug="temm")


def titles():
    return sorted(Meeting.objects.values_list("title", flat=True))


def test_sessions_get_the_title_that_the_form_proposes(editor):
    upload = preview("meetings", editor, LIST)
    assert problems(upload) == []
    assert states(upload) == {2: "new", 3: "new"}
    assert [row.label for row in upload.rows.order_by("number")] == ["TEMM 13", "TEMM 14"]
    assert "Sessions without a title are named after their series and their number or year." in upload.notes
    uploads.enter(upload, editor)
    assert titles() == ["TEMM 13", "TEMM 14"]
    assert set(states(preview("meetings", editor, LIST)).values()) == {"unchanged"}


def test_recorded_sessions_show_how_the_series_is_named(editor, temm):
    f.make_meeting("12th meeting of the ministers", mechanism=temm, ordinal=12)
    uploads.enter(preview("meetings", editor, LIST), editor)
    assert titles() == [f"{number}th meeting of the ministers" for number in (12, 13, 14)]


def test_a_recorded_session_is_found_by_its_series_and_number_whatever_its_title(editor, temm):
    recorded = f.make_meeting("Ministers in Busan", mechanism=temm, ordinal=13, start="2011", published=False)
    f.make_meeting("Fourteenth", mechanism=temm, ordinal=14, start="1999", published=False)  # of another year
    upload = preview("meetings", editor, LIST)
    assert states(upload) == {2: "changed", 3: "new"}
    assert upload.rows.get(number=2).target == recorded.pk
    uploads.enter(upload, editor)
    assert titles() == ["Fourteenth", "Ministers in Busan", "TEMM 14"]
    assert Meeting.objects.get(pk=recorded.pk).start == "2011-04-28"
    assert set(states(preview("meetings", editor, LIST)).values()) == {"unchanged"}


def test_a_session_without_a_number_is_named_after_its_year(editor):
    rows = [{**LIST[0], "Session": ""}]
    uploads.enter(preview("meetings", editor, rows), editor)
    assert titles() == ["Tripartite Environment Ministers Meeting, 2011"]
    assert set(states(preview("meetings", editor, rows)).values()) == {"unchanged"}


def test_a_title_in_the_file_stays(editor):
    rows = [{**LIST[0], "Title": "Busan meeting"}, {**LIST[1], "Title": ""}]
    uploads.enter(preview("meetings", editor, rows), editor)
    assert titles() == ["Busan meeting", "TEMM 14"]


def test_without_number_and_date_or_with_an_unknown_series_the_title_is_missing(editor):
    rows = [{**LIST[0], "Session": "", "Start": ""}, {**LIST[1], "Series": "Unknown"}]
    upload = preview("meetings", editor, rows)
    assert set(states(upload).values()) == {"wrong"}
    assert [column for number, column, *_rest in problems(upload) if number == 2] == ["title"]
    assert "mechanism" in [column for number, column, *_rest in problems(upload) if number == 3]


def test_a_new_meeting_in_the_city_and_on_the_day_of_a_recorded_one_is_a_warning(editor):
    f.make_meeting("Ministers in Busan", start="2011-04-28", end="2011-04-29", city="Busan", published=False)
    other = {"Series": "TEMM", "Session": "13", "Start": "2011-04-28"}
    rows = [LIST[0], LIST[1], {**LIST[0], "Session": "15", "Start": "2011-04"}, {**other, "Session": "16", "City": ""}]
    words = "“Ministers in Busan” was on the same day in the same city. This row adds another one."
    assert [(row, column, why) for row, column, _value, why in warnings(preview("meetings", editor, rows))] == [
        (2, "city", words)
    ]
