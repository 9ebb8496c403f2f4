"""Hypothesis strategies for the tests: partial dates."""

from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate


def partial_dates(first_year=2010, last_year=2014):
    """Years, months and days within a few years, so that many of them touch or contain each other."""
    years = st.integers(first_year, last_year).map(lambda year: f"{year:04}")
    months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
    days = st.dates().map(lambda day: day.isoformat()[4:])
    on_the_edge = st.sampled_from(["-01-01", "-12-31", "-02-28", "-03-01", "-05-31", "-06-01"])
    whole = st.builds("{}{}".format, years, days.filter(lambda day: day != "-02-29") | on_the_edge)
    return st.one_of(years, months, whole).map(PartialDate)


def days(first_year=2010, last_year=2014):
    """Days in the same years and just outside them, mostly the first and last days of years and months."""
    near = partial_dates(first_year - 1, last_year + 1)
    return near.flatmap(lambda date: st.sampled_from([date.first, date.last]))
