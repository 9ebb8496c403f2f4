"""A page asks the database the same number of questions whether it shows three rows of each kind or thirty."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from .hub import Hub

MOST = 38
NAMES = 2  # statements for the names of what no shorter list led to; they are remembered with the index
PAGES = [
    "region",
    "country",
    "topic",
    "organization",
    "source",
    "mechanism",
    "agreement",
    "meeting",
    "project",
    "/regions/",
    "/countries/",
    "/topics/",
    "/sources/",
]


def count(client, hub):
    """The number of statements that each page takes."""
    numbers = {}
    for page in PAGES:
        address = page if page.startswith("/") else getattr(hub, page).get_absolute_url()
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        numbers[page] = len(statements)
    return numbers


def test_three_rows_or_thirty_take_the_same_number_of_statements(client, db):
    hub = Hub()
    for _ in range(3):
        hub.grow()
    few = count(client, hub)
    for _ in range(27):
        hub.grow()
    many = count(client, hub)
    assert {page: many[page] - few[page] for page in PAGES if many[page] > few[page] + NAMES} == {}
    assert max(many.values()) <= MOST
