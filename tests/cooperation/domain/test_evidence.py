"""Which claims a value rests on."""

import pytest

from cooperation.domain.choices import Basis
from cooperation.domain.evidence import Evidence
from cooperation.models import Citation, Meeting, Outcome, Source


def claim(field, value="", basis=Basis.STATED, **fields):
    return Citation(field=field, value=value, basis=basis, source=Source(title="A page"), **fields)


@pytest.fixture
def meeting():
    return Meeting(pk=1, title="Meeting", ordinal=9, start="2012-05", participant_count=200)


def test_a_claim_that_gives_the_held_value_supports_it_and_one_that_gives_another_does_not(meeting):
    evidence = Evidence(meeting, [claim("ordinal", "9"), claim("ordinal", "11", Basis.INFERRED)])
    assert [each.words for each in evidence.of("ordinal").supporting] == ["9"]
    assert not evidence.of("ordinal").is_inferred


def test_a_value_that_only_a_reader_gives_is_inferred_though_a_source_states_another(meeting):
    evidence = Evidence(meeting, [claim("start", "2012-05", Basis.INFERRED), claim("start", "2011")])
    assert evidence.of("start").is_inferred


def test_a_claim_without_a_value_supports_what_is_held(meeting):
    assert Evidence(meeting, [claim("city", basis=Basis.INFERRED)]).of("city").is_inferred


def test_without_claims_a_value_wears_no_mark(meeting):
    claims = Evidence(meeting, []).of("start")
    assert not claims
    assert not (claims.is_inferred)
    assert not (claims.is_disputed)
    assert not (claims.is_incomplete)


def test_claims_about_a_part_stay_apart_from_those_about_the_record(meeting):
    outcome = Outcome(pk=5, meeting=meeting)
    evidence = Evidence(meeting, [claim("status", "held"), claim("status", "active", outcome_id=5)])
    assert [each.words for each in evidence.of("status")] == ["held"]
    assert [each.words for each in evidence.part(outcome).of("status")] == ["open"]
    assert not evidence.part(Outcome(pk=6, meeting=meeting)).of("status")


def test_what_was_shown_is_not_among_the_rest(meeting):
    evidence = Evidence(meeting, [claim(""), claim("start"), claim("city")])
    evidence.show("start")
    assert [claims.label for claims in evidence.rest] == ["General", "City"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("start", "2012-05-04", "4 May 2012"),
        ("start", "no date", "no date"),
        ("status", "held", "held"),
        ("mode", "in-person", "in person"),
        ("participant_count", "12000", "12,000"),
        ("is_participant_count_approximate", "True", "yes"),
        ("nothing_of_the_kind", "as it is", "as it is"),
    ],
)
def test_values_are_put_into_words_and_what_cannot_be_is_left(meeting, field, value, words):
    assert Evidence(meeting, [claim(field, value)]).of(field).claims[0].words == words
