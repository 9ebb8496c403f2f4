"""Words narrow a list as every other filter does: counted, exported, in the order of how well they match."""

import pytest

from tests.factories import make_country, make_meeting, make_topic
from tests.settled import settle

from .reading import Page, Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meetings():
    """Forty meetings about dust, one called after it, one about wetlands."""
    korea, mongolia = make_country("KOR"), make_country("MNG")
    dust = make_topic("Dust")
    for number in range(40):
        make_meeting(
            f"Meeting {number}", summary="Storms of yellow dust.", start="2015", countries=[korea], topics=[dust]
        )
    make_meeting("Forum on Yellow Dust", start="2001", countries=[mongolia], kind="forum")
    make_meeting("Forum on Wetlands", start="2020", countries=[mongolia], kind="forum")
    settle()


def test_the_best_match_comes_first_and_every_match_once():
    page = Page("/meetings/?q=yellow+dust")
    assert page.number == 41
    assert page.titles[0] == "Forum on Yellow Dust"
    assert "Sorted by best match." in page.text
    second = Page(f"/meetings/{page.link('Next')}")
    assert len({*page.titles, *second.titles}) == 41
    assert Page(f"/meetings/{second.link('Previous')}").titles == page.titles
    assert Page("/meetings/?q=yellow+dust&sort=date").titles[-1] != "Forum on Yellow Dust"


def test_counts_and_exports_follow():
    page = Page("/meetings/?q=yellow+dust")
    assert page.counts("country") == {"mongolia": 1, "south-korea": 40}
    assert page.counts("kind") == {"forum": 1, "session": 40}
    assert Page("/meetings/?q=yellow+dust&country=mongolia").number == 1
    assert len(Sheet("/meetings.csv?q=yellow+dust&country=south-korea").rows) == 40
    assert page.chips == {"Keyword: yellow dust": "/meetings/"}
    assert Page("/meetings/?q=dust+-storms").titles == ["Forum on Yellow Dust"]


def test_a_typo_is_forgiven_and_said():
    page = Page("/meetings/?q=yelow+dust&kind=forum")
    assert page.titles == ["Forum on Yellow Dust"]
    assert "No results for “yelow dust”. Searched for yellow dust instead." in page.text
    assert page.link("yellow dust") == "/meetings/?q=yellow+dust&kind=forum"


@pytest.mark.parametrize("words", ["-dust", "%00", "x" * 300])
def test_what_nothing_can_be_looked_for_with_is_said_beside_the_box(words):
    page = Page(f"/meetings/?q={words}")
    assert page.message("q")
    assert page.titles == []


def test_nothing_found_says_what_to_loosen():
    page = Page("/meetings/?q=wetlands&country=south-korea")
    assert page.number == 0
    assert "Remove “wetlands”" in page.text
