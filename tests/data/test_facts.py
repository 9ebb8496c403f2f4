"""Every fact of the ministry's text ends as a row, a part of one, a citation or a reason why not; nothing else does."""

import json
from pathlib import Path

import pytest

from cooperation.models import (
    Agreement,
    Citation,
    Mechanism,
    Meeting,
    Organization,
    Outcome,
    Phase,
    Project,
    Source,
    Topic,
)
from regions.models import Country, Region

pytestmark = pytest.mark.xdist_group("demo data")

FACTS = json.loads((Path(__file__).parent / "facts.json").read_text(encoding="utf-8"))
# How many facts of each kind the inventory of the text counts.
COUNTS = {"N": 6, "R": 8, "C": 32, "D": 18, "S": 18, "G": 12, "A": 24, "M": 24, "O": 45, "P": 20, "T": 40, "X": 47}
IDS = [f"{kind}{n:02}" for kind, last in COUNTS.items() for n in range(1, last + 1)] + ["P01a", "P01b", "P01c", "P07a"]
MODELS = {
    "agreement": Agreement,
    "country": Country,
    "mechanism": Mechanism,
    "meeting": Meeting,
    "organization": Organization,
    "outcome": Outcome,
    "phase": Phase,
    "project": Project,
    "region": Region,
    "source": Source,
    "topic": Topic,
}
PAGE = "me-international-cooperation-2013"


def find(place):
    """Return the row that a place of the map names; raises DoesNotExist."""
    kind, *key = place.partition("#")[0].split("/")
    if kind in ("outcome", "phase"):
        key[1] = int(key[1])
    return MODELS[kind].objects.get_by_natural_key(*key)


def named(kind):
    """Return the places of one kind that the map names, without their fields."""
    places = (place.partition("#")[0] for fact in FACTS.values() for place in fact.get("at", ()))
    return {place for place in places if place.startswith(f"{kind}/")}


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_is_a_row_or_has_a_reason_why_it_is_none(demo_fixtures, fact):
    entry = FACTS[fact]
    assert entry.get("at") or len(entry.get("why", "")) > 20
    for place in entry.get("at", ()):
        row = find(place)
        field = place.partition("#")[2]
        if field:
            assert row.citations.filter(field=field).exists(), place


def test_the_map_holds_the_facts_and_no_other():
    assert set(FACTS) == set(IDS)


@pytest.mark.parametrize("kind", ["agreement", "organization", "project", "outcome", "phase"])
def test_no_row_stands_that_the_text_does_not_name(demo_fixtures, kind):
    rows = {"/".join(map(str, (kind, *row.natural_key()))) for row in MODELS[kind].objects.all()}
    assert rows == named(kind) | ({"organization/asean"} if kind == "organization" else set())


@pytest.mark.parametrize(("kind", "count"), [("meeting", 24), ("mechanism", 11)])
def test_a_meeting_or_series_that_the_text_does_not_name_comes_from_outside(demo_fixtures, kind, count):
    ours = {f"{kind}/{row.slug}" for row in MODELS[kind].objects.filter(citations__source__slug=PAGE)}
    assert ours == named(kind)
    assert len(ours) == count


def test_no_sentence_on_a_public_page_bears_an_id(demo_fixtures):
    texts = [*Citation.objects.values_list("note", flat=True), *Source.objects.values_list("note", flat=True)]
    for model in (Agreement, Meeting, Project, Mechanism, Region, Country):
        texts += model.objects.values_list("summary", flat=True)
    words = {word.strip(".,:;()“”") for text in texts for word in text.split()}
    assert words & set(IDS) == set()
    assert len(words) > 500
