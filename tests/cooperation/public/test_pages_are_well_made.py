"""Every page of the demo: well formed, with a title, a description and an address of its own, and no broken link."""

import re
from collections import Counter

import pytest

from cooperation.models import RECORDS, Organization, Source, Topic
from regions.models import Country, Region
from tests.factories import make_country, make_meeting
from tests.reading import is_like_others, read

LISTS = ("/regions/", "/countries/", "/topics/", "/sources/")


@pytest.fixture
def pages(client, demo_fixtures):
    """The pages of everything in the demo, a few of the countries."""
    things = [*Region.objects.all(), *Country.objects.exclude(summary=""), *Country.objects.filter(alpha_3="TON")]
    for model in (*RECORDS, Topic, Organization, Source):
        things += model.objects.published()
    addresses = [*LISTS, *(thing.get_absolute_url() for thing in things)]
    return {address: read(client, address) for address in addresses}


def flaws(address, page):
    """What is wrong with one page."""
    yield from page.problems
    yield from (f"id {name} twice" for name, number in Counter(page.ids).items() if number > 1)
    yield from (f"style or script at {place}" for place in page.styles)
    if page.status != 200 or len(re.findall("<h1", page.source)) != 1:
        yield "not one page with one first heading"
    if page.canonical != f"http://testserver{address}":
        yield f"canonical {page.canonical}"
    if not page.description.strip() or len(page.description) > 300 or "\n" in page.title:
        yield f"{page.title!r}: {page.description!r}"
    if "Last updated: " not in page.text or "KST" not in page.text:
        yield "no date of the last change"
    if "None" in page.text or "{{" in page.source or "{%" in page.source:
        yield "a template's inside"
    for name in re.findall(r'aria-labelledby="([^"]+)"', page.source):
        if name not in page.ids:
            yield f"labelled by {name}, which is not there"


def broken_links(client, pages):
    """The links within the registry that lead to no page, or to no place on it."""
    known, counted = dict(pages), Counter()
    for address, page in pages.items():
        for link in set(page.addresses):
            path, _, anchor = link.partition("#")
            if path.startswith(("http://", "https://", "mailto:")):
                continue
            path = address if not path else address + path if path.startswith("?") else path
            if path not in known and not anchor and is_like_others(path, counted):
                continue
            if path not in known:
                known[path] = read(client, path)
            if known[path].status != 200 or (anchor and anchor not in known[path].ids):
                yield address, link


def test_every_page_is_well_made_has_its_own_title_and_leads_somewhere(client, pages):
    assert not [(address, flaw) for address, page in pages.items() for flaw in flaws(address, page)]
    # Two sources may have the same title: their addresses tell them apart.
    titles = Counter(page.title for address, page in pages.items() if not address.startswith("/sources/"))
    assert not [title for title, number in titles.items() if number > 1]
    assert not list(broken_links(client, pages))


def test_no_page_sets_a_cookie_or_varies_by_one(client, db):
    meeting = make_meeting(countries=[make_country("KOR")])
    for address in (meeting.get_absolute_url(), "/countries/south-korea/", *LISTS):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
