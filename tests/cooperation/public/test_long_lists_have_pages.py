import pytest

from tests.cooperation.filters.reading import Page
from tests.factories import make_country, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meetings():
    """Sixty meetings in Korea, one a month, named after their month."""
    korea = make_country("KOR")
    for number in range(60):
        month = f"{2010 + number // 12}-{number % 12 + 1:02}"
        make_meeting(f"Meeting of {month}", start=month, countries=[korea])


def test_a_page_has_25_rows_and_the_pages_together_have_every_row_once():
    pages = [Page(f"/meetings/?page={number}") for number in (1, 2, 3)]
    assert [len(page.titles) for page in pages] == [25, 25, 10]
    assert len({title for page in pages for title in page.titles}) == 60
    assert {page.number for page in pages} == {60}
    assert pages[0].titles[0] == "Meeting of 2014-12"


def test_a_reader_chooses_how_many_rows_a_page_shows():
    page = Page("/meetings/?size=50")
    assert len(page.titles) == 50
    assert '<option value="50" selected>' in page.html
    assert page.link("2") == "?size=50&page=2"
    assert Page("/meetings/?size=50&page=2").titles == Page("/meetings/?page=3").titles
    assert len(Page("/meetings/?size=50").titles) == 50
    assert "Clear filters" not in page.text  # it narrows nothing
    assert page.link("CSV") == "/meetings.csv"


def test_previous_next_and_the_numbers_keep_the_question():
    page = Page("/meetings/?country=south-korea&sort=oldest&page=2")
    assert page.link("Previous") == "?country=south-korea&sort=oldest"
    assert page.link("3") == "?country=south-korea&sort=oldest&page=3"
    assert page.link("Next").startswith("?country=south-korea&sort=oldest&page=after-")
    assert '<span aria-current="page">2</span>' in page.html
    assert Page(f"/meetings/{page.link('Next')}").titles[-1] == "Meeting of 2014-12"


@pytest.mark.parametrize("sort", ["date", "oldest", "title", "modified"])
@pytest.mark.parametrize("country", ["", "&country=south-korea"])
def test_next_and_previous_lead_through_all_of_it_and_back(sort, country):
    make_meeting("Undated", countries=[make_country("KOR")])
    make_meeting("Undated, too", countries=[make_country("KOR")])
    query, there = f"?sort={sort}{country}", []
    while query:
        page = Page(f"/meetings/{query}")
        there.append(page.titles)
        query = page.link("Next") if ">Next<" in page.html else ""
    back = Page(f"/meetings/{page.link('Previous')}")
    assert back.titles == there[1]
    assert Page(f"/meetings/{back.link('Previous')}").titles == there[0]
    assert [len(titles) for titles in there] == [25, 25, 12]
    assert len({title for titles in there for title in titles}) == 62
    last = Page(f"/meetings/?sort={sort}{country}&page=3") if sort in ("date", "oldest") else None
    assert last is None or last.titles == there[-1]


def test_previous_and_next_stay_put_while_rows_are_added():
    second = Page(f"/meetings/{Page('/meetings/').link('Next')}")
    third, first = second.link("Next"), second.link("Previous")
    before = Page(f"/meetings/{third}").titles
    for number in range(3):
        make_meeting(f"Newest {number}", start=f"2020-0{number + 1}", countries=[make_country("KOR")])
    assert Page(f"/meetings/{third}").titles == before
    back = Page(f"/meetings/{Page(f'/meetings/{third}').link('Previous')}")
    assert back.titles == second.titles
    assert first == "?"
    assert Page(f"/meetings/{back.link('Previous')}").titles[-1] == "Meeting of 2012-12"


def test_the_first_page_has_no_previous_and_the_last_no_next():
    assert ">Previous<" not in Page("/meetings/").html
    assert ">Next<" not in Page("/meetings/?page=3").html


def test_one_page_needs_no_numbers():
    assert 'class="pages"' not in Page("/meetings/?year=2010").html


def test_a_filter_forgets_the_page():
    page = Page("/meetings/?country=south-korea&page=2")
    assert page.chips == {"Country: South Korea": "/meetings/"}
    assert 'name="page"' not in page.html


def test_the_title_says_which_page_it_is():
    assert "<title>Meetings, page 2 · Cooperation registry · " in Page("/meetings/?page=2").html
