import re

import pytest

from tests.cooperation.filters.reading import LISTS, Page
from tests.factories import make_country, make_meeting

pytestmark = pytest.mark.django_db


def canonical(page):
    """The address that the page gives as its own."""
    return re.search(r'<link rel="canonical" href="([^"]*)">', page.html)[1].replace("&amp;", "&")


def test_titles_and_descriptions_are_all_different():
    pages = [Page(address) for address in ["/", "/about/", *(f"/{name}/" for name in LISTS)]]
    titles = [re.search(r"<title>(.*?)</title>", page.html)[1] for page in pages]
    descriptions = [re.search(r'<meta name="description" content="(.*?)">', page.html)[1] for page in pages]
    assert len(set(titles)) == len(set(descriptions)) == len(pages)
    assert all("Cooperation registry" in title for title in titles)


@pytest.mark.parametrize("name", LISTS)
def test_a_breadcrumb_leads_home(name):
    page = Page(f"/{name}/")
    assert page.link("Home") == "/"
    assert f'<li aria-current="page">{name.capitalize()}</li>' in page.html


def test_the_title_says_what_the_list_is_narrowed_to():
    make_meeting(countries=[make_country("CHN")], start="2012")
    page = Page("/meetings/?country=china&year=2012")
    assert "<title>Meetings: China, 2012 · Cooperation registry · Ministry of Examples</title>" in page.html


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("", ""),
        ("?sort=date&page=1&country=&utm_source=letter", ""),
        ("?year=2013&country=vietnam&country=china&year=2012", "?country=china&country=vietnam&year=2012&year=2013"),
        ("?country=CHN&sort=title", "?country=china&sort=title"),
        ("?year=abc", ""),
    ],
)
def test_the_canonical_address_leaves_out_what_changes_nothing(query, own):
    for code in ("CHN", "VNM"):
        make_meeting(countries=[make_country(code)])
    assert canonical(Page(f"/meetings/{query}")) == f"http://testserver/meetings/{own}"


def test_a_later_page_is_its_own():
    for _ in range(30):
        make_meeting()
    assert canonical(Page("/meetings/?page=2")) == "http://testserver/meetings/?page=2"
