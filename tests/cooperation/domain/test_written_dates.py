"""A date is understood however people write it, or refused with a sentence; it is never guessed."""

import datetime
import unicodedata

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate
from cooperation.domain.written_dates import NotUnderstood, Period, read, read_date
from tests.strategies import partial_dates

UNDERSTOOD = {
    "2012": "2012",
    " 2012 ": "2012",
    "２０１２": "2012",
    "2012-05": "2012-05",
    "2012-5": "2012-05",
    "2012/05": "2012-05",
    "2012.05": "2012-05",
    "05/2012": "2012-05",
    "5.2012": "2012-05",
    "05-2012": "2012-05",
    "May 2012": "2012-05",
    "MAY 2012": "2012-05",
    "may, 2012": "2012-05",
    "May-2012": "2012-05",
    "2012 May": "2012-05",
    "Sept. 2012": "2012-09",
    "Sep 2012": "2012-09",
    "2012-05-04": "2012-05-04",
    "2012-5-4": "2012-05-04",
    "2012/05/04": "2012-05-04",
    "2012.05.04": "2012-05-04",
    "2012. 5. 4.": "2012-05-04",
    "20120504": "2012-05-04",
    "2012-05-04T00:00:00": "2012-05-04",
    "2012-05-04 00:00": "2012-05-04",
    "2012-05-04T00:00:00Z": "2012-05-04",
    "4 May 2012": "2012-05-04",
    "4\u00a0May\u00a02012": "2012-05-04",
    "04 May 2012": "2012-05-04",
    "4th May 2012": "2012-05-04",
    "the 4th of May, 2012": "2012-05-04",
    "4-May-2012": "2012-05-04",
    "4. May 2012": "2012-05-04",
    "on 4 May 2012": "2012-05-04",
    "May 4, 2012": "2012-05-04",
    "May 4th 2012": "2012-05-04",
    "2012 May 4": "2012-05-04",
    "2012-May-04": "2012-05-04",
    "Friday, 4 May 2012": "2012-05-04",
    "Fri. 4 May 2012": "2012-05-04",
    "2012-05-04 (Fri)": "2012-05-04",
    "13/05/2012": "2012-05-13",
    "05/13/2012": "2012-05-13",
    "13.05.2012": "2012-05-13",
    "13-5-2012": "2012-05-13",
    "05/05/2012": "2012-05-05",
    "29 February 2012": "2012-02-29",
    "2012년": "2012",
    "2012년 5월": "2012-05",
    "2012년 5월 4일": "2012-05-04",
    "2012년 5월 4일(금)": "2012-05-04",
    "2012年5月4日": "2012-05-04",
    "2010. 11. 17.(수)": "2010-11-17",
    "2010.11.17.(수)": "2010-11-17",
    "2010. 11. 17. (수)": "2010-11-17",
    "2010. 11. 17 (수)": "2010-11-17",
    "2010. 11. 17.（수）": "2010-11-17",
    "２０１０．１１．１７．（수）": "2010-11-17",
    "2010. 11. 17. 수요일": "2010-11-17",
    "2010. 11. 17.(수요일)": "2010-11-17",
    "2010. 11. 17.(수).": "2010-11-17",
    "2010. 11.": "2010-11",
    "2010.": "2010",
    "2012년 5월 3일": "2012-05-03",
    "2012년5월3일": "2012-05-03",
    "2012년 5월 3일 목요일": "2012-05-03",
    "2012. 5. 7.(월)": "2012-05-07",
    "2012년 5월 7일(월)": "2012-05-07",
    "2012년 5월 7일 월요일": "2012-05-07",
    "2012. 5. 6.(일)": "2012-05-06",
    "2012년 5월 6일 (일)": "2012-05-06",
    "2012年5月7日（月）": "2012-05-07",
    "2012年5月6日(日)": "2012-05-06",
    "2012年5月3日 木曜日": "2012-05-03",
    "2012-05-03(목)": "2012-05-03",
    "2012년도": "2012",
    "2012 년 5 월 4 일": "2012-05-04",
    "2012년5월": "2012-05",
    "2012. 5.": "2012-05",
    "2012.5.4": "2012-05-04",
    "2012-05-04(금)": "2012-05-04",
    "2012. 5. 6 일요일": "2012-05-06",
    "2012년 5월 6일 일요일": "2012-05-06",
    "2012년 05월 04일": "2012-05-04",
    # As macOS writes Hangul: each syllable is two or three characters.
    unicodedata.normalize("NFD", "2012년 5월 4일(금)"): "2012-05-04",
    "2012/5/3(목)": "2012-05-03",
}
PERIODS = {
    "4-6 May 2012": "2012-05-04/2012-05-06",
    "4–6 May 2012": "2012-05-04/2012-05-06",
    "4 - 6 May 2012": "2012-05-04/2012-05-06",
    "4 to 6 May 2012": "2012-05-04/2012-05-06",
    "from 4 to 6 May 2012": "2012-05-04/2012-05-06",
    "4th to 6th of May, 2012": "2012-05-04/2012-05-06",
    "May 4-6, 2012": "2012-05-04/2012-05-06",
    "4 May - 6 May 2012": "2012-05-04/2012-05-06",
    "30 April - 2 May 2012": "2012-04-30/2012-05-02",
    "April 30 – May 2, 2012": "2012-04-30/2012-05-02",
    "30 December 2011 - 2 January 2012": "2011-12-30/2012-01-02",
    "4 May 2012 until 6 May 2012": "2012-05-04/2012-05-06",
    "Fri 4 May - Sun 6 May 2012": "2012-05-04/2012-05-06",
    "2012-05-04/2012-05-06": "2012-05-04/2012-05-06",
    "2012-05-04 to 2012-05-06": "2012-05-04/2012-05-06",
    "2012-05-04 - 2012-05-06": "2012-05-04/2012-05-06",
    "2012-05-04..2012-05-06": "2012-05-04/2012-05-06",
    "2012-05-04/06": "2012-05-04/2012-05-06",
    "2012-05-04-06": "2012-05-04/2012-05-06",
    "2012-05-04/06-02": "2012-05-04/2012-06-02",
    "2012.5.4~6": "2012-05-04/2012-05-06",
    "2012. 5. 4. ~ 5. 6.": "2012-05-04/2012-05-06",
    "2012년 5월 4일~6일": "2012-05-04/2012-05-06",
    "2012년 4월 30일 ~ 5월 2일": "2012-04-30/2012-05-02",
    "2012. 5. 3.(목)~5. 4.(금)": "2012-05-03/2012-05-04",
    "2012. 5. 3.(목)~4.(금)": "2012-05-03/2012-05-04",
    "2012.5.3.(목)~5.4.(금)": "2012-05-03/2012-05-04",
    "2012.5.3.(목)~4.(금)": "2012-05-03/2012-05-04",
    "2012.5.3(목)~4(금)": "2012-05-03/2012-05-04",
    "2012. 5. 3. (목) ~ 5. 4. (금)": "2012-05-03/2012-05-04",
    "2012. 5. 3. (목) ~ 4. (금)": "2012-05-03/2012-05-04",
    "2012. 5. 3.（목）～5. 4.（금）": "2012-05-03/2012-05-04",
    "2012. 5. 3.（목） ∼ 4.（금）": "2012-05-03/2012-05-04",
    "2012. 5. 3.(목)〜4.(금)": "2012-05-03/2012-05-04",
    "2012. 5. 3.(목) - 5. 4.(금)": "2012-05-03/2012-05-04",
    "2012. 5. 3.(목)~2012. 5. 4.(금)": "2012-05-03/2012-05-04",
    "2012. 5. 3.~4.": "2012-05-03/2012-05-04",
    "2012. 5. 3.~5. 4.": "2012-05-03/2012-05-04",
    "2012. 5. 31.(목)~6. 3.(일)": "2012-05-31/2012-06-03",
    "2012. 12. 31.(월)~2013. 1. 2.(수)": "2012-12-31/2013-01-02",
    "2012년 5월 3일(목)~4일(금)": "2012-05-03/2012-05-04",
    "2012년 5월 3일(목) ~ 5월 4일(금)": "2012-05-03/2012-05-04",
    "2012년 5월 6일(일)~7일(월)": "2012-05-06/2012-05-07",
    "2012년 5월~7월": "2012-05/2012-07",
    "2012년 5월 ∼ 2013년 6월": "2012-05/2013-06",
    "2012년〜2014년": "2012/2014",
    "2012년도 ~ 2014년도": "2012/2014",
    "2012년 5월 30일~6월 2일": "2012-05-30/2012-06-02",
    "2012년 12월 30일 ~ 2013년 1월 2일": "2012-12-30/2013-01-02",
    "2012년 5월 3일부터 4일까지": "2012-05-03/2012-05-04",
    "2012년 5월 3일(목)부터 5월 4일(금)까지": "2012-05-03/2012-05-04",
    "2012년부터 2014년까지": "2012/2014",
    "2012년 5월부터 7월까지": "2012-05/2012-07",
    "2012년 5월 6일 일요일 ~ 7일 월요일": "2012-05-06/2012-05-07",
    "13-15.05.2012": "2012-05-13/2012-05-15",
    "13.05.2012 - 15.05.2012": "2012-05-13/2012-05-15",
    "2012-2014": "2012/2014",
    "2012 – 2014": "2012/2014",
    "2012/2014": "2012/2014",
    "May-June 2012": "2012-05/2012-06",
    "May 2012 to June 2013": "2012-05/2013-06",
    "2012-05 to 2013": "2012-05/2013",
    "4-4 May 2012": "2012-05-04",
    "2012 to 2012": "2012",
}
REFUSED = {
    "04/05/2012": "“04/05/2012” may be 5 April 2012 or 4 May 2012. Write the month in letters, or the year first",
    "4.5.2012": "may be 5 April 2012 or 4 May 2012",
    "04-05-2012": "may be 5 April 2012 or 4 May 2012",
    "03/04/2012 - 05/04/2012": "may be 4 March 2012 to 5 April 2012 or 4 March 2012 to 4 May 2012",
    "13/13/2012": "not a real date",
    "31 April 2012": "“31 April 2012” is not a real date.",
    "2011-02-29": "not a real date",
    "2012-13": "not a real date",
    "2012-13-05": "not a real date",
    "2012-05-00": "has zeros. Leave out",
    "2012-00-00": "has zeros. Leave out",
    "0000-00-00": "has zeros. Leave out",
    "00/05/2012": "has zeros. Leave out",
    "4 May": "“4 May” has no year.",
    "May": "has no year",
    "May 12": "has no year",
    "4-May-12": "write the year with four digits",
    "04/05/12": "write the year with four digits",
    "41033": "a date stored as a number (4 May 2012)",
    "c. 2012": "not an exact date",
    "2012?": "not an exact date",
    "early 2012": "not an exact date",
    "Spring 2012": "not an exact date",
    "1990s": "not an exact date",
    "Q2 2012": "not an exact date",
    "2012년 상반기": "not an exact date",
    "2012년 하반기": "not an exact date",
    "2012년 3분기": "not an exact date",
    "2012년 3/4분기": "not an exact date",
    "2012년 초": "not an exact date",
    "2012년말": "not an exact date",
    "2012년 5월 말": "not an exact date",
    "2012년 5월 중순": "not an exact date",
    "2012년경": "not an exact date",
    "2012년 봄": "not an exact date",
    "1990년대": "not an exact date",
    "2012년 이후": "not an exact date",
    "2012년부터": "not an exact date",
    "5월 4일": "“5월 4일” has no year.",
    "5월": "has no year",
    "5월~7월": "has no year",
    "12년 5월": "write the year with four digits",
    "'12년 5월 4일": "write the year with four digits",
    "'12.5.4": "write the year with four digits",
    "12. 5. 4.": "write the year with four digits",
    "2012년 13월": "not a real date",
    "2012년 2월 30일": "not a real date",
    "Thursday 4 May 2012": "4 May 2012 is a Friday.",
    "2010. 11. 17.(목)": "“2010. 11. 17.(목)”: 17 November 2010 is a Wednesday.",
    "2012. 5. 8.(월)": "8 May 2012 is a Tuesday.",
    "2012. 5. 3.(목)~5. 4.(토)": "4 May 2012 is a Friday.",
    "2012. 5. 3.(수)~4.(금)": "3 May 2012 is a Thursday.",
    "2012년 5월 3일 수요일": "3 May 2012 is a Thursday.",
    "2012. 5.(목)": "has a day of the week but no date",
    "2012. 13. 3.(목)": "not a real date",
    "2012. 5. 4.(금)~3.(목)": "ends before it starts",
    "2012. 12. 30.(일)~1. 2.(수)": "ends before it starts. Write the year of both dates.",
    "5. 3.(목)~4.(금)": "not a date we can read",
    "'12. 5. 3.(목)": "write the year with four digits",
    "‘12.5.3": "write the year with four digits",
    "(목)": "not a date we can read",
    "Friday May 2012": "has a day of the week but no date",
    "6-4 May 2012": "ends before it starts",
    "30 December - 2 January 2012": "ends before it starts. Write the year of both dates.",
    "2014-2012": "ends before it starts",
    "2012/13": "not a real date",
    "2012-05/04/06": "not a date we can read",
    "10-12 2012": "not a date we can read",
    "2012 - 05": "not a date we can read",
    "30 February - 2 March 2012": "not a date we can read",
    "04:30": "not a date we can read",
    "2012-05-04 10:30": "not a date we can read",
    "soon": "not a date we can read",
    "": "not a date we can read",
    "12": "not a date we can read",
    "212": "not a date we can read",
    "+2012": "not a date we can read",
    "4 Mai 2012": "not a date we can read",
    "May 4 - 2012": "not a date we can read",
    "4 - May 6 2012 - 7": "not a date we can read",
    "=TODAY()": "not a date we can read",
}


