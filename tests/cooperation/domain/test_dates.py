"""A partial date is a year, a month or a day of the calendar, and nothing else."""

import calendar
import copy
import datetime
import pickle

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import example, given
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate, PartialDateField, PartialDateFormField, parse, period_words
from cooperation.models import Meeting
from tests.strategies import partial_dates

NO_DATES = [
    "0000",
    "0000-01",
    "0000-01-01",
    "2012-00",
    "2012-13",
    "2012-1",
    "2012-00-01",
    "2012-01-00",
    "2012-01-32",
    "2012-02-30",
    "2011-02-29",
    "1900-02-29",
    "2100-02-29",
    "2012-04-31",
    "2012-11-31",
    "12",
    "212",
    "20123",
    "2012-",
    "2012-05-",
    "201205",
    "20120504",
    "2012/05/04",
    "-2012",
    "+2012",
    "2012-W05",
    "2012-05-04T00:00",
    "2012\n",
    "2012-05-04 ",
    " 2012",
    "２０１２",
    "٢٠١٢",
    "2012–05",
    "c. 2012",
    "2012?",
    "2012-05/2012-06",
    "",
]
DATES = ["0001", "9999", "2000-02-29", "2012-02-29", "0004-02-29", "2400-02-29", "9999-12-31", "2005-03", "1992-10-28"]


def in_the_calendar(text):
    """The calendar's own answer, by another way than the expression's."""
    parts = text.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        return False
    year, month, day = [*map(int, parts), 1, 1][:3]
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1]


def is_accepted(text):
    try:
        PartialDate(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", NO_DATES)
def test_what_no_calendar_has_is_refused(text):
    assert not in_the_calendar(text)
    assert not is_accepted(text)


@pytest.mark.parametrize("text", DATES)
def test_a_year_a_month_and_a_day_are_accepted_as_they_are_written(text):
    assert in_the_calendar(text)
    assert PartialDate(text) == text


@given(st.from_regex(r"\A[0-9]{4}(-[0-9]{2}){0,2}\Z"))
@example("2000-02-29")
@example("1900-02-29")
@example("0000-02-29")
def test_the_expression_and_the_calendar_agree(text):
    assert is_accepted(text) == in_the_calendar(text)


@given(st.text(alphabet="0123456789-/T WQ\n２", max_size=12))
def test_the_expression_and_the_calendar_agree_on_any_scribble(text):
    assert is_accepted(text) == in_the_calendar(text)


def test_every_day_of_four_hundred_years_is_accepted_and_no_29_february_beyond_them():
    day, end = datetime.date(1800, 1, 1), datetime.date(2200, 12, 31)
    while day <= end:
        assert is_accepted(day.isoformat()), day
        day += datetime.timedelta(days=1)
    for year in range(1, 10_000):
        assert is_accepted(f"{year:04}-02-29") == calendar.isleap(year), year


@given(partial_dates(1, 9999))
def test_the_interval_runs_from_its_first_to_its_last_day_and_holds_no_other(date):
    assert date.first.isoformat().startswith(date)
    assert date.last.isoformat().startswith(date)
    if date.first > datetime.date.min:
        assert not (date.first - datetime.timedelta(days=1)).isoformat().startswith(date)
    if date.last < datetime.date.max:
        assert not (date.last + datetime.timedelta(days=1)).isoformat().startswith(date)
    assert (date.precision == "day") == (date.first == date.last)


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2012", "year", datetime.date(2012, 1, 1), datetime.date(2012, 12, 31)),
        ("2012-02", "month", datetime.date(2012, 2, 1), datetime.date(2012, 2, 29)),
        ("2011-02", "month", datetime.date(2011, 2, 1), datetime.date(2011, 2, 28)),
        ("2012-01-23", "day", datetime.date(2012, 1, 23), datetime.date(2012, 1, 23)),
    ],
)
def test_a_date_is_known_as_well_as_it_is_known(text, precision, first, last):
    date = PartialDate(text)
    assert (date.precision, date.first, date.last) == (precision, first, last)


@given(partial_dates(), partial_dates())
def test_text_sorts_by_the_first_day_and_the_coarser_date_first(one, other):
    assert (one < other) == ((one.first, len(one)) < (other.first, len(other)))


@pytest.mark.parametrize(
    ("text", "words"),
    [("2000", "2000"), ("0812", "812"), ("2005-03", "March 2005"), ("2012-01-23", "23 January 2012")],
)
def test_words_are_what_people_write_and_no_day_is_invented(text, words):
    assert PartialDate(text).words == words


def test_words_are_the_reader_s_language_s():
    with translation.override("de"):
        assert PartialDate("2005-03").words == "März 2005"
    with translation.override("ko"):
        assert PartialDate("0812").words == "812년"
        assert PartialDate("2012").words == "2012년"
        assert PartialDate("2012-05").words == "2012년 5월"
        assert PartialDate("2012-05-04").words == "2012년 5월 4일"


@pytest.mark.parametrize("nothing", [None, "", "   ", "\t\n"])
def test_nothing_is_no_date(nothing):
    assert parse(nothing) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 2012-05 ", "2012-05"),
        ("\u00a02012", "2012"),
        (2012, "2012"),
        (datetime.date(2012, 5, 4), "2012-05-04"),
        (datetime.datetime(2012, 5, 4, 13, 30), "2012-05-04"),
        (PartialDate("2012"), "2012"),
    ],
)
def test_parse_reads_text_numbers_and_dates(value, text):
    date = parse(value)
    assert isinstance(date, PartialDate)
    assert date == text


