"""Restoring a version, and a deleted record."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cooperation import history
from cooperation.history.restore import deleted, restore
from cooperation.models import Meeting
from cooperation.workflow import publication
from tests.factories import make_citation, make_country, make_meeting, make_outcome, make_source


def names(rows):
    return sorted(str(row) for row in rows.all())


def test_an_earlier_version_comes_back_as_a_new_one(meeting, publisher):
    assert restore("meeting", meeting.pk, 1, publisher) == []
    meeting.refresh_from_db()
    assert (meeting.start, names(meeting.countries)) == ("2026-05", ["China", "Japan"])
    assert meeting.outcomes.get().text == "Clean the air."
    assert len(history.versions("meeting", meeting.pk)) == 3


def test_address_and_publication_stay(meeting, publisher):
    Meeting.objects.filter(pk=meeting.pk).update(slug="temm-xxvi")
    publication.publish(meeting, publisher)
    restore("meeting", meeting.pk, 1, publisher)
    meeting.refresh_from_db()
    assert meeting.slug == "temm-xxvi"
    assert meeting.is_public


def test_a_deleted_record_comes_back_with_all_its_parts(meeting, publisher):
    with transaction.atomic():
        first = meeting.outcomes.get()
        make_outcome(meeting=meeting, text="Go on.", follows=first)
        make_citation(meeting=meeting, outcome=first, field="text", source=make_source(title="The gazette"))
    number = meeting.pk
    meeting.delete()
    assert number in [change.record for change in deleted(["meeting"])]
    last = len(history.versions("meeting", number))
    assert restore("meeting", number, last - 1, publisher) == []
    back = Meeting.objects.get(slug="temm-26")
    assert back.pk == number
    assert names(back.countries) == ["Japan", "South Korea"]
    assert [(row.key, row.text) for row in back.outcomes.all()] == [(1, "Clean the air by 2030."), (2, "Go on.")]
    assert back.outcomes.get(key=2).follows == back.outcomes.get(key=1)
    assert str(back.citations.get().source) == "The gazette"
    assert names(back.outcomes.get(key=1).by_countries) == ["China"]
    assert number not in [change.record for change in deleted(["meeting"])]


def test_what_no_longer_exists_is_named(meeting, publisher):
    other = make_meeting(title="A side event", published=False)
    Meeting.objects.filter(pk=meeting.pk).update(part_of_meeting=other)
    Meeting.objects.filter(pk=meeting.pk).update(part_of_meeting=None)
    other.delete()
    assert restore("meeting", meeting.pk, 3, publisher) == ["Meeting, part of the meeting: A side event (deleted)"]
    meeting.refresh_from_db()
    assert meeting.part_of_meeting is None


def test_an_address_taken_by_now_is_said(meeting, publisher):
    number = meeting.pk
    meeting.delete()
    make_meeting(title="Another", slug="temm-26")
    with pytest.raises(ValidationError, match="temm-26"):
        restore("meeting", number, 2, publisher)
    assert not Meeting.objects.filter(pk=number).exists()


def test_who_may_not_change_it_may_not_restore_it(meeting, publisher):
    editor = User.objects.create_user("ed")
    editor.groups.add(Group.objects.get(name="Editor"))
    publication.publish(meeting, publisher)
    with pytest.raises(PermissionDenied):
        restore("meeting", meeting.pk, 1, editor)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_version_that_never_was_is_refused(meeting, publisher, number):
    with pytest.raises(ValidationError, match="no such version"):
        restore("meeting", meeting.pk, number, publisher)


def test_a_new_key_is_given_after_a_restored_one(meeting, publisher):
    number = meeting.pk
    meeting.delete()
    restore("meeting", number, 2, publisher)
    assert make_outcome(meeting=Meeting.objects.get(pk=number), text="Next.").key == 2
    assert make_country("CHN")
