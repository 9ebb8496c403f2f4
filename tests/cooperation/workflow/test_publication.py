"""Publication is one fact: one function changes it, for who may publish, and the database guards what was public."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cooperation.domain import roles
from cooperation.models import RECORDS
from cooperation.workflow import publication
from tests.factories import make_agreement, make_mechanism, make_meeting, make_project, make_user

pytestmark = pytest.mark.django_db

MAKERS = {"agreement": make_agreement, "meeting": make_meeting, "project": make_project, "mechanism": make_mechanism}
every_kind = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@pytest.fixture
def publisher():
    return make_user(roles.PUBLISHER)


def is_public(record):
    return type(record).objects.published().filter(pk=record.pk).exists()


def test_there_is_a_maker_for_each_kind_of_record():
    assert {type(make()) for make in MAKERS.values()} == set(RECORDS)


@every_kind
def test_publishing_makes_a_draft_public(make, publisher):
    draft = make(published=False)
    assert not is_public(draft)
    publication.publish(draft, publisher)
    assert is_public(draft)
    assert draft.is_public
    assert timezone.now() - draft.published_at < timedelta(minutes=1)


@every_kind
def test_withdrawing_takes_a_record_back_with_a_reason(make, publisher):
    record = make()
    publication.withdraw(record, publisher, "  It was entered twice. ")
    assert not is_public(record)
    assert not record.is_public
    assert record.was_public
    assert record.withdrawal_reason == "It was entered twice."
    assert timezone.now() - record.withdrawn_at < timedelta(minutes=1)


@every_kind
def test_a_withdrawn_record_comes_back_with_the_date_it_was_first_public(make, publisher):
    first = timezone.now() - timedelta(days=400)
    record = make(withdrawn=True, published_at=first)
    publication.publish(record, publisher)
    record.refresh_from_db()
    assert is_public(record)
    assert (record.published_at, record.withdrawn_at, record.withdrawal_reason) == (first, None, "")


def test_publishing_what_is_public_changes_nothing(publisher):
    meeting = make_meeting(published_at=timezone.now() - timedelta(days=3))
    before = (meeting.published_at, meeting.version)
    publication.publish(meeting, publisher)
    meeting.refresh_from_db()
    assert (meeting.published_at, meeting.version) == before


def test_the_date_of_first_publication_outlasts_a_publisher_with_an_old_page(publisher):
    meeting = make_meeting(published=False)
    as_read_earlier = type(meeting).objects.get(pk=meeting.pk)
    publication.publish(meeting, publisher)
    publication.publish(as_read_earlier, publisher)
    assert as_read_earlier.published_at == meeting.published_at


def test_what_another_publisher_withdrew_meanwhile_is_not_withdrawn_again(publisher):
    meeting = make_meeting()
    as_read_earlier = type(meeting).objects.get(pk=meeting.pk)
    publication.withdraw(meeting, publisher, "Entered twice.")
    with pytest.raises(ValidationError, match="Only a public record can be withdrawn"):
        publication.withdraw(as_read_earlier, publisher, "Another reason.")
    meeting.refresh_from_db()
    assert meeting.withdrawal_reason == "Entered twice."


def test_publication_changes_no_other_column_than_its_own(publisher):
    meeting = make_meeting("As entered", published=False)
    meeting.title = "Not saved yet"
    publication.publish(meeting, publisher)
    assert meeting.title == "Not saved yet"
    assert type(meeting).objects.get().title == "As entered"


@pytest.mark.parametrize("role", [roles.EDITOR, None])
@every_kind
def test_who_may_not_publish_changes_nothing(make, role):
    user, draft, public = make_user(role), make(published=False), make()
    for act in (
        lambda: publication.publish(draft, user),
        lambda: publication.plan(draft, user, timezone.now()),
        lambda: publication.withdraw(public, user, "Because."),
    ):
        with pytest.raises(PermissionDenied, match="You may not publish or withdraw this"):
            act()
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.published_at, draft.publish_at, public.withdrawn_at) == (None, None, None)


def test_an_account_that_was_closed_publishes_nothing():
    user = make_user(roles.PUBLISHER, is_active=False)
    with pytest.raises(PermissionDenied):
        publication.publish(make_meeting(published=False), user)


def test_an_administrator_publishes():
    draft = make_meeting(published=False)
    publication.publish(draft, make_user(roles.ADMINISTRATOR))
    assert is_public(draft)


def test_a_plan_leaves_the_record_a_draft_and_can_be_dropped(publisher):
    draft, at = make_meeting(published=False), timezone.now() + timedelta(days=2)
    publication.plan(draft, publisher, at)
    draft.refresh_from_db()
    assert (draft.publish_at, is_public(draft)) == (at, False)
    publication.plan(draft, publisher, None)
    draft.refresh_from_db()
    assert draft.publish_at is None


def test_publishing_earlier_drops_the_plan(publisher):
    draft = make_meeting(published=False)
    publication.plan(draft, publisher, timezone.now() + timedelta(days=2))
    publication.publish(draft, publisher)
    draft.refresh_from_db()
    assert draft.publish_at is None


@pytest.mark.parametrize("withdrawn", [False, True])
def test_only_a_draft_is_planned(publisher, withdrawn):
    with pytest.raises(ValidationError, match="Only the publication of a draft can be planned"):
        publication.plan(make_meeting(withdrawn=withdrawn), publisher, timezone.now())


@pytest.mark.parametrize("record", [{"published": False}, {"withdrawn": True}])
def test_only_what_is_public_is_withdrawn(publisher, record):
    with pytest.raises(ValidationError, match="Only a public record can be withdrawn"):
        publication.withdraw(make_meeting(**record), publisher, "Because.")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_nothing_is_withdrawn_without_a_reason(publisher, reason):
    meeting = make_meeting()
    with pytest.raises(ValidationError, match="Readers see it at the address"):
        publication.withdraw(meeting, publisher, reason)
    assert is_public(meeting)


def test_a_reason_too_long_for_its_place_is_refused_with_a_sentence(publisher):
    meeting = make_meeting()
    with pytest.raises(ValidationError, match="at most 300 characters"):
        publication.withdraw(meeting, publisher, "x" * 301)
    publication.withdraw(meeting, publisher, "x" * 300)
    assert not is_public(meeting)


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}], ids=["public", "withdrawn"])
@every_kind
def test_no_path_deletes_what_was_once_public(make, state):
    record = make(**state)
    table, kind = record._meta.db_table, type(record)

    def by_sql():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [record.pk])  # noqa: S608

    def in_bulk():
        kind.objects.filter(pk=record.pk)._raw_delete(using="default")

    for path in (record.delete, kind.objects.filter(pk=record.pk).delete, in_bulk, by_sql):
        with (
            pytest.raises(IntegrityError, match="What was once public is withdrawn, never deleted") as refusal,
            transaction.atomic(),
        ):
            path()
        assert refusal.value.__cause__.diag.constraint_name == f"{table}_was_public"
    assert kind.objects.filter(pk=record.pk).exists()


@every_kind
def test_no_path_unpublishes_what_was_once_public(make):
    record = make()
    table, kind = record._meta.db_table, type(record)
    stale = kind(pk=record.pk, **{field.attname: getattr(record, field.attname) for field in record._meta.fields[1:]})
    stale.published_at = None

    def by_sql():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET published_at = NULL WHERE id = %s", [record.pk])  # noqa: S608

    for path in (
        stale.save,
        lambda: kind.objects.filter(pk=record.pk).update(published_at=None),
        lambda: kind.objects.bulk_update([stale], ["published_at"]),
        by_sql,
    ):
        with (
            pytest.raises(IntegrityError, match="What was once public is withdrawn, never unpublished") as refusal,
            transaction.atomic(),
        ):
            path()
        assert refusal.value.__cause__.diag.constraint_name == f"{table}_was_public"
    assert is_public(record)


@every_kind
def test_a_draft_may_be_deleted(make):
    draft = make(published=False)
    draft.delete()
    assert not type(draft).objects.filter(pk=draft.pk).exists()


@every_kind
def test_no_form_holds_the_columns_of_publication(make):
    for name in publication.COLUMNS:
        assert not type(make())._meta.get_field(name).editable
