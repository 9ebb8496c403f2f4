import pytest

from tests.factories import make_country, make_meeting

from .reading import LISTS, Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meetings():
    """Meetings in China in 2012 and in Japan in 2013."""
    make_meeting("Beijing", countries=[make_country("CHN")], start="2012-05")
    make_meeting("Tokyo", countries=[make_country("JPN")], start="2013")


def test_each_chip_removes_its_own_value_and_keeps_the_rest():
    page = Page("/meetings/?country=china&country=japan&year=2012&from=2012-05&sort=oldest")
    assert page.chips == {
        "Country: China": "/meetings/?country=japan&year=2012&from=2012-05&sort=oldest",
        "Country: Japan": "/meetings/?country=china&year=2012&from=2012-05&sort=oldest",
        "Year: 2012": "/meetings/?country=china&country=japan&from=2012-05&sort=oldest",
        "From: May 2012": "/meetings/?country=china&country=japan&year=2012&sort=oldest",
    }
    assert page.link("Clear filters") == "/meetings/?sort=oldest"


def test_a_wrong_value_can_be_removed_like_a_right_one():
    page = Page("/meetings/?country=atlantis&year=2012")
    assert Page(page.chips["Country: atlantis"]).titles == ["Beijing"]


def test_where_nothing_is_found_the_page_says_what_to_loosen_and_what_that_would_find():
    page = Page("/meetings/?country=china&year=2013")
    assert page.number == 0
    assert "No results match all these filters. Remove one:" in page.text
    assert "Remove “2013” (1 result)" in page.text
    assert Page(page.link("Remove “2013”")).titles == ["Beijing"]
    assert Page(page.link("Remove “China”")).titles == ["Tokyo"]
    assert Page(page.link("Clear filters")).number == 2
    page = Page("/meetings/?country=china&year=1900")
    assert "Remove “1900” (1 result)" in page.text
    assert "Remove “China”" not in page.text


@pytest.mark.parametrize("name", sorted({*LISTS} - {"meetings"}))
def test_a_list_of_nothing_says_so(name):
    page = Page(f"/{name}/")
    assert page.number == 0
    assert "Nothing has been published yet." in page.text
