"""An action on the list, and a deletion, leave alone what somebody else changed after it was shown, and say so."""

import pytest

from cooperation.models import Agreement, Meeting
from tests import factories
from tests.cooperation.admin.conftest import address, messages

from .conftest import listed, words

pytestmark = pytest.mark.django_db


def chosen(client, action, *records):
    model = type(records[0])
    sent = listed(client.get(address(model, "changelist")))
    return {**sent, "action": action, "_selected_action": [record.pk for record in records], "index": "0"}


@pytest.mark.parametrize("make", [factories.make_meeting, factories.make_agreement])
def test_what_was_changed_meanwhile_is_not_published(publisher, make):
    changed, same = make("Changed", published=False), make("Same", published=False)
    sent = chosen(publisher, "publish", changed, same)
    type(changed).objects.filter(pk=changed.pk).update(summary="By somebody else.")
    response = publisher.post(address(type(changed), "changelist"), sent, follow=True)
    assert "“Changed” was left as it is" in messages(response)
    assert "Summary: nothing → By somebody else." in messages(response)
    assert "1 record was published." in messages(response)
    assert list(type(changed).objects.published()) == [same]


def test_what_was_changed_while_the_reason_was_typed_is_not_withdrawn(publisher):
    meeting = factories.make_meeting("Changed")
    page = publisher.post(address(Meeting, "changelist"), chosen(publisher, "withdraw", meeting))
    sent = {"action": "withdraw", "_selected_action": [meeting.pk], "confirmed": "1", "reason": "Wrong."}
    sent |= page.context["hidden"]
    Meeting.objects.filter(pk=meeting.pk).update(city="Busan")
    response = publisher.post(address(Meeting, "changelist"), sent, follow=True)
    assert "“Changed” was left as it is" in messages(response)
    meeting.refresh_from_db()
    assert meeting.is_published


def test_what_was_changed_while_the_deletion_was_asked_about_stays(editor):
    changed, same = factories.make_agreement("Changed", published=False), factories.make_agreement(published=False)
    page = editor.post(address(Agreement, "changelist"), chosen(editor, "delete_selected", changed, same))
    assert "Are you sure you want to delete" in words(page)
    sent = {"action": "delete_selected", "_selected_action": [changed.pk, same.pk], "post": "yes"}
    sent |= page.context["tokens"]
    Agreement.objects.filter(pk=changed.pk).update(summary="By somebody else.")
    response = editor.post(address(Agreement, "changelist"), sent, follow=True)
    assert "“Changed” was left as it is" in messages(response)
    assert list(Agreement.objects.all()) == [changed]


def test_the_tokens_stand_in_the_pages_that_ask(publisher):
    meeting, draft = factories.make_meeting(), factories.make_meeting(published=False)
    for action, record in (("withdraw", meeting), ("delete_selected", draft)):
        page = publisher.post(address(Meeting, "changelist"), chosen(publisher, action, record))
        assert f'name="_began_from-{record.pk}"' in page.content.decode()


def test_a_draft_that_was_changed_after_its_deletion_was_asked_about_stays(editor):
    draft = factories.make_meeting("Changed", published=False)
    page = editor.get(address(draft, "delete"))
    began_from = page.context["began_from"]
    assert f'name="_began_from" value="{began_from}"' in page.content.decode()
    Meeting.objects.filter(pk=draft.pk).update(city="Busan")
    response = editor.post(address(draft, "delete"), {"post": "yes", "_began_from": began_from}, follow=True)
    assert "“Changed” was left as it is" in messages(response)
    assert "City: nothing → Busan" in messages(response)
    began_from = response.context["began_from"]
    editor.post(address(draft, "delete"), {"post": "yes", "_began_from": began_from})
    assert not Meeting.objects.exists()


def test_a_planned_draft_is_not_an_editors_to_delete(editor, publisher):
    planned = factories.make_meeting("Planned", published=False, publish_at="2030-01-01T00:00Z")
    response = editor.post(address(Meeting, "changelist"), chosen(editor, "delete_selected", planned), follow=True)
    assert "Nothing was deleted: the publication of Planned is planned." in messages(response)
    response = editor.post(address(planned, "delete"), {"post": "yes"}, follow=True)
    assert "Its publication is planned: only a publisher deletes it." in messages(response)
    assert Meeting.objects.exists()
    publisher.post(address(planned, "delete"), {"post": "yes"})
    assert not Meeting.objects.exists()
