"""For random filters: the calendar with and without inexact dates, and the pages of the feed."""

import pytest

from cooperation.exchange.exports import atom
from tests.cooperation.exchange.exports.questions import questions
from tests.cooperation.filters.reading import Page, Sheet

from .reading import calendar, pages

SEED = 20261128


@pytest.mark.usefixtures("demo_fixtures")
def test_for_any_filter_they_have_the_rows_of_the_list(monkeypatch):
    monkeypatch.setattr(atom, "SIZE", 7)
    found = with_a_day = 0
    for name, query in questions(60, SEED):
        page = Page(f"/{name}/?{query}")
        if page.problems:
            assert "The period ends before it starts" in page.problems, query
            continue
        rows = Sheet(f"/{name}.csv?{query}").rows
        urls = [row["url"].removeprefix("http://testserver") for row in rows]
        feed = [address for part in pages(f"/{name}.atom?{query}") for address in part.addresses]
        assert len(feed) == page.number, (name, query)
        assert sorted(feed) == sorted(urls), (name, query)
        found += bool(page.number)
        if name == "meetings":
            events = [event["URL"] for event in calendar(f"/meetings.ics?{query}").events]
            exact = [row["url"] for row in rows if len(row["start"]) == len("2012-05-04")]
            assert events == exact, query
            dated = [row["url"] for row in rows if row["start"]]
            separator = "&" if query else ""
            assert [e["URL"] for e in calendar(f"/meetings.ics?{query}{separator}inexact=1").events] == dated, query
            with_a_day += bool(exact)
    assert found > 10, "most of the questions should find something"
    assert with_a_day > 3
