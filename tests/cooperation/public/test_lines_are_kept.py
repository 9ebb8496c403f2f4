"""What the pages of things, the first page and the short lists show is drawn once for each state of the registry."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.models import Meeting
from cooperation.public import pieces
from tests import factories as f
from tests.cooperation.public.hub import Hub

pytestmark = pytest.mark.django_db(transaction=True)
# How many statements each page takes where all that it shares with others is drawn.
MOST = {
    "region": 8,
    "country": 9,
    "topic": 7,
    "organization": 10,
    "mechanism": 17,
    "agreement": 15,
    "meeting": 22,
    "project": 16,
    "/": 1,
    "/?shade=projects&by=region": 1,
    "/about/": 1,
    "/about/figures/": 1,
    "/regions/": 1,
    "/countries/": 1,
    "/countries/?by=region": 1,
    "/topics/": 1,
    "/sources/": 1,
}


@pytest.fixture
def hub(settings):
    settings.PAGE_CACHE = False
    hub = Hub()
    for _ in range(3):
        hub.grow()
    return hub


def shown(client, hub):
    """What each page shows, and the number of statements that it takes."""
    html, numbers = {}, {}
    for page in MOST:
        address = page if page.startswith("/") else getattr(hub, page).get_absolute_url()
        with CaptureQueriesContext(connection) as statements:
            html[page] = client.get(address).text
        numbers[page] = len(statements)
    return html, numbers


def test_what_was_drawn_before_is_not_asked_for_again(client, hub):
    first, _ = shown(client, hub)
    again, numbers = shown(client, hub)
    assert again == first
    assert {page: number for page, number in numbers.items() if number > MOST[page]} == {}


def meeting(hub):
    return Meeting.objects.filter(mechanism=hub.mechanism, start="2012", ordinal=None)


CHANGES = {
    "a title": lambda hub: meeting(hub).update(title="Yellow dust"),
    "a draft is published": lambda hub: f.make_meeting("New", mechanism=hub.mechanism, countries=[hub.country]),
    "a country is renamed": lambda hub: type(hub.country).objects.filter(pk=hub.country.pk).update(name="Viet Nam"),
    "a claim": lambda hub: f.make_citation(meeting(hub).first(), field="start", is_disputed=True, note="2011?"),
    "money": lambda hub: f.make_phase(hub.project, "More", amount=5_000_000, currency="CHF"),
    "an outcome": lambda hub: f.make_outcome(meeting(hub).first(), "Another outcome", due_on="2013"),
    "a source": lambda hub: type(hub.source).objects.update(title="Another source"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_on_the_next_page(client, hub, change):
    before, _ = shown(client, hub)
    CHANGES[change](hub)
    after, _ = shown(client, hub)
    pieces._last = pieces.State()
    afresh, _ = shown(client, hub)
    for page in MOST:
        assert after[page].splitlines() == afresh[page].splitlines(), page
    assert after != before
