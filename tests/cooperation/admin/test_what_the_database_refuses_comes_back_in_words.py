"""What the forms could not know in time the database refuses: it comes back in the form, and what was typed stays."""

import threading
import time

import pytest
from django.db import connection, transaction

from cooperation.admin.meeting import MeetingAdmin
from cooperation.models import Agreement, Meeting
from cooperation.workflow import publication
from tests import factories

from .conftest import address, errors, fields, form_at, messages


@pytest.fixture
def unsuspecting(monkeypatch):
    """Forms that check no rule that the database has: as if the other person were a moment quicker."""
    for name in ("validate_unique", "validate_constraints"):
        for model in (Meeting, Agreement):
            monkeypatch.setattr(model, name, lambda self, exclude=None: None)


def new(client, model, **typed):
    form = form_at(client, address(model, "add"))
    none = {name: "0" for name in form if name.endswith("TOTAL_FORMS")}
    return client.post(address(model, "add"), {**form, **none, **typed})


@pytest.mark.django_db
def test_an_address_that_somebody_took_a_moment_ago(editor, unsuspecting, monkeypatch):
    monkeypatch.setattr("cooperation.admin.forms.record.free_slug", lambda model, slug: slug)
    factories.make_meeting(slug="temm-26")
    response = new(editor, Meeting, title="TEMM 26, as typed", slug="temm-26", heads_of_delegation="Kim")
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {"slug": ["Meeting with this Slug already exists."]}
    assert 'value="TEMM 26, as typed"' in response.content.decode()
    assert "Kim</textarea>" in response.content.decode()
    assert "was added" not in messages(response)
    assert Meeting.objects.count() == 1


@pytest.mark.django_db
def test_a_rule_with_its_own_words(editor, unsuspecting):
    response = new(editor, Agreement, title="MOU", slug="mou", kind="mou", signed_on="2012", expires_on="2011")
    assert "The expiry must not be before the signature." in errors(response)
    assert 'value="2011"' in response.content.decode()


@pytest.mark.django_db
def test_what_a_trigger_says(editor, monkeypatch):
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    saved = MeetingAdmin.save_model

    def publish_first(self, request, obj, *args):
        Meeting.objects.filter(pk=obj.pk).update(published_at="2026-01-01T00:00Z")
        saved(self, request, obj, *args)

    monkeypatch.setattr(MeetingAdmin, "save_model", publish_first)
    response = editor.post(address(draft), {**form, "title": "As typed"})
    assert "This record has been published" in errors(response)
    assert 'value="As typed"' in response.content.decode()


@pytest.mark.django_db
def test_something_it_refers_to_that_was_deleted_meanwhile(editor, monkeypatch):
    mechanism = factories.make_mechanism(published=False)
    saved = MeetingAdmin.save_model

    def delete_first(self, *args):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cooperation_mechanism WHERE id = %s", [mechanism.pk])
        saved(self, *args)

    monkeypatch.setattr(MeetingAdmin, "save_model", delete_first)
    response = new(editor, Meeting, title="As typed", slug="new", mechanism=mechanism.pk)
    assert "Something that this refers to has just been deleted." in errors(response)
    assert 'value="As typed"' in response.content.decode()
    assert "was added" not in messages(response)
    assert not Meeting.objects.exists()


@pytest.mark.django_db
def test_a_deletion(editor, monkeypatch):
    draft = factories.make_meeting(published=False)
    deleted = MeetingAdmin.delete_model

    def publish_first(self, request, obj):
        Meeting.objects.filter(pk=obj.pk).update(published_at="2026-01-01T00:00Z")
        deleted(self, request, obj)

    monkeypatch.setattr(MeetingAdmin, "delete_model", publish_first)
    response = editor.post(address(draft, "delete"), {"post": "yes"}, follow=True)
    assert "It was not deleted. This record has been published" in messages(response)
    assert Meeting.objects.filter(pk=draft.pk).exists()


def meanwhile(change):
    """Change something in another connection, and commit only once the request after it waits for the row."""
    is_changed = threading.Event()

    def run():
        try:
            with transaction.atomic():
                change()
                is_changed.set()
                waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                for _ in range(100):
                    with connection.cursor() as cursor:
                        cursor.execute(waiting)
                        if cursor.fetchone()[0]:
                            break
                    time.sleep(0.05)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert is_changed.wait(10)
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_published_while_its_editor_saves_is_not_changed(editor, publisher):
    draft = factories.make_meeting("Before", published=False)
    form = form_at(editor, address(draft))
    thread = meanwhile(lambda: publication.publish(Meeting.objects.get(), publisher.user))
    response = editor.post(address(draft), {**form, "title": "After"})
    thread.join()
    page = response.content.decode()
    assert 'value="Keep as a proposal"' in page
    assert 'value="After"' in page
    draft.refresh_from_db()
    assert (draft.title, draft.is_public) == ("Before", True)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_stays_although_somebody_saves_the_form_from_before(publisher):
    meeting = factories.make_meeting("Before")
    form = form_at(publisher, address(meeting))
    thread = meanwhile(lambda: publication.withdraw(Meeting.objects.get(), publisher.user, "Entered twice."))
    response = publisher.post(address(meeting), {**form, "title": "After"})
    thread.join()
    assert "Someone else saved changes while you were editing." in errors(response)
    publisher.post(address(meeting), fields(response))
    meeting.refresh_from_db()
    assert meeting.title == "After"
    assert meeting.withdrawal_reason == "Entered twice."
