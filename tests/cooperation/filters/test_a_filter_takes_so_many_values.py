"""A filter takes 50 values. More get a message beside the field, on a page of ordinary size."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.factories import make_country, make_meeting

from .reading import LISTS, Page, Sheet

pytestmark = pytest.mark.django_db
MESSAGE = "Choose at most 50 values. This address has 1,000."


def values(name, number):
    return urlencode([(name, f"{each:04}") for each in range(1, number + 1)])


@pytest.fixture(autouse=True)
def meeting():
    make_meeting("In 1987", start="1987", countries=[make_country("CHN")])


@pytest.mark.parametrize("name", LISTS)
def test_a_thousand_countries_get_a_message_beside_the_field(name):
    page = Page(f"/{name}/?{values('country', 1000)}")
    assert page.message("country") == MESSAGE
    assert MESSAGE in page.problems
    assert page.number is None
    assert page.titles == []
    assert len(page.html) < 100_000


def test_so_do_values_that_exist_and_every_filter_at_once():
    page = Page(f"/meetings/?{values('year', 1000)}")
    assert page.message("year") == MESSAGE
    assert len(page.html) < 100_000
    names = ("region", "country", "topic", "kind", "status", "mode", "mechanism", "organization", "year")
    page = Page(f"/meetings/?{'&'.join(values(name, 1000) for name in names)}")
    assert [page.message(name) for name in names] == [MESSAGE] * len(names)
    assert len(page.html) < 500_000


def test_the_export_and_the_calendar_refuse_them_too():
    response = Client().get(f"/meetings.csv?{values('year', 1000)}")
    assert response.status_code == 400
    assert response.content.decode() == f"The list was not exported.\nYear: {MESSAGE}\n"
    page = Page(f"/meetings/calendar/?{values('year', 1000)}")
    assert page.message("year") == MESSAGE
    assert len(page.html) < 100_000


def test_fifty_values_are_taken_and_the_same_one_counts_once():
    fifty = f"{values('year', 49)}&year=1987&year=1987&year=1987"
    page = Page(f"/meetings/?{fifty}")
    assert page.problems == ""
    assert page.titles == ["In 1987"]
    assert len(Sheet(f"/meetings.csv?{fifty}").rows) == 1


def test_of_many_filters_some_are_listed_and_the_rest_counted():
    page = Page(f"/meetings/?{values('year', 49)}&year=1987")
    assert len(page.chips) == 20
    assert "and 30 more" in page.text
    assert Page(page.chips["Year: 1"]).titles == ["In 1987"]
