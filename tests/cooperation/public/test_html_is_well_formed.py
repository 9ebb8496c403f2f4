"""Every kind of page is well formed: no error for an HTML parser, and elements where they may stand."""

import re

import pytest
from django.http import HttpResponse
from justhtml import JustHTML

from tests.factories import make_citation, make_country, make_meeting
from tests.reading import Page

from .hub import ADDRESSES, EMBEDDED, Hub

ALSO = ("/?shade=x", "/meetings/calendar/?month=x", "/nowhere/")


@pytest.fixture
def hub(db):
    """A world in which every page shows every kind of row."""
    hub = Hub()
    for _ in range(2):
        hub.grow()
    day = make_meeting("On a day", start="2012-05-04", countries=[make_country("CHN")], host_country=hub.country)
    make_citation(day, field="start", is_disputed=True, note="They differ & so on.")
    return hub


def flaws(response):
    """What is wrong with a page: the parser's errors, names given twice, and lists and tables of the wrong things."""
    page = Page(response)
    yield from page.problems
    source = page.source
    document = JustHTML(source, collect_errors=True)
    yield from (str(error) for error in document.errors)
    names = re.findall(r'\sid="([^"]*)"', source)
    yield from (f"id {name} twice" for name in set(names) if names.count(name) > 1)
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        for value in re.findall(rf'\s{attribute}="([^"]*)"', source):
            yield from (f"{attribute} {name}, which is not there" for name in value.split() if name not in names)
    for parent, children in (("ul", {"li"}), ("ol", {"li"}), ("dl", {"div"}), ("tr", {"th", "td"})):
        for element in document.query(parent):
            others = {child.name for child in element.children} - children - {"#text", "#comment"}
            yield from (f"{other} in {parent}" for other in others)


def test_every_kind_of_page_is_well_formed(client, hub):
    versions = [f"{record.get_absolute_url()}?version={number}" for record in hub.records for number in (1, 99)]
    days = [f"{each.get_absolute_url()}?on=2012-05-31" for each in (hub.agreement, hub.mechanism, hub.organization)]
    for address in (*ADDRESSES, *EMBEDDED, *ALSO, *hub.addresses, *versions, *days):
        assert list(flaws(client.get(address))) == [], address


@pytest.mark.parametrize(
    "broken",
    [
        "<p><div>a block in a paragraph</div></p>",
        '<p id="a">one</p><p id="a">two</p>',
        '<p aria-labelledby="nobody">labelled by nobody</p>',
        "<ul><p>no item</p></ul>",
        "<section>never closed",
    ],
)
def test_what_is_broken_is_found(broken):
    page = f'<!doctype html><html lang="en"><head><title>A</title></head><body>{broken}</body></html>'
    assert list(flaws(HttpResponse(page)))
    assert not list(flaws(HttpResponse(page.replace(broken, "<p>Fine.</p>"))))
