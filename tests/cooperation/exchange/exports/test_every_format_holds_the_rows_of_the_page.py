"""For random filters, every format has the rows of the page in its order, and none has a draft.

RANDOM_FILTERS is how many filters are asked, and RANDOM_SEED where they begin, for a longer run.
"""

import html
import io
import json
import os
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from cooperation.exchange.exports import FORMATS
from cooperation.models import Agreement, Mechanism, Meeting, Project
from tests.cooperation.exchange.exports.questions import SEED, questions
from tests.cooperation.filters.reading import Page, Sheet
from tests.factories import make_agreement, make_mechanism, make_meeting, make_outcome, make_project
from tests.settled import settle

HOST = "http://testserver"
DRAFT = "xyzzy draft"


def body_of(address) -> str:
    response = Client().get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, (address, body[:300])
    return body.decode()


def of_csv(name, query):
    return [row["url"] for row in Sheet(f"/{name}.csv?{query}").rows]


def of_xlsx(name, query):
    response = Client().get(f"/{name}.xlsx?{query}")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True)
    rows, about = ([*sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
    (number,) = (value for name, value, *_rest in filter(any, about) if name == "Number of rows")
    assert number == len(rows) - 1
    assert DRAFT not in f"{rows}{about}"
    book.close()
    return [row[rows[0].index("url")] for row in rows[1:]]


def of_json(name, query):
    found = json.loads(body_of(f"/{name}.json?{query}"))
    assert found["count"] == len(found["results"])
    return [each["url"] for each in found["results"]]


def of_atom(name, query):
    """All pages of the feed, in its order: that of the last change."""
    address, found = f"{HOST}/{name}.atom?{query}", []
    while address:
        text = body_of(address.removeprefix(HOST))
        assert DRAFT not in text
        links = dict(re.findall(r'<link rel="(\w+)"[^>]*? href="([^"]*)"', text.partition("<entry>")[0]))
        entries = re.findall(r"<entry>(.*?)</entry>", text, re.DOTALL)
        found += [
            html.unescape(re.search(r'<link (?:rel="alternate" )?[^>]*href="([^"]*)"', each)[1]) for each in entries
        ]
        address = html.unescape(links.get("next", ""))
    return found


def of_ics(name, query):
    text = body_of(f"/{name}.ics?{query}").replace("\r\n ", "")
    assert DRAFT not in text
    return re.findall(r"^URL[^:\r\n]*:(.*)\r$", text.partition("BEGIN:VEVENT")[2], re.MULTILINE)


def of_the_api(name, query):
    """All parts of the list of the API, and the number that each states."""
    address, found, counts = f"{HOST}/api/v1/{name}?{query}", [], set()
    while address:
        text = body_of(address.removeprefix(HOST))
        assert DRAFT not in text
        part = json.loads(text)
        counts.add(part["count"])
        found += [each["url"] for each in part["results"]]
        address = part["next"]
    assert counts == {len(found)}
    return found


READERS = {"csv": of_csv, "xlsx": of_xlsx, "json": of_json, "atom": of_atom, "ics": of_ics}


def with_a_day(name, query):
    return [row["url"] for row in Sheet(f"/{name}.csv?{query}").rows if len(row["start"]) == 10]


@pytest.fixture
def drafts(demo_fixtures):
    """A draft like every third record of the demonstration: the same dates, countries and topics."""
    for model, make, dates in (
        (Agreement, make_agreement, Agreement.date_fields),
        (Meeting, make_meeting, ("start", "end", "status")),
        (Mechanism, make_mechanism, ("established_on",)),
        (Project, make_project, (*Project.date_fields, "status")),
    ):
        for number, record in enumerate(model.objects.order_by("pk")[::3]):
            same = {field: getattr(record, field) for field in dates if getattr(record, field)}
            same |= {"topics": record.topics.all()}
            if model is not Agreement:
                same |= {"countries": record.countries.all()}
            draft = make(f"{DRAFT} environment {number}", published=False, **same)
            if model is Meeting:
                make_outcome(draft, f"{DRAFT} outcome on dust {number}", by_countries=record.countries.all())
    settle()


@pytest.mark.usefixtures("drafts")
def test_for_any_filter_every_format_has_the_rows_of_the_page():
    number, seed = int(os.environ.get("RANDOM_FILTERS", "40")), int(os.environ.get("RANDOM_SEED", SEED))
    asked = found = 0
    for name, query in questions(number, seed):
        page = Page(f"/{name}/?{query}")
        if page.problems:
            assert "The period ends before it starts" in page.problems, query
            continue
        assert DRAFT not in page.html
        rows = of_csv(name, query)
        assert len(rows) == page.number, (name, query)
        assert [url.removeprefix(HOST) for url in rows[:25]] == page.addresses, (name, query)
        for ending, form in FORMATS.items():
            if f'href="/{name}.{ending}' not in page.html:
                assert (ending, name) != ("ics", "meetings")
                continue
            expected = with_a_day(name, query) if ending == "ics" else rows
            actual = READERS[ending](name, query)
            if ending == "atom":
                actual, expected = sorted(actual), sorted(expected)
            assert actual == expected, (ending, form, name, query)
        assert of_the_api(name, query) == rows, (name, query)
        asked, found = asked + 1, found + bool(page.number)
    assert found > asked / 3 > 0, "many of the questions should find something"
