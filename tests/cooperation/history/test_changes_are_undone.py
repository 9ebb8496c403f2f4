"""Undoing what whole transactions changed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cooperation import history
from cooperation.history.undo import Blocked, blocked, changes_of, record_changes, undo
from cooperation.models import Citation, Meeting, Organization, Outcome, Party
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_source,
    make_submission,
    make_user,
)
from tests.tables import rows_of_all_tables


@pytest.fixture
def done(transactional_db):
    """Run a function in one transaction; return the changes that it made."""

    def run(function):
        with transaction.atomic(), record_changes() as changes:
            function()
        return changes_of([changes.span])

    return run


def test_every_row_is_as_it_was(meeting, publisher, done):
    outcome = meeting.outcomes.get()
    source = make_source()
    citation = make_citation(meeting, outcome=outcome, field="text", source=source)
    party = make_party(agreement=make_agreement(published=False), country=make_country("CHN"))
    before = rows_of_all_tables()

    def change():
        Meeting.objects.filter(pk=meeting.pk).update(title="Another title", slug="another-slug")
        meeting.countries.set([make_country("KOR")])
        citation.delete()
        outcome.delete()
        new = make_outcome(meeting=meeting, text="New.")
        new.by_countries.add(make_country("JPN"))
        Party.objects.filter(pk=party.pk).update(country=make_country("JPN"))
        other = make_meeting("A new one", published=False)
        make_outcome(meeting=other, text="Follows.", follows=new)

    changes = done(change)
    assert rows_of_all_tables() != before
    assert blocked(changes) == []
    assert undo(changes, publisher) == []
    assert rows_of_all_tables() == before
    assert (Outcome.objects.get().key, Citation.objects.get().key) == (outcome.key, citation.key)


def test_a_value_that_must_be_unique_returns_to_its_first_row(done, administrator):
    one, two = make_organization("One"), make_organization("Two")
    before = rows_of_all_tables()

    def change():
        Organization.objects.filter(pk=one.pk).delete()
        Organization.objects.filter(pk=two.pk).update(name="One")

    undo(done(change), administrator)
    assert rows_of_all_tables() == before


def test_nothing_is_undone_if_a_row_changed_since(meeting, publisher, editor, done):
    outcome = meeting.outcomes.get()

    def change():
        Meeting.objects.filter(pk=meeting.pk).update(title="Another title")
        Outcome.objects.filter(pk=outcome.pk).update(text="Another text")

    changes = done(change)
    with history.attributed(editor):
        Outcome.objects.filter(pk=outcome.pk).update(text="A third text")
    now = rows_of_all_tables()
    with pytest.raises(Blocked) as refused:
        undo(changes, publisher)
    [found] = refused.value.obstacles
    assert (found.name, found.row) == ("Another title", "Outcome 1")
    assert found.reason.startswith("changed by ed on ")
    assert found.url == f"/admin/cooperation/meeting/{meeting.pk}/history/"
    assert rows_of_all_tables() == now


def test_a_later_reference_to_a_new_row_prevents_undoing(publisher, done):
    made = []
    changes = done(lambda: made.append(make_meeting("A new one", published=False)))
    make_meeting("Part of it", published=False, part_of_meeting=made[0])
    [found] = blocked(changes)
    assert (found.name, found.row, found.reason) == ("A new one", "", "a newer entry refers to it: meeting")


def test_what_was_there_before_must_still_exist(meeting, publisher, done):
    host = meeting.host_country
    changes = done(lambda: Meeting.objects.filter(pk=meeting.pk).update(host_country=None))
    meeting.countries.remove(host)
    meeting.outcomes.get().by_countries.clear()
    host.delete()
    [found] = blocked(changes)
    assert found.reason == "it refers to China (deleted)"


def test_a_partial_undo_keeps_what_changed_since(publisher, done):
    korea, organization = make_country("KOR"), []
    existing = make_meeting("An old one", city="Seoul", published=False)

    def import_file():
        organization.append(make_organization("A new body"))
        for title in ("First", "Second", "Third"):
            row = make_meeting(title, published=False, countries=[korea], organizations=organization)
            make_outcome(meeting=row, text=f"Outcome of {title}").by_countries.add(korea)
        Meeting.objects.filter(pk=existing.pk).update(city="Busan")

    changes = done(import_file)
    Outcome.objects.filter(text="Outcome of Second").update(text="Put right")
    make_submission(Meeting.objects.get(title="Third"))
    found = undo(changes, publisher, is_partial=True)
    assert [(row.name, row.row) for row in found] == [("Second", "Outcome 1"), ("Third", ""), ("A new body", "")]
    assert [row.reason for row in found][1:] == [
        "a newer entry refers to it: submission",
        "a row that is kept refers to it",
    ]
    assert sorted(Meeting.objects.values_list("title", flat=True)) == ["An old one", "Second", "Third"]
    assert Meeting.objects.get(title="An old one").city == "Seoul"
    stays = Meeting.objects.get(title="Second")
    assert (list(stays.countries.all()), stays.outcomes.get().by_countries.get()) == ([korea], korea)


def test_it_can_be_undone_once_more_without_effect(publisher, done):
    changes = done(lambda: make_meeting("A new one", published=False))
    assert undo(changes, publisher, is_partial=True) == []
    before = rows_of_all_tables()
    assert undo(changes, publisher, is_partial=True) == []
    assert rows_of_all_tables() == before


def test_only_who_may_change_the_record_may_undo(publisher, editor, done):
    meeting = make_meeting("Public")
    changes = done(lambda: Meeting.objects.filter(pk=meeting.pk).update(city="Busan"))
    with pytest.raises(PermissionDenied):
        undo(changes, editor)
    undo(changes, publisher)
    assert Meeting.objects.get().city == ""


def test_publication_is_written_by_its_own_function_only(publisher, done):
    meeting = make_meeting("Public", summary="Old")

    def change():
        Meeting.objects.filter(pk=meeting.pk).update(
            withdrawn_at=meeting.published_at, withdrawal_reason="Twice.", summary="New"
        )

    changes, asked = done(change), []
    undo(changes, publisher, put_back=lambda *what: asked.append(what))
    meeting.refresh_from_db()
    assert (meeting.summary, meeting.withdrawal_reason) == ("Old", "Twice.")
    assert asked == [(Meeting, meeting.pk, {"withdrawn_at": None, "withdrawal_reason": ""})]


def test_changes_of_another_transaction_with_the_same_number_are_not_meant(done, publisher):
    changes = done(lambda: make_meeting("A new one", published=False))
    [(number, first)] = {(change.transaction, changes[0].pk) for change in changes}
    assert list(changes_of([(number, first + 1000, first + 2000)])) == []


def test_a_transaction_that_changes_nothing_has_no_span(transactional_db):
    make_user("Editor")
    with transaction.atomic(), record_changes() as changes:
        pass
    assert changes.span is None
