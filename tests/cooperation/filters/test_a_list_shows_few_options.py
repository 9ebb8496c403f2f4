"""A filter shows a few options and a link to a page with all of them, which leads back to the list."""

import html
import re

import pytest

from cooperation.filters import multiple_choice
from cooperation.index import by_row, snapshot
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_topic,
)
from tests.settled import settle

from .reading import Page, Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry():
    """Twelve countries: the first has 12 meetings, the next 11, and so on; one meeting in each year from 2000."""
    countries = [make_country(name=f"Country {chr(65 + number)}") for number in range(12)]
    for number in range(12):
        make_meeting(f"In {2000 + number}", countries=countries[: 12 - number], start=f"{2000 + number}")
    settle()


def shown(page, parameter):
    return [label.removeprefix("Country ") for label in page.options(parameter).values()]


def test_the_eight_with_the_most_results_and_a_link_to_all():
    page = Page("/meetings/")
    assert shown(page, "country") == list("ABCDEFGH")
    assert page.counts("country")["country-a"] == 12
    assert page.link("All 12 countries") == "?options=country"


def test_selected_options_come_first():
    page = Page("/meetings/?country=country-l&country=country-c")
    assert shown(page, "country") == list("CLABDEFGHI")


def test_up_to_ten_options_are_all_shown_in_their_own_order():
    for number in range(2):
        make_meeting(kind="session", status="held", start="2000", topics=[make_topic(f"Topic {number}")])
    page = Page("/meetings/?topic=topic-1")
    assert list(page.options("topic")) == ["topic-0", "topic-1"]
    assert "options=topic" not in page.html


def test_years_are_the_latest_that_have_results():
    assert list(Page("/meetings/").options("year")) == [str(year) for year in range(2011, 2003, -1)]
    page = Page("/meetings/?country=country-f&year=2000")
    assert list(page.options("year")) == ["2000", "2006", "2005", "2004", "2003", "2002", "2001"]
    assert page.link("All 12 years") == "?country=country-f&year=2000&options=year"


def test_a_topic_is_below_its_broader_topic_in_the_short_list_too():
    broad = [make_topic(f"Broad {number}") for number in range(3)]
    narrow = [make_topic(f"Narrow {number}", parent=broad[number % 3]) for number in range(9)]
    for number, topic in enumerate(narrow):
        for _ in range(number + 1):
            make_meeting(topics=[topic])
    settle()
    page = Page("/meetings/")
    assert list(page.options("topic")) == [
        *("broad-2", "narrow-8", "narrow-5"),
        *("broad-1", "narrow-7", "narrow-4"),
        *("broad-0", "narrow-6"),
    ]
    assert page.html.count('<label class="below">') == 5
    page = Page("/meetings/?topic=narrow-0")
    assert list(page.options("topic"))[:2] == ["broad-0", "narrow-0"], "what is selected is at the top"
    page = Page("/meetings/?topic=narrow-0&options=topic")
    assert page.html.count('<label class="below">') == 8
    assert len(page.options("topic")) == 12


def test_drafts_are_not_counted_among_the_options():
    for number in range(11):
        mechanism = make_mechanism(f"Mechanism {number}", published=number < 10)
        make_agreement(meeting=make_meeting(mechanism=mechanism))
        make_mechanism(f"Draft {number}", published=False, founded_by=make_agreement())
    settle()
    page = Page("/agreements/")
    assert list(page.options("mechanism")) == [f"mechanism-{number}" for number in range(10)]
    assert "options=mechanism" not in page.html
    assert len(Page("/agreements/?options=mechanism").options("mechanism")) == 10


def test_the_page_with_all_options_has_them_from_a_to_z_with_their_numbers():
    page = Page("/meetings/?year=2009&year=2011&options=country")
    assert "<h1>All 12 countries</h1>" in page.html
    assert shown(page, "country") == list("ABCDEFGHIJKL")
    assert page.counts("country") == {
        f"country-{letter}": number for letter, number in zip("abcdefghijkl", [2, 1, 1, *[0] * 9], strict=True)
    }
    assert "shows how many results match it and your other filters: Year." in page.text
    assert page.link("Back to the results") == "/meetings/?year=2009&year=2011"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page.html.partition("all-options")[2])
    assert hidden[:2] == [("year", "2009"), ("year", "2011")]
    assert '<link rel="canonical" href="http://testserver/meetings/?year=2009&amp;year=2011">' in page.html