@pytest.mark.parametrize(("written", "meant"), UNDERSTOOD.items())
def test_a_date_is_understood(written, meant):
    found = read(written)
    assert isinstance(found, PartialDate)
    assert found == read_date(written) == meant


@pytest.mark.parametrize(("written", "meant"), PERIODS.items())
def test_a_period_is_understood(written, meant):
    found = read(written)
    assert "/".join(found if isinstance(found, Period) else [found]) == meant


@pytest.mark.parametrize(("written", "meant"), (UNDERSTOOD | PERIODS).items())
def test_the_language_of_the_account_changes_nothing(written, meant):
    with translation.override("ko"):
        found = read(written)
    assert "/".join(found if isinstance(found, Period) else [found]) == meant


@pytest.mark.parametrize(("written", "why"), REFUSED.items())
def test_what_has_no_meaning_or_two_is_refused_with_a_sentence(written, why):
    with pytest.raises(NotUnderstood) as refusal:
        read(written)
    assert why in str(refusal.value)


def test_where_one_date_is_asked_a_period_is_refused():
    words = r"is a period, from 4 May 2012 to 6 May 2012\. Only one date can be entered here\."
    with pytest.raises(NotUnderstood, match=words):
        read_date("4-6 May 2012")


def test_a_period_is_said_in_words():
    assert read("4-6 May 2012").words == "4 May 2012 to 6 May 2012"


