"""Counting the tags of rows gives the same numbers as their sets, also after changes."""

import random

import pytest

from cooperation.domain.tags import Dimension, tag
from cooperation.index import Entries, by_row, id_set
from cooperation.index.entries import Entry

TAGS = [tag(Dimension.ORGANIZATION, number) for number in range(1, 40)]


def an_entry(chance, pk):
    return Entry(pk, 20120000, pk, {*chance.sample(TAGS, k=chance.randint(0, 6)), tag(Dimension.TOPIC, 1)})


def counted(entries, found):
    """The numbers by the sets."""
    sets = entries.sets[Dimension.ORGANIZATION]
    return {of: number for of, ids in sets.items() if (number := ids.intersection_cardinality(found))}


@pytest.mark.parametrize("seed", range(5))
def test_they_are_equal_for_any_rows_and_after_any_change(seed, monkeypatch):
    monkeypatch.setattr(by_row, "MANY", 10)
    chance = random.Random(seed)  # noqa: S311
    rows = {pk: an_entry(chance, pk) for pk in range(1, 300)}
    entries = Entries().changed([], list(rows.values()))
    entries.read_tags_by_row()
    for _ in range(20):
        for _ in range(5):
            found = id_set(chance.sample(sorted(rows), k=chance.randint(0, 60)))
            assert entries.counts_by_row(Dimension.ORGANIZATION, found, 39) == counted(entries, found)
        pk = chance.randint(1, 310)
        before, after = rows.pop(pk, None), an_entry(chance, pk) if chance.random() < 0.7 else None
        if after:
            rows[pk] = after
        entries = entries.changed([before] if before else [], [after] if after else [])


def test_many_rows_and_few_tags_are_counted_by_their_sets(monkeypatch):
    monkeypatch.setattr(by_row, "MANY", 10)
    chance = random.Random(1)  # noqa: S311
    entries = Entries().changed([], [an_entry(chance, pk) for pk in range(1, 300)])
    entries.read_tags_by_row()
    assert entries.counts_by_row(Dimension.TOPIC, id_set([1]), 39) is None
    assert entries.counts_by_row(Dimension.ORGANIZATION, id_set(range(1, 200)), 39) is None
