"""The requests to measure: for each kind of page, different addresses drawn from the data with a seed."""

import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.apps import apps
from django.utils import timezone

COUNTRY, TOPIC = "vietnam", "climate-change"  # of the meetings that `create` enters
PAGE_SIZE = 25
NO_PAGES = ("suggestion", "CSV of a topic and year", "feed of a country", "calendar of a topic")
NUMBERS = itertools.count(1)  # of the new meetings


@dataclass
class Request:
    """One request. The response must contain `shows`; `body` creates a new request body each time."""

    path: str
    shows: str = ""
    status: int = 200
    method: str = "GET"
    headers: str = ""
    body: Callable[[], bytes] | None = None

    def sending(self) -> bytes:
        body = self.body() if self.body else b""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
        return f"{head}{self.headers}{length}\r\n".encode() + body

    def problem(self, status: int, text: str) -> str:
        """Return what is wrong with the response, or ""."""
        if status != self.status:
            return f"failed ({status})"
        return "" if re.search(self.shows, text) else "shows something else"


class Addresses:
    """Draws addresses from the data: the same for the same seed."""

    def __init__(self, seed: int = 1):
        self.random = random.Random(seed)  # noqa: S311

    def slugs(self, kind: str, app: str = "cooperation") -> list[str]:
        """Return the slugs of public rows in random order; of many rows, a sample."""
        rows = apps.get_model(app, kind).objects.published() if app == "cooperation" else None
        rows = apps.get_model(app, kind).objects.all() if rows is None else rows
        found = list(rows.order_by("pk").values_list("slug", flat=True)[:20_000])
        self.random.shuffle(found)
        return found

    def words(self, number: int) -> list[str]:
        """Return words of the titles of meetings."""
        titles = apps.get_model("cooperation", "Meeting").objects.published().order_by("pk")[:20_000]
        words = {word.lower() for title in titles.values_list("title", flat=True) for word in title.split()}
        words = sorted(word for word in words if word.isascii() and word.isalpha() and len(word) > 4)
        return [self.random.choice(words) for _ in range(number)]

    def mistyped(self, word: str) -> str:
        """Return the word with two letters exchanged."""
        at = self.random.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def kinds(self, number: int) -> Iterator[tuple[str, list[Request]]]:
        """Yield each kind of page, and requests for up to `number` addresses of it, all different."""
        countries, regions = self.slugs("country", "regions"), self.slugs("region", "regions")
        topics, words = self.slugs("topic"), self.words(number)
        years, this_year = range(1995, 2026), timezone.localdate().year
        total = apps.get_model("cooperation", "Meeting").objects.published().count()
        last = -(-total // PAGE_SIZE)
        deep = min(500, last // 2)
        some = self.random.choice

        def listed(*queries):
            return [f"/meetings/?{urlencode(query)}" for query in queries]

        def details(plural, kind):
            return [f"/{plural}/{slug}/" for slug in self.slugs(kind)]

        turns = range(number)
        found = {
            "home": [f"/?shade={shade}&by={by}" for shade in ("meetings", "agreements", "projects")
                     for by in ("country", "region")],
            "list": listed(*({"page": page} for page in range(1, min(number, last) + 1))),
            "region": listed(*({"region": region, "page": page} for page in range(1, number) for region in regions)),
            "country": listed(*({"country": country} for country in countries)),
            "topic and year": listed(*({"topic": some(topics), "year": some(years)} for _ in turns)),
            "three filters": listed(
                *({"topic": some(topics), "country": some(countries), "status": "held"} for _ in turns)
            ),
            "facets of region and topic": listed(*({"region": some(regions), "topic": some(topics)} for _ in turns)),
            "words": listed(*({"q": word} for word in words)),
            "page 500": listed(*({"page": deep + turn} for turn in turns)),
            "last page": listed(*({"page": last - turn} for turn in range(min(number, last)))),
            "search": [f"/search/?q={word}" for word in words],
            "search, mistyped": [f"/search/?q={self.mistyped(word)}" for word in words],
            "suggestion": [f"/search/suggest/?q={word[:4]}" for word in words],
            "calendar": [f"/meetings/calendar/?month={year}-{month:02}" for year in years for month in range(1, 13)],
            "country page": [f"/countries/{country}/" for country in countries],
            "meeting page": details("meetings", "meeting"),
            "agreement page": details("agreements", "agreement"),
            "project page": details("projects", "project"),
            "mechanism page": details("mechanisms", "mechanism"),
            "topic page": [f"/topics/{topic}/" for topic in topics],
            "figures": ["/about/figures/"],
            "known gaps": ["/quality/"],
            "CSV of a topic and year": [
                f"/meetings.csv?topic={some(topics)}&year={some(range(2000, this_year))}" for _ in turns
            ],
            "feed of a country": [f"/countries/{country}.atom" for country in countries],
            "calendar of a topic": [f"/topics/{topic}.ics?from={some(range(2000, this_year))}" for topic in topics],
        }  # fmt: skip
        for name, paths in found.items():
            shows = "" if name in NO_PAGES else "<h1>"
            yield name, [Request(path, shows) for path in list(dict.fromkeys(paths))[:number]]


def create(cookies: str, fields: dict) -> Request:
    countries = apps.get_model("regions", "Country").objects.filter(slug__in=(COUNTRY, "south-korea"))
    filled = {
        **fields,
        "status": "held",
        "kind": "bilateral",
        "countries": [country.pk for country in countries],
        "topics": [apps.get_model("cooperation", "Topic").objects.get(slug=TOPIC).pk],
        "outcomes-TOTAL_FORMS": "1",
        "outcomes-0-kind": "decision",
        "outcomes-0-text": "The sides will exchange data on wetlands.",
        "_publish_incomplete": "1",
    }

    def body():
        number = next(NUMBERS)
        # Distinct dates before those of all meetings, because nobody answers the question about duplicates.
        day = date(1850, 1, 1) + timedelta(days=97 * number % 20_000)
        entered = {"title": f"Measured meeting {number}", "slug": f"measured-meeting-{number}", "start": day}
        return urlencode({**filled, **entered}, doseq=True).encode()

    headers = f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return Request("/admin/cooperation/meeting/add/", "", 302, "POST", headers, body)


def change() -> None:
    """Publish a change: another summary of a meeting."""
    meetings = apps.get_model("cooperation", "Meeting").objects
    meeting = meetings.published().order_by("pk").first()
    meetings.filter(pk=meeting.pk).update(summary=f"Changed for the measurement {next(NUMBERS)} times.")