def test_korean_readers_are_told_in_korean_what_was_understood():
    with translation.override("ko"):
        assert read("4 May 2012").words == "2012년 5월 4일"
        with pytest.raises(NotUnderstood, match=r"2012년 4월 5일.*2012년 5월 4일"):
            read("04/05/2012")
        with pytest.raises(NotUnderstood, match=r"2012년 5월 4일.*금요일"):
            read("2012. 5. 4.(목)")


def test_the_months_of_the_page_s_language_are_understood():
    with translation.override("de"):
        assert read("4. Mai 2012") == "2012-05-04"
        assert read("4 May 2012") == "2012-05-04"


@given(partial_dates())
@example("0001")
@example("9999-12-31")
def test_what_the_registry_writes_is_read_back(text):
    assert read(text) == text
    if text >= "1000":
        assert read(PartialDate(text).words) == text
        with translation.override("ko"):
            assert read(PartialDate(text).words) == text


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_numbers_are_read_only_where_the_order_cannot_matter(day):
    for pattern in ("{:%d/%m/%Y}", "{:%m/%d/%Y}", "{:%d.%m.%Y}", "{:%m-%d-%Y}"):
        if day.day > 12 or day.day == day.month:
            assert read(pattern.format(day)) == day.isoformat()
        else:
            with pytest.raises(NotUnderstood, match=r"may be .* or "):
                read(pattern.format(day))


@given(st.text(max_size=30) | st.text("0123456789-/. toMay年월일~(금)부터까지 ", max_size=20))
def test_any_text_gives_a_date_or_a_sentence(text):
    try:
        told = read(text).words
    except NotUnderstood as refusal:
        told = str(refusal)
    assert told
