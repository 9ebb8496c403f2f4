"""What people type, and what must come first: over the demo data and a few records more."""

from pathlib import Path

import pytest

from cooperation import search
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_region,
    make_topic,
)
from tests.settled import settle

from . import korean_names

HERE = Path(__file__).parent
EXTRA = {
    "Montreal Protocol fund": lambda: make_agreement("Contribution to the Multilateral Fund of the Montréal Protocol"),
    "organisation of wetlands": lambda: make_meeting("Organization of wetlands\u00a0and peatlands"),
    "zürich": lambda: make_meeting("Working group", city="Zurich"),
    '"black carbon"': lambda: make_project("Inventory of black-carbon sources"),
}


def lines(name):
    """The queries of a file and what each must find."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, wanted = line.rsplit("|", 1)
            yield typed.strip(), [name.split() for name in wanted.split(",")]


def row(kind, slug, *key):
    """The kind and number of what a line names."""
    if kind == "outcome":
        return kind, search.KINDS[kind].objects.get(meeting__slug=slug, key=key[0]).pk
    return kind, search.KINDS[kind].objects.get(slug=slug).pk


def reciprocal_rank(typed, wanted):
    """One over the place at which the first of them stands; 0 where none is among the first ten."""
    query = search.Query(typed)
    kinds = [name for name, (number, _is_exact) in query.totals.items() if number]
    hits = [(hit.kind, hit.id) for hit in query.best(kinds, 10)][:10]
    if not wanted:
        return float(not hits)
    return max(1 / (hits.index(each) + 1) if each in hits else 0 for each in wanted)


def ranks(name):
    made = {typed: make() for typed, make in EXTRA.items()}
    make_meeting("The carbon is black")
    settle()
    found = {}
    for typed, wanted in lines(name):
        if typed in made:
            rows = [(made[typed]._meta.model_name, made[typed].pk)]
        else:
            rows = [row(*name) for name in wanted if name != ["nothing"]]
        found[typed] = reciprocal_rank(typed, rows)
    return found


@pytest.mark.django_db
def test_what_must_come_first_does(demo_fixtures):
    found = ranks("relevance.txt")
    assert len(found) >= 400
    missed = {typed: rank for typed, rank in found.items() if rank < 1}
    assert sum(found.values()) / len(found) >= 0.95, missed


@pytest.mark.django_db
def test_so_does_what_nobody_tuned_anything_with(demo_fixtures):
    found = ranks("relevance_held_out.txt")
    assert len(found) >= 70
    missed = {typed: rank for typed, rank in found.items() if rank < 1}
    assert sum(found.values()) / len(found) >= 0.95, missed


@pytest.mark.django_db
@pytest.mark.parametrize("has_names", [True, False])
def test_what_people_type_in_korean_finds_what_has_only_an_english_title(demo_fixtures, has_names):
    if has_names:
        korean_names.add(search.KINDS)
    found = ranks("relevance_korean.txt")
    assert len(found) >= 100
    missed = {typed: rank for typed, rank in found.items() if rank < 1}
    assert sum(found.values()) / len(found) >= 0.95, missed


def is_found_as_typed(record, typed):
    """Whether the words find this record and no other of its kind, with nothing left out of them or mended."""
    query = search.Query(typed)
    is_exact = not (query.left_out or query.any_word or query.corrected)
    rows = type(record).objects.published().filter(pk__in=query.matching(record._meta.model_name))
    return list(rows) == [record] and is_exact


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ('"river restoration"', True),
        ('"restoration river"', False),
        ("river -restoration", False),
        ("river -ocean", True),
        ('river -"restoration river"', True),
        ("rivers restored", True),
        ("RIVER\u00a0RESTORATION", True),
        ("‘river’ – restoration", True),
        ("river/restoration, (meeting)", True),
        ("river 14", True),
        ("fourteenth river", True),
        ("river 15", False),
        ("river programme", True),
        ("river program", True),
        ("river Vienna", True),
    ],
)
def test_words_phrases_and_what_is_left_out(typed, is_found):
    meeting = make_meeting("14th meeting on river restoration", summary="A programme.", city="Vienna")
    settle()
    assert is_found_as_typed(meeting, typed) == is_found


@pytest.mark.django_db
def test_the_newest_session_of_a_series_comes_first_whatever_number_a_name_of_the_series_has():
    series = make_mechanism("Meeting on forests (FMF)", other_names="Meeting of 3 countries")
    sessions = [
        make_meeting(f"Session on forests (FMF {number})", mechanism=series, ordinal=number, start=str(2000 + number))
        for number in (3, 14, 25)
    ]
    settle()
    for typed in ("FMF", "next FMF", "latest FMF"):
        hits = search.Query(typed).best(["meeting"], 10)
        assert [hit.id for hit in hits] == [session.pk for session in reversed(sessions)], typed


@pytest.mark.django_db
def test_a_region_finds_what_is_done_with_its_countries():
    region = make_region("Lakelands", other_names="\n".join(f"Lakeland {number}" for number in range(12)))
    meeting = make_meeting("One", countries=[make_country(region=region)])
    other = make_meeting("Two", summary="By the shores of the Lakelands.")
    make_meeting("Three", countries=[make_country()])
    settle()
    query = search.Query("lakelands")
    assert set(type(meeting).objects.filter(pk__in=query.matching("meeting"))) == {meeting, other}
    assert query.total("meeting") == (2, True)
    assert set(query.rank("meeting")) == {meeting.pk, other.pk}


@pytest.mark.django_db
def test_the_order_within_a_kind_is_the_same_for_all_rows_and_for_some():
    first = make_meeting("Mangroves")
    second = make_meeting("Mangroves and dunes of the coast")
    third = make_meeting("Another", summary="Mangroves are there.")
    make_outcome(make_meeting("A last one"), "They spoke of mangroves.")
    settle()
    query = search.Query("mangroves")
    assert query.rank("meeting")[:3] == [first.pk, second.pk, third.pk]
    assert query.rank("meeting", [third.pk, first.pk]) == [first.pk, third.pk]
    assert query.rank("meeting", type(first).objects.exclude(pk=first.pk), limit=2) == [second.pk, third.pk]
    assert query.rank("meeting", []) == []
    assert query.total("meeting") == (4, True)
    with pytest.raises(ValueError, match="knows no party"):
        query.matching("party")
    with pytest.raises(ValueError, match="nothing to look for"):
        search.Query("-x").matching("meeting")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("May 2012", True),
        ("4 May 2012", True),
        ("May 4, 2012", True),
        ("2012-05-04", True),
        ("5 May 2012", False),
        ("Jun 2012", False),
        ("who hosted the glacier talks in May?", True),
        ("who hosted the ocean talks?", False),
        ("talks XXI", True),
        ("twenty-first talks", True),
        ("twenty first talks", True),
        ("twenty-second talks", False),
        ("Vindobonian talks", False),
        ("Danish talks", True),
    ],
)
def test_dates_numbers_and_questions_as_people_put_them(typed, is_found):
    meeting = make_meeting("21st glacier talks", start="2012-05-04", countries=[make_country(name="Denmark")])
    settle()
    assert is_found_as_typed(meeting, typed) == is_found


@pytest.mark.django_db
def test_initials_are_spelled_out_unless_readers_may_not_see_the_name():
    organization = make_organization("Bureau of Tidal Works")
    settle()
    assert search.Query("BOTW").corrected is None
    make_project("Dykes", organizations=[organization])
    settle()
    assert search.Query("BOTW").corrected == search.Query("btw").corrected == "bureau of tidal works"


@pytest.mark.django_db
def test_a_word_is_mended_even_where_another_is_on_no_record():
    meeting = make_meeting("Glacier talks")
    settle()
    query = search.Query("galcier talks zzyzx")
    assert query.rank("meeting") == [meeting.pk]
    assert query.left_out == ["zzyzx"]
    assert "glacier" in query.corrected


@pytest.mark.django_db
def test_an_outcome_has_no_name_that_could_be_what_was_typed():
    topic = make_topic("Dune grass")
    meeting = make_meeting("Talks", topics=[topic])
    make_outcome(meeting, "Dune repair is to go on, and dune by dune.")
    settle()
    assert next(hit.kind for hit in search.Query("dune zzyzx").best(["outcome", "topic"], 5)) == "topic"


@pytest.mark.django_db
def test_what_has_just_this_name_is_among_those_that_are_ranked(monkeypatch):
    monkeypatch.setattr(search.ranking, "RANKED", 2)
    named = make_meeting("Mangroves", start="1990")
    for number in range(5):
        make_meeting(f"Mangroves, mangroves and {number} mangroves", start="2020")
    settle()
    assert search.Query("mangroves").rank("meeting")[0] == named.pk
