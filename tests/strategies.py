"""What hypothesis draws for the tests: partial dates as people record them."""

from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate


def partial_dates(first_year=2010, last_year=2014):
    """Years, months and days of a few years, so that many of them touch or hold each other."""
    years = st.integers(first_year, last_year).map(lambda year: f"{year:04}")
    months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
    days = st.dates().map(lambda day: day.isoformat()[4:])
    on_the_edge = st.sampled_from(["-01-01", "-12-31", "-02-28", "-03-01", "-05-31", "-06-01"])
    whole = st.builds("{}{}".format, years, days.filter(lambda day: day != "-02-29") | on_the_edge)
    return st.one_of(years, months, whole).map(PartialDate)


def days(first_year=2010, last_year=2014):
    """Days within the same years and just outside of them, the first and last of years and months above all."""
    near = partial_dates(first_year - 1, last_year + 1)
    return near.flatmap(lambda date: st.sampled_from([date.first, date.last]))
