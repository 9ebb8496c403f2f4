"""A change of the index in memory gives what reading everything anew gives, and shares what it does not change."""

import random
from array import array
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate
from cooperation.index import Dimension, id_set, rows, tag
from cooperation.index.entries import Entries, Entry

# Ids in several blocks of a set, and few days, so that many entries share a day.
IDS = [*range(1, 12), *range(65_530, 65_542), *range(1_000_000, 1_000_010)]
DAYS = (0, 20100000, 20100500, 20100504, 20111231, 20120000)
TOPICS = [tag(Dimension.TOPIC, number) for number in (1, 2, 65, 129)]


@pytest.fixture(autouse=True, scope="module")
def small_chunks():
    """Chunks of four rows, so that a few entries need several."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "CHUNK", 4)
        yield


def entry(pk, day, place, topics):
    year = [tag(Dimension.YEAR, day // 10000)] if day else []
    return Entry(pk, day, place, [*topics, *year])


states = st.tuples(
    st.sampled_from(DAYS), st.sampled_from([1, 2, 2**40]), st.sets(st.sampled_from(TOPICS))
)  # day, place and topics
changes = st.lists(st.dictionaries(st.sampled_from(IDS), st.none() | states, max_size=8), max_size=12)


def read(entries):
    """The index of these entries, read from the database."""
    found = sorted((each.day, each.place, each.id) for each in entries)
    sets = defaultdict(list)
    for each in entries:
        for of in each.tags:
            sets[of].append(each.id)
    columns = zip(*found, strict=True) if found else ((), (), ())
    days, places, ids = (array(code, column) for code, column in zip("IQI", columns, strict=True))
    return Entries.of({of: id_set(array("I", ids)) for of, ids in sets.items()}, days, places, ids)


def answers(entries):
    """What lists, filters and pages ask."""
    everything = [None, entries.whole, *map(entries.get, TOPICS)]
    dimensions = (Dimension.TOPIC, Dimension.YEAR, Dimension.COUNTRY)
    return {
        "number": len(entries),
        "whole": entries.whole,
        "totals": [list(entries.totals(dimension).items()) for dimension in dimensions],
        "sets": [entries.get(of) for of in TOPICS],
        "tags of each": entries.tags_of(entries.whole),
        "dated": [entries.dated(found) for found in everything],
        "order": [list(entries.positions(found, newest=newest)) for found in everything for newest in (True, False)],
        "pages": [
            entries.page(found, entries.segments(found, skip, 3, newest=newest))
            for found in everything
            for newest in (True, False)
            for skip in (0, 2, 7)
        ],
        "ranks": [
            entries.rank(found, day, 2, itself, newest=newest)
            for found in everything
            for day in DAYS
            for itself in (True, False)
            for newest in (True, False)
        ],
        "ends": [entries.between(None, PartialDate(text)) for text in ("2010", "2010-05", "2011-12-31")],
        "entries": [entries.at(day, place) in entries.whole for day in DAYS for place in (1, 2)],
    }


@settings(max_examples=60, deadline=None)
@given(changes)
def test_many_changes_give_what_reading_everything_anew_gives(batches):
    entries, held = Entries(), {}
    for batch in batches:
        gone = [held[pk] for pk in batch if pk in held]
        come = [entry(pk, *state) for pk, state in batch.items() if state]
        before, answered = entries, answers(entries)
        for pk in batch:
            held.pop(pk, None)
        held |= {each.id: each for each in come}
        entries = entries.changed(gone, come)
        anew = answers(read(held.values()))
        assert answers(entries) == anew
        assert answers(entries.changed(gone, come)) == anew, "a change that is applied twice changes nothing"
        assert answers(before) == answered, "a reader of the state before still has it"


@settings(deadline=None)
@given(st.lists(states.filter(lambda state: state[2]), min_size=1, max_size=5), st.integers(0, 4))
def test_an_entry_that_changed_several_times_has_its_last_state(states, read_at):
    """Also if memory was read between two of the changes."""
    *before, last = [entry(7, *state) for state in states]
    others = [entry(pk, 20100504, 2, TOPICS[:1]) for pk in (3, 9)]
    held = [*before, last][min(read_at, len(before))]
    assert answers(read([*others, held]).changed(before, [last])) == answers(read([*others, last]))


def test_rows_are_found_in_order_while_chunks_are_split_and_emptied():
    chance = random.Random(1)  # noqa: S311
    held, now = set(), rows.Rows("IQ")
    for _ in range(60):
        gone = chance.sample(sorted(held), min(len(held), chance.randrange(20)))
        come = {(chance.randrange(40), chance.randrange(40)) for _ in range(chance.randrange(25))}
        held = held - set(gone) | come
        now = now.changed(set(gone) - come, come)
        due = sorted(held)
        assert len(now) == len(due)
        assert [now[at] for at in range(len(now))] == due
        assert all(0 < chunk.size <= 2 * rows.CHUNK for chunk in now.chunks)
        assert all(due[now.find(row)] == row for row in due)
        assert now.find((20,)) == sum(row < (20,) for row in due)
        for _ in range(20):
            first, last = sorted(chance.randrange(len(due) + 1) for _ in range(2))
            assert [*now.column(1, range(first, last))] == [row[1] for row in due[first:last]]
            backwards = range(first, last)[::-1]
            assert [*now.column(0, backwards)] == [due[at][0] for at in backwards]
    assert [*now.changed(held, ()).column(0)] == []


def test_a_change_shares_all_that_it_does_not_change():
    old = [entry(pk, 20100000 + pk % 50, pk, [tag(Dimension.TOPIC, pk % 300)]) for pk in range(1, 3000)]
    before = read(old)
    gone = old[1500]
    come = entry(gone.id, gone.day, gone.place, [tag(Dimension.TOPIC, 7)])
    after = before.changed([gone], [come])
    assert after.order is before.order, "neither its date nor its place changed"
    assert after.whole is before.whole
    assert after.sets[Dimension.YEAR] is before.sets[Dimension.YEAR]
    topics = [each.sets[Dimension.TOPIC] for each in (before, after)]
    assert copied(topics[0].parts, topics[1].parts) <= 2
    assert copied(topics[0].ranks.chunks, topics[1].ranks.chunks) <= 4
    assert {of for of in topics[0] if topics[0][of] is not topics[1].get(of)} == {*gone.tags[:1], *come.tags[:1]}

    moved = before.changed([gone], [entry(gone.id, 20100001, 1, gone.tags[:1])])
    assert copied(before.order.chunks, moved.order.chunks) <= 2
    assert len(before.order.chunks) > 200
    assert moved.whole is before.whole


def copied(before, after):
    """How many of the parts after a change are not those before it."""
    known = set(map(id, before))
    return sum(id(each) not in known for each in after)


def test_a_changed_set_shares_its_blocks():
    """Sets share blocks of ids only if each is made for it, and what is combined from them too."""
    some, none = id_set([1, 70_000]), id_set()
    for each in (some, none, some & none, none | some, some - some, some.copy(), type(some).union(some, none, some)):
        assert each.copy_on_write