def test_its_search_box_narrows_them_and_keeps_what_is_selected():
    make_meeting(countries=[make_country("KOR"), make_country("CHN")])
    settle()
    page = Page("/meetings/?country=country-b&options=country&find=ch")
    assert page.options("country") == {"country-b": "Country B", "china": "China"}
    assert "1 option contains “ch”." in page.text
    page = Page("/meetings/?options=country&find=kor")
    assert list(page.options("country")) == ["south-korea"]
    assert 'value="kor"' in page.html
    assert "0 options contain “zzz”." in Page("/meetings/?options=country&find=zzz").text
    assert list(Page("/meetings/?options=year&find=201").options("year")) == ["2011", "2010"]


def test_what_is_searched_is_shown_as_text():
    page = Page("/meetings/?options=country&find=%3Cb%3E%00" + "x" * 4000)
    assert f"“<b>\N{REPLACEMENT CHARACTER}{'x' * 96}”" in html.unescape(page.html)


def test_too_many_options_are_said_to_be_left_out(monkeypatch):
    monkeypatch.setattr(multiple_choice, "MOST", 3)
    page = Page("/meetings/?options=country&country=country-k")
    assert shown(page, "country") == list("KABC")
    assert "Only the 3 options with the most results are shown. Search to find 8 more." in page.text
    monkeypatch.setattr(multiple_choice, "MOST", 10)
    page = Page("/meetings/?options=country&country=country-k")
    assert "Only the 10 options with the most results are shown. Search to find 1 more." in page.text
    monkeypatch.setattr(multiple_choice, "MOST", 3)
    page = Page("/meetings/?options=country&find=country")
    assert (
        "12 options contain “country”. Only the 3 options with the most results are shown. Search to find 9 more."
        in page.text
    )


def test_a_thousand_organizations_fit_the_page():
    bodies = [make_organization(f"Department of the Environment and Water of the Region {n:04}") for n in range(1000)]
    make_meeting(organizations=bodies)  # undated, and so on the second page
    for _ in range(14):
        make_meeting(start="2012")
    settle()
    page = Page("/meetings/")
    assert len(page.html) < 45_000
    assert page.link("All 1,000 organizations")
    page = Page("/meetings/?options=organization")
    assert len(page.options("organization")) == 250
    assert "Search to find 750 more." in page.text
    assert len(page.html) < 100_000


@pytest.mark.parametrize("many", [1, 1000])
def test_the_tags_of_few_rows_are_read_instead_of_counting_many_options(many, monkeypatch):
    monkeypatch.setattr(by_row, "MANY", many)
    snapshot.forget()
    bodies = [make_organization(f"Body {number:02}") for number in range(40)]
    for number in range(40):
        make_meeting(organizations=bodies[: number + 1], city=f"Town {number % 2}")
    topic = make_topic("Topic")
    for number in range(9):
        make_meeting(organizations=bodies[30 : 39 - number], topics=[topic])
    settle()
    snapshot.forget()
    page = Page("/meetings/?topic=topic")
    assert page.counts("organization") == {f"body-{30 + number}": 9 - number for number in range(8)}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("options=q", "“q” is not a filter of this list."),
        ("options=role", "“role” is not a filter of this list."),
        ("options=%00", "“\N{REPLACEMENT CHARACTER}” is not a filter of this list."),
        ("options=country&options=year", "This is given more than once. Enter only one value."),
        ("options=country&year=abc", "“abc” is not a year."),
    ],
)
def test_a_page_that_does_not_exist_gets_a_message_on_the_list(query, message):
    page = Page(f"/meetings/?{query}")
    assert message in page.problems
    assert page.titles == []


def test_the_parameters_of_the_page_are_no_filters():
    page = Page("/meetings/?find=abc&country=country-l")
    assert list(page.chips) == ["Country: Country L"]
    assert page.link("All 12 countries") == "?country=country-l&options=country"
    assert "find" not in re.sub('<nav class="languages".*?</nav>', "", page.html, flags=re.DOTALL)
    assert len(Sheet("/meetings.csv?options=country&find=x&country=country-l").rows) == 1


def test_the_calendar_keeps_its_month():
    page = Page("/meetings/calendar/?month=2003-01&options=country")
    assert page.link("Back to the results") == "/meetings/calendar/?month=2003-01"
    assert '<input type="hidden" name="month" value="2003-01">' in page.html
    assert '<form class="all-options" id="all-options" method="get" action="/meetings/calendar/">' in page.html
    page = Page("/meetings/calendar/?month=2003-01&country=country-a")
    assert page.link("All 12 countries") == "?country=country-a&month=2003-01&options=country"
