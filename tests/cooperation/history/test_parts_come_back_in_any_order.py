"""Restoring parts that changed places, hung on each other, or referred to what is gone."""

import pytest
from django.db import transaction

from cooperation import history
from cooperation.history.restore import preview, restore
from cooperation.models import Party
from tests import factories as f


@pytest.fixture
def agreement(transactional_db):
    """A draft between China and Japan, whose dates are cited."""
    with transaction.atomic():
        agreement = f.make_agreement("MOU", published=False)
        for code in ("CHN", "JPN"):
            party = f.make_party(agreement, country=f.make_country(code))
            f.make_citation(agreement, party=party, source=f.make_source(f"The paper of {code}"))
    return agreement


def parties(agreement):
    """The parties, in the order they were entered, and what each is cited for."""
    return [(str(party), [str(c.source) for c in party.citations.all()]) for party in agreement.parties.order_by("pk")]


def test_two_parties_that_swapped_their_countries_swap_back(agreement, publisher):
    first, second = agreement.parties.order_by("pk")
    with transaction.atomic():
        china, japan, korea = first.country, second.country, f.make_country("KOR")
        for party, country in ((first, korea), (second, china), (first, japan)):
            Party.objects.filter(pk=party.pk).update(country=country)
    assert [name for name, _ in parties(agreement)] == ["Japan", "China"]
    assert restore("agreement", agreement.pk, 1, publisher) == []
    assert parties(agreement) == [("China", ["The paper of CHN"]), ("Japan", ["The paper of JPN"])]


def test_a_party_entered_anew_gives_way_to_the_one_that_was_there(agreement, publisher):
    first = agreement.parties.order_by("pk").first()
    with transaction.atomic():
        country = first.country
        first.delete()
        f.make_party(agreement, country=country)
    restore("agreement", agreement.pk, 1, publisher)
    assert parties(agreement) == [("China", ["The paper of CHN"]), ("Japan", ["The paper of JPN"])]


def test_a_citation_that_moved_to_a_part_that_goes_comes_back_to_its_own(agreement, publisher):
    citation = agreement.citations.first()
    own = citation.party
    with transaction.atomic():
        other = f.make_party(agreement, country=f.make_country("KOR"))
        type(citation).objects.filter(pk=citation.pk).update(party=other)
    assert restore("agreement", agreement.pk, 1, publisher) == []
    citation.refresh_from_db()
    assert citation.party == own
    assert not Party.objects.filter(pk=other.pk).exists()


def test_outcomes_that_followed_each_other_do_so_again(meeting, publisher):
    with transaction.atomic():
        first = meeting.outcomes.get()
        second = f.make_outcome(meeting, "Go on.", follows=first)
        third = f.make_outcome(meeting, "Go on further.", follows=second)
    with transaction.atomic():
        fourth = f.make_outcome(meeting, "Begin anew.")
        meeting.outcomes.filter(pk=second.pk).update(follows=fourth)
        meeting.outcomes.filter(pk=third.pk).update(follows=None)
        third.delete()
    assert restore("meeting", meeting.pk, 3, publisher) == []
    chain = [(str(row), row.follows and str(row.follows)) for row in meeting.outcomes.all()]
    assert chain == [
        ("Clean the air by 2030.", None),
        ("Go on.", "Clean the air by 2030."),
        ("Go on further.", "Go on."),
    ]


def test_a_party_whose_organization_is_gone_stays_away_with_what_is_said_of_it(agreement, publisher):
    with transaction.atomic():
        fund = f.make_organization("Dust Fund")
        party = f.make_party(agreement, organization=fund)
        f.make_citation(agreement, party=party, source=f.make_source("The letter"))
    party.delete()
    fund.delete()
    lost = restore("agreement", agreement.pk, 2, publisher)
    assert lost == ["Party: Dust Fund (deleted)", "Citation 3, about the party: Party: Dust Fund (deleted)"]
    assert [name for name, _ in parties(agreement)] == ["China", "Japan"]
    assert agreement.citations.count() == 2


def test_a_citation_whose_source_is_gone_stays_away_unless_it_is_inferred(agreement, publisher):
    letter = f.make_source("The letter")
    with transaction.atomic():
        f.make_citation(agreement, source=letter)
        f.make_citation(agreement, source=letter, basis="inferred", note="Read between the lines.")
    with transaction.atomic():
        agreement.citations.filter(source=letter).delete()
        letter.delete()
    lost = restore("agreement", agreement.pk, 2, publisher)
    assert lost == ["Citation 3, source: The letter (deleted)", "Citation 4, source: The letter (deleted)"]
    assert [row.key for row in agreement.citations.order_by("key")] == [1, 2, 4]


def test_what_the_preview_shows_is_what_is_restored(agreement, publisher):
    with transaction.atomic():
        agreement.parties.order_by("pk").first().delete()
        type(agreement).objects.update(title="Another title", slug="another")
    shown = preview("agreement", agreement.pk, 1)
    assert [(row.title, row.action) for row in shown.rows] == [
        ("Agreement", "update"),
        ("Party: China", "insert"),
        ("Citation 1", "insert"),
    ]
    assert [(field.label, field.after) for field in shown.rows[0].fields] == [("Title", "MOU")]
    restore("agreement", agreement.pk, 1, publisher, shown.seen)
    assert preview("agreement", agreement.pk, 1).rows == []


def test_a_restored_version_is_one_version_by_whoever_restored_it(agreement, publisher):
    agreement.parties.all().delete()
    with history.attributed(publisher, "the test"):
        restore("agreement", agreement.pk, 1, publisher)
    found = history.versions("agreement", agreement.pk)
    assert [version.number for version in found] == [1, 2, 3]
    assert found[2].user_name == "pat"


def test_outcomes_deleted_by_sql_before_their_links_are_told_with_their_meeting(meeting):
    outcome = meeting.outcomes.get()
    links = type(outcome).by_countries.through.objects.filter(outcome=outcome)
    with transaction.atomic():
        type(outcome).objects.filter(pk=outcome.pk)._raw_delete("default")
        links._raw_delete("default")
    last = history.versions("meeting", meeting.pk)[-1]
    assert {change.table for change in last.changes} == {"cooperation_outcome", "cooperation_outcome_by_countries"}
