from urllib.parse import quote

import pytest

from tests.factories import make_country, make_meeting

from .reading import LISTS, Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meetings():
    """Two meetings that no wrong question may list."""
    make_meeting("In China", countries=[make_country("CHN")], start="2012")
    make_meeting("Undated")


@pytest.mark.parametrize(
    ("parameter", "typed", "message"),
    [
        ("country", "atlantis", "“atlantis” is not a country in this list."),
        ("country", "x\0y", "“x\N{REPLACEMENT CHARACTER}y” is not"),
        ("country", "'; DROP TABLE", "DROP TABLE” is not"),
        ("kind", "SESSION", "“SESSION” is not"),
        ("status", "1", "“1” is not"),
        ("mechanism", "<script>", "“<script>” is not"),
        ("year", "abc", "“abc” is not a year"),
        ("year", "0000", "“0000” is not a year"),
        ("year", "20120", "“20120” is not a year"),
        ("year", "٢٠١٢", "is not a year"),
        ("from", "2012-13", "Enter a real date, such as 2012, 2012-05 or 2012-05-04."),
        ("to", "2011-02-29", "Enter a real date"),
        ("from", "yesterday", "Enter a real date"),
        ("sort", "zzz", "“zzz” is not a valid sort order"),
        ("size", "7", "“7” is not a valid number of results. Choose 25 or 50."),
    ],
)
def test_the_message_stands_beside_the_field_what_was_typed_stays_and_nothing_is_listed(parameter, typed, message):
    page = Page(f"/meetings/?{parameter}={quote(typed)}")
    assert message in page.message(parameter)
    assert message in page.problems
    assert page.titles == []
    assert page.number is None
    shown = typed.replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert shown in page.options(parameter) or f'value="{shown}"' in page.html
    assert "In China" not in page.html


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "1e9", "99999999999999999999", "1\0"])
def test_what_is_no_page_number_is_said(page):
    shown = Page(f"/meetings/?page={quote(page)}")
    assert "is not a page number" in shown.problems
    assert shown.titles == []


def test_a_page_beyond_the_last_is_said_and_the_first_is_offered():
    assert "In this sort order, start from the first page" in Page("/meetings/?page=2&sort=title").problems
    page = Page("/meetings/?page=999999&sort=oldest")
    assert "This page does not exist. The list has 1 page." in page.problems
    assert page.titles == []
    assert Page(f"/meetings/{page.link('Go to the first page')}").number == 2


def test_a_period_that_ends_before_it_begins_is_said_beside_its_end():
    page = Page("/meetings/?from=2013&to=2012-12")
    assert page.message("to") == "The period ends before it starts."
    assert 'name="from" id="from" value="2013"' in page.html
    assert page.titles == []


def test_a_period_within_its_own_first_year_is_none_of_that():
    assert Page("/meetings/?from=2012-05&to=2012").titles == ["In China"]


def test_one_date_given_twice_is_said():
    assert "more than once" in Page("/meetings/?from=2011&from=2012").message("from")
    assert Page("/meetings/?from=2012&from=2012&from=").titles == ["In China"]


@pytest.mark.parametrize("query", ["sort=zzz", "sort=date&sort=title", "country=atlantis&sort=zzz", "from=x&page=y"])
def test_one_link_leads_to_the_whole_list_whatever_is_wrong(query):
    page = Page(f"/meetings/?{query}")
    assert page.problems
    whole = Page(page.link("Clear filters"))
    assert whole.problems == ""
    assert whole.number == 2


def test_a_right_value_beside_a_wrong_one_stays_chosen():
    page = Page("/meetings/?country=china&country=atlantis")
    assert 'value="china" checked' in page.html
    assert 'value="atlantis" checked aria-invalid="true"' in page.html
    assert list(page.chips) == ["Country: atlantis", "Country: China"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/meetings/?role=funding", "role"),
        ("/organizations/?year=2012", "year"),
        ("/mechanisms/?status=held", "status"),
    ],
)
def test_a_parameter_that_means_nothing_of_a_list_is_said_and_not_ignored(address, name):
    page = Page(address)
    assert f"“{name}” is not a filter of this list" in page.problems
    assert Page(page.link("Clear filters")).problems == ""


@pytest.mark.parametrize("name", LISTS)
def test_a_very_long_value_is_quoted_briefly(name):
    page = Page(f"/{name}/?country={'x' * 3000}")
    assert f"“{'x' * 59}…” is not a country in this list" in page.problems
