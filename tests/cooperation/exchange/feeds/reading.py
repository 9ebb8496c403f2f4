"""Fetch feeds and calendars, check their grammar, and return what they have."""

from xml.etree import ElementTree

from django.test import Client
from icalendar import Calendar

from tests.settled import settle

from . import rfc4287, rfc5545

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def fetch(address, status=200):
    settle()
    response = Client().get(address)
    assert response.status_code == status, (address, response.status_code)
    return response


def refusal(address) -> str:
    return fetch(address, 400).content.decode()


def calendar(address) -> rfc5545.Component:
    """Return the calendar, which the strict parser of icalendar reads too."""
    response = fetch(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    document = body(response)
    found = rfc5545.parse(document)
    assert len(Calendar.from_ical(document).walk("VEVENT")) == len(found.events)
    return found


def event(address) -> rfc5545.Component:
    (only,) = calendar(address).events
    return only


class Feed:
    """One page of a feed that follows the grammar."""

    def __init__(self, address):
        response = fetch(address)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        self.document = body(response)
        assert rfc4287.problems(self.document) == []
        self.root = ElementTree.fromstring(self.document)  # noqa: S314  our own document
        self.title = self.root.findtext("a:title", None, ATOM)
        self.entries = self.root.findall("a:entry", ATOM)
        self.links = {link.get("rel"): link.get("href") for link in self.root.findall("a:link", ATOM)}

    def texts(self, name) -> list[str]:
        return [entry.findtext(f"a:{name}", None, ATOM) for entry in self.entries]

    @property
    def names(self) -> list[str]:
        """Return the kind and id of each entry, such as "meeting/12"."""
        return [name.rpartition(":")[2] for name in self.texts("id")]

    @property
    def addresses(self) -> list[str]:
        return [entry.find("a:link", ATOM).get("href").removeprefix("http://testserver") for entry in self.entries]

    def page(self, relation) -> "Feed":
        return Feed(self.links[relation].removeprefix("http://testserver"))


def pages(address) -> list[Feed]:
    """Return all pages of a feed."""
    found = [Feed(address)]
    while "next" in found[-1].links:
        found.append(found[-1].page("next"))
    return found
