"""The requests to measure, the same at every size."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.apps import apps

REGION, COUNTRY, TOPIC, YEAR = "south-east-asia", "vietnam", "climate-change", 2024
# Words of the generator: one that occurs in one meeting in forty, the same misspelled, its prefix.
WORD, TYPO, BEGINNING = "glacier", "glaicer", "glac"
PAGE_SIZE = 25
NUMBERS = itertools.count(1)  # of the new meetings


@dataclass
class Request:
    """One request. The response must contain `shows`; `body` creates a new request body each time."""

    name: str
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
        """Return what is wrong with the response, or "". Return "–" if the page is not available yet."""
        if status == 404:
            return "–"
        if status != self.status:
            return f"failed ({status})"
        return "" if re.search(self.shows, text) else "–"


def requests(form=None) -> list[Request]:
    meetings = apps.get_model("cooperation", "Meeting").objects.published()
    last = -(-meetings.count() // PAGE_SIZE)
    deep = min(500, last // 2)
    meeting = meetings.filter(outcomes__key=3, mechanism__isnull=False).order_by("pk").first()
    row = r'href="/meetings/[a-z0-9-]+-\d+/"'
    listed = {
        "list": {},
        "region": {"region": REGION},
        "country": {"country": COUNTRY},
        "topic and year": {"topic": TOPIC, "year": YEAR},
        "three filters": {"region": REGION, "topic": TOPIC, "status": "held"},
        "facets of region and topic": {"region": REGION, "topic": TOPIC},
        "words": {"q": WORD},
        "page 500": {"page": deep},
        "last page": {"page": last},
    }
    found = [Request("home", "/", 'href="/meetings/')]
    for name, query in listed.items():
        found.append(Request(name, f"/meetings/?{urlencode(query)}" if query else "/meetings/", row))
    anything = r'href="/(meetings|agreements|projects)/[a-z0-9-]+-\d+/"'
    found += [
        Request("search", f"/search/?q={WORD}", anything),
        Request("search, mistyped", f"/search/?q={TYPO}", anything),
        Request("suggestion", f"/search/suggest/?q={BEGINNING}", BEGINNING),
        Request("country page", f"/countries/{COUNTRY}/", "Vietnam"),
        Request("meeting page", meeting.get_absolute_url(), "outcome-3"),
    ]
    if form:
        found.append(create(*form))
    return found


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
        # Distinct dates, because nobody answers the question about duplicates.
        day = date(1950, 1, 1) + timedelta(days=97 * number % 20_000)
        entered = {"title": f"Measured meeting {number}", "slug": f"measured-meeting-{number}", "start": day}
        return urlencode({**filled, **entered}, doseq=True).encode()

    headers = f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return Request("create", "/admin/cooperation/meeting/add/", "", 302, "POST", headers, body)
