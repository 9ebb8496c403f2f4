import random
from urllib.parse import urlencode

import pytest

from cooperation.domain.choices import AgreementKind, MeetingKind, OutcomeKind, ProjectStatus, Role
from regions.models import Country, Region
from tests.cooperation.filters.reading import LISTS, Page, Sheet

SEED = 20261124


def questions(number, seed=SEED):
    """Random right questions: a list, and one to four of its parameters."""
    chance = random.Random(seed)  # noqa: S311
    countries = list(Country.objects.filter(meetings__isnull=False).distinct().values_list("slug", flat=True))
    regions = [*Region.objects.values_list("slug", flat=True), "none"]
    values = {
        "region": regions,
        "country": [*countries, "vietnam", "KOR", "kenya"],
        "year": ["1999", "2005", "2012", "2013", "2020"],
        "from": ["1990", "2005-03", "2012-05-04"],
        "to": ["2012", "2013-02", "2026-12-31"],
        "sort": ["date", "oldest", "title"],
    }
    kinds = {
        "agreements": {"kind": AgreementKind.values, "status": ["yes", "no", "not-known"]},
        "meetings": {"kind": MeetingKind.values, "status": ["held", "upcoming", "confirmed", "not-recorded"]},
        "mechanisms": {"kind": ["ministerial", "summit", "working"]},
        "projects": {"status": ProjectStatus.values, "role": Role.values},
        "outcomes": {"kind": OutcomeKind.values, "status": ["active", "implemented"], "sort": ["due", "oldest"]},
    }
    for _ in range(number):
        name = chance.choice(LISTS)
        offered = values | kinds[name] if name in kinds else {"region": regions, "country": countries}
        chosen = chance.sample(sorted(offered), k=chance.randint(0, min(4, len(offered))))
        query = {
            key: [chance.choice(offered[key])]
            if key in ("from", "to", "sort")
            else chance.sample(offered[key], k=chance.randint(1, min(2, len(offered[key]))))
            for key in chosen
        }
        yield name, urlencode(query, doseq=True)


@pytest.mark.usefixtures("demo_fixtures")
def test_for_any_filter_the_csv_has_as_many_rows_as_the_page_states():
    found = 0
    for name, query in questions(60):
        page = Page(f"/{name}/?{query}")
        if page.problems:
            assert "The period ends before it starts" in page.problems, query
            continue
        rows = Sheet(f"/{name}.csv?{query}").rows
        assert len(rows) == page.number, (name, query)
        assert [row["url"].removeprefix("http://testserver") for row in rows[:25]] == page.addresses, (name, query)
        found += bool(page.number)
    assert found > 20, "most of the questions should find something"
