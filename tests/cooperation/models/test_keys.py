"""A part's key is given once and never again: it is an anchor and an import id."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cooperation.models import Citation, Document, KeyCounter, Outcome, Part, Phase
from tests import factories as f
from tests.connections import at_once

pytestmark = pytest.mark.django_db

PARTS = {
    Outcome: (f.make_meeting, f.make_outcome),
    Phase: (f.make_project, f.make_phase),
    Document: (f.make_agreement, f.make_document),
    Citation: (f.make_country, f.make_citation),
}
every_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)


def test_the_tests_know_every_kind_of_part_with_a_key():
    assert {model for model in apps.get_models() if issubclass(model, Part)} == set(PARTS)


@every_part
def test_keys_are_numbers_of_the_record_from_one(part):
    make_owner, make = PARTS[part]
    one, other = make_owner(), make_owner()
    assert [make(one).key, make(other).key, make(one).key, make(one).key] == [1, 1, 2, 3]


@every_part
def test_a_key_is_not_given_again_after_its_row_is_gone(part):
    make_owner, make = PARTS[part]
    owner = make_owner()
    rows = [make(owner) for _ in range(3)]
    rows[2].delete()
    assert make(owner).key == 4
    part.objects.all().delete()
    assert make(owner).key == 5


@every_part
def test_a_key_that_is_given_is_kept_and_the_next_one_follows_it(part):
    make_owner, make = PARTS[part]
    owner = make_owner()
    assert make(owner, key=7).key == 7
    assert make(owner).key == 8
    assert make(owner, key=3).key == 3
    assert make(owner).key == 9


@every_part
def test_a_key_stays_whatever_is_written(part):
    make_owner, make = PARTS[part]
    row = make(make_owner())
    part.objects.filter(pk=row.pk).update(key=99)
    row.refresh_from_db()
    assert row.key == 1
    row.key = 98
    row.save()
    row.refresh_from_db()
    assert row.key == 1


@every_part
def test_two_rows_of_one_record_never_share_a_key(part):
    make_owner, make = PARTS[part]
    owner = make_owner()
    make(owner, key=2)
    with pytest.raises(IntegrityError, match="key_unique"), transaction.atomic():
        make(owner, key=2)


@every_part
def test_a_part_stays_with_its_record(part):
    make_owner, make = PARTS[part]
    row, other = make(make_owner()), make_owner()
    owner = getattr(part, "record_field", None) or row.owner_name
    with pytest.raises(IntegrityError, match="This row stays with its record") as refusal, transaction.atomic():
        part.objects.filter(pk=row.pk).update(**{owner: other})
    assert refusal.value.__cause__.diag.constraint_name == f"{part._meta.db_table}_stays"
    setattr(row, owner, other)
    with pytest.raises(ValidationError, match="cannot move to another record"):
        row.full_clean()


def test_a_part_does_not_change_the_kind_of_its_record():
    citation = f.make_citation(f.make_meeting())
    with pytest.raises(IntegrityError, match="This row stays with its record"), transaction.atomic():
        Citation.objects.filter(pk=citation.pk).update(meeting=None, agreement=f.make_agreement())


def test_keys_are_counted_apart_for_each_kind_of_part_and_each_kind_of_record():
    meeting, agreement = f.make_meeting(id=4711), f.make_agreement(id=4711)
    for record in (meeting, agreement):
        assert [f.make_document(record).key, f.make_citation(record).key, f.make_document(record).key] == [1, 1, 2]


def test_rows_entered_in_bulk_get_a_key_each():
    meeting = f.make_meeting()
    Outcome.objects.bulk_create(Outcome(meeting=meeting, kind="report", text=str(number)) for number in range(4))
    assert sorted(Outcome.objects.values_list("key", flat=True)) == [1, 2, 3, 4]


def test_plain_sql_gets_a_key_too():
    meeting = f.make_meeting()
    f.make_outcome(meeting)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cooperation_outcome (meeting_id, kind, text, text_ko, status, position)"
            " VALUES (%s, 'report', 'R', '', '', 0) RETURNING key",
            [meeting.pk],
        )
        assert cursor.fetchone() == (2,)


def test_the_anchor_is_the_meeting_s_address_and_the_key():
    outcome = f.make_outcome(f.make_meeting("TEMM 14"), key=3)
    assert outcome.get_absolute_url() == "/meetings/temm-14/#outcome-3"


def test_rows_are_shown_by_position_then_as_they_were_entered():
    meeting = f.make_meeting()
    third, first, second = (f.make_outcome(meeting, position=position) for position in (1, 0, 0))
    assert list(meeting.outcomes.all()) == [first, second, third]


@pytest.mark.usefixtures("as_owner")
def test_a_counter_of_another_registry_s_dump_raises_keys_and_never_lowers_them():
    meeting = f.make_meeting()
    f.make_outcome(meeting, key=5)
    counter = KeyCounter.objects.get()
    counter.last = 2
    counter.save()
    assert f.make_outcome(meeting).key == 6
    KeyCounter.objects.update(last=20)
    assert f.make_outcome(meeting).key == 21


@pytest.mark.django_db(transaction=True)
def test_people_who_enter_rows_at_once_get_different_keys():
    meeting, project = f.make_meeting(), f.make_project()

    def enter(make, record):
        return lambda: [make(record).key for _ in range(5)]

    results = at_once(enter(f.make_outcome, meeting), enter(f.make_outcome, meeting), enter(f.make_phase, project))
    assert sorted(results[0] + results[1]) == list(range(1, 11))
    assert results[2] == [1, 2, 3, 4, 5]