@pytest.mark.parametrize("text", [text for text in NO_DATES if text.strip() and not in_the_calendar(text.strip())])
def test_parse_says_what_is_wrong_and_what_to_write(text):
    with pytest.raises(ValidationError) as refusal:
        parse(text)
    assert refusal.value.messages == ["Enter a real date, such as 2012, 2012-05 or 2012-05-04."]


def test_the_form_field_returns_a_date_or_nothing():
    field = PartialDateFormField(required=False)
    assert field.clean(" 2012-05 ") == PartialDate("2012-05")
    assert isinstance(field.clean("2012"), PartialDate)
    assert field.clean("") is None
    assert field.clean(None) is None


@pytest.mark.parametrize("text", ["2012-02-30", "0000", "soon", "2012-05-04-", "2012\x00"])
def test_the_form_field_refuses_with_a_sentence(text):
    with pytest.raises(ValidationError) as refusal:
        PartialDateFormField(required=False).clean(text)
    assert "Enter a real date" in refusal.value.messages[0] or "Null characters" in refusal.value.messages[0]


def test_the_model_s_form_field_is_one_text_box():
    field = PartialDateField("start").formfield()
    assert isinstance(field, PartialDateFormField)
    assert field.widget.input_type == "text"
    assert field.max_length == 10
    assert not field.required


def test_valid_text_becomes_a_date_as_soon_as_it_is_assigned():
    meeting = Meeting(start="2012-05", end=datetime.date(2012, 6, 1))
    assert isinstance(meeting.start, PartialDate)
    assert meeting.start.last == datetime.date(2012, 5, 31)
    assert meeting.end == PartialDate("2012-06-01")
    meeting.start = "2013"
    assert meeting.start.precision == "year"
    meeting.start = ""
    assert meeting.start is None


def test_wrong_text_waits_for_validation_and_keeps_what_was_typed():
    meeting = Meeting(start="2012-02-30")
    assert meeting.start == "2012-02-30"
    assert not isinstance(meeting.start, PartialDate)
    with pytest.raises(ValidationError) as refusal:
        meeting.clean_fields(exclude=["slug", "title"])
    assert refusal.value.message_dict == {"start": ["Enter a real date, such as 2012, 2012-05 or 2012-05-04."]}


def test_a_date_survives_pickle_and_copy():
    date = PartialDate("2012-05")
    for twin in (pickle.loads(pickle.dumps(date)), copy.copy(date), copy.deepcopy(date)):  # noqa: S301
        assert isinstance(twin, PartialDate)
        assert twin == date


def test_migrations_do_not_repeat_what_is_always_the_same():
    _, path, args, kwargs = PartialDateField("start", help_text="When.").deconstruct()
    assert path == "cooperation.domain.dates.PartialDateField"
    assert (args, kwargs) == ([], {"verbose_name": "start", "help_text": "When."})


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2012-05-04", "2012-05-06", "4 to 6 May 2012"),
        ("2012-05-30", "2012-06-01", "30 May to 1 June 2012"),
        ("2012-12-30", "2013-01-02", "30 December 2012 to 2 January 2013"),
        ("2012-05", "2012-08", "May to August 2012"),
        ("2012-05", "2012-08-01", "May 2012 to 1 August 2012"),
        ("2011-05", "2012-05", "May 2011 to May 2012"),
        ("2011", "2012", "2011 to 2012"),
    ],
)
def test_a_period_says_once_what_both_of_its_ends_have(start, end, words):
    assert " to ".join(period_words(PartialDate(start), PartialDate(end))) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2012-05-04", "2012-05-06", "2012년 5월 4일~6일"),
        ("2012-05-30", "2012-06-01", "2012년 5월 30일~6월 1일"),
        ("2012-12-30", "2013-01-02", "2012년 12월 30일~2013년 1월 2일"),
        ("2012-05", "2012-08", "2012년 5월~8월"),
        ("2012-05", "2012-08-01", "2012년 5월~2012년 8월 1일"),
        ("2011-05", "2012-05", "2011년 5월~2012년 5월"),
        ("2011", "2012", "2011년~2012년"),
    ],
)
def test_in_korean_the_end_of_a_period_omits_what_its_start_says(start, end, words):
    with translation.override("ko"):
        assert "~".join(period_words(PartialDate(start), PartialDate(end))) == words


def test_a_language_of_which_nothing_is_known_repeats_everything():
    with translation.override("de"):
        assert period_words(PartialDate("2012-05-04"), PartialDate("2012-05-06")) == ("4. Mai 2012", "6. Mai 2012")


def test_times_have_one_form_in_each_language():
    at = datetime.datetime(2012, 5, 4, 14, 5)
    said = {}
    for language in ("en", "ko"):
        with translation.override(language):
            forms = ("DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")
            said[language] = [date_format(at, form) for form in forms]
    assert said == {
        "en": ["4 May 2012", "14:05", "4 May 2012, 14:05", "May 2012", "4 May"],
        "ko": ["2012년 5월 4일", "14:05", "2012년 5월 4일 14:05", "2012년 5월", "5월 4일"],
    }
