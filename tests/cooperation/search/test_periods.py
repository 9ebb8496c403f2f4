"""Periods that a question names."""

import pytest

from cooperation.search import periods, tokens


@pytest.mark.parametrize(
    ("typed", "start", "end", "named"),
    [
        ("vietnam since 2000", "2000", None, "since 2000"),
        ("Vietnam (Since 2000)", "2000", None, "Since 2000"),
        ("since the year 2000", "2000", None, "since the year 2000"),
        ("since May 2012 china", "2012-05", None, "since May 2012"),
        ("since 4 May 2012", "2012-05-04", None, "since 4 May 2012"),
        ("since 1st May 2012", "2012-05-01", None, "since 1st May 2012"),
        ("since May 4, 2012", "2012-05-04", None, "since May 4, 2012"),
        ("since 2012-05", "2012-05", None, "since 2012-05"),
        ("MOU from 2009", "2009", None, "from 2009"),
        ("MOU from 2009 onwards", "2009", None, "from 2009 onwards"),
        ("MOU 2009 onwards", "2009", None, "2009 onwards"),
        ("marine 2005 to 2010", "2005", "2010", "2005 to 2010"),
        ("after 2009", "2010", None, "after 2009"),
        ("after December 2009", "2010-01", None, "after December 2009"),
        ("after 31 December 2009", "2010-01-01", None, "after 31 December 2009"),
        ("MOU before 2009", None, "2008", "before 2009"),
        ("before January 2009", None, "2008-12", "before January 2009"),
        ("prior to 2009-03-01", None, "2009-02-28", "prior to 2009-03-01"),
        ("until 2009, MOU", None, "2009", "until 2009"),
        ("up to 2009", None, "2009", "up to 2009"),
        ("between 2005 and 2010", "2005", "2010", "between 2005 and 2010"),
        ("from 2005 to 2010", "2005", "2010", "from 2005 to 2010"),
        ("2005 to May 2010", "2005", "2010-05", "2005 to May 2010"),
        ("work programme 2013–2015", "2013", "2015", "2013–2015"),
        ("90년대 회의", "1990", "1999", "90년대"),
        ("2010년대의 회의", "2010", "2019", "2010년대의"),
        ("'12년 5월 이후 회의", "2012-05", None, "2012년 5월 이후"),
        ("98년 5월 이후 회의", "1998-05", None, "1998년 5월 이후"),
        ("'12.5.4. 이전 회의", None, "2012-05-04", "2012.5.4. 이전"),
    ],
)
def test_a_period_is_read(typed, start, end, named):
    period = periods.find(tokens.pieces(typed))
    assert (period.start, period.end, period.typed) == (start, end, named)


@pytest.mark.parametrize(
    "typed",
    [
        "vietnam 2000",
        "in 2000",
        "since vietnam",
        "since 99",
        "since 0000",
        "between Korea and Vietnam 2012",
        "before 2012-13",
        "from 2010 to 2005",
        '"since 2000"',
        "-since 2000",
        "TEMM 14 to 2010",
        "since 2012-02-30",
    ],
)
def test_what_is_no_period_is_none(typed):
    assert periods.find(tokens.pieces(typed)) is None
