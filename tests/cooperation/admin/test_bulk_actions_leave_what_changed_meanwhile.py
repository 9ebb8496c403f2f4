"""An action on the list, and a deletion, leave alone what somebody else changed after it was shown, and say so."""

import pytest

from cooperation.models import Agreement, Meeting
from tests import factories
from tests.cooperation.admin.conftest import address, messages
from tests.cooperation.workflow.conftest import listed, words

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
    response = publisher.post(address(type(changed), "changelist"), {**sent, "confirmed": "1"}, follow=True)
    assert "“Changed” was not changed" in messages(response)
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
    assert "“Changed” was not changed" in messages(response)
    meeting.refresh_from_db()
    assert meeting.is_public


ASKED = {
    "publish": {},
    "withdraw": {"reason": "Wrong."},
    "add_topic": {"topic": "new"},
    "change_status": {"status": "held"},
}


@pytest.mark.parametrize("action", ASKED)
def test_what_was_changed_after_the_preview_is_named_and_left_alone(publisher, action):
    topic = factories.make_topic("New")
    is_public = action == "withdraw"
    changed, same = (factories.make_meeting(title, published=is_public) for title in ("Changed", "Same"))
    page = publisher.post(address(Meeting, "changelist"), chosen(publisher, action, changed, same))
    shown = words(page)
    assert "Changed" in shown
    assert "Same" in shown
    Meeting.objects.filter(pk=changed.pk).update(city="Busan")
    asked = {"topic": topic.pk} if action == "add_topic" else ASKED[action]
    sent = {"_selected_action": [changed.pk, same.pk], "confirmed": "1", **asked, **page.context["hidden"]}
    response = publisher.post(address(Meeting, "changelist"), sent, follow=True)
    assert "“Changed” was not changed" in messages(response)
    assert "City: nothing → Busan" in messages(response)
    assert "1 " in messages(response)
    changed.refresh_from_db()
    same.refresh_from_db()
    assert (changed.status, changed.is_public, changed.topics.count()) == ("not-recorded", is_public, 0)
    done = {
        "publish": same.is_public,
        "withdraw": not same.is_public,
        "add_topic": list(same.topics.all()) == [topic],
        "change_status": same.status == "held",
    }
    assert done[action]


def test_an_action_asks_for_what_it_needs_and_keeps_the_rows_chosen(editor):
    draft = factories.make_meeting(published=False)
    for action, wrong in (("add_topic", {"topic": "0"}), ("change_status", {"status": "nonsense"})):
        sent = {**chosen(editor, action, draft), "confirmed": "1", **wrong}
        page = editor.post(address(Meeting, "changelist"), sent)
        assert "Select a valid choice." in words(page)
        assert f'name="_selected_action" value="{draft.pk}"' in page.content.decode()


def test_what_an_editor_may_not_change_is_named_before_anything_is_done(editor):
    draft, public = factories.make_meeting("Draft", published=False), factories.make_meeting("Public")
    page = editor.post(address(Meeting, "changelist"), chosen(editor, "change_status", draft, public))
    assert "Public: This is or was public, or its publication is planned. Only a publisher can change it." in words(
        page
    )
    assert str(public.pk) not in page.context["hidden"]
    response = editor.post(address(Meeting, "changelist"), chosen(editor, "change_status", public), follow=True)
    assert "Public: This is or was public" in messages(response)


def test_what_has_it_already_is_no_change(editor):
    topic = factories.make_topic()
    draft = factories.make_meeting(published=False, topics=[topic])
    version = Meeting.objects.get().version
    sent = {**chosen(editor, "add_topic", draft), "confirmed": "1", "topic": topic.pk}
    response = editor.post(address(Meeting, "changelist"), sent, follow=True)
    assert "The topic was added to 0 records." in messages(response)
    assert Meeting.objects.get().version == version


def test_only_what_has_a_status_gets_one(editor):
    factories.make_meeting()
    factories.make_agreement()
    assert "change_status" in editor.get(address(Meeting, "changelist")).content.decode()
    agreements = editor.get(address(Agreement, "changelist")).content.decode()
    assert "add_topic" in agreements
    assert "change_status" not in agreements


def test_too_many_rows_are_refused(editor, monkeypatch):
    monkeypatch.setattr("cooperation.admin.lists.bulk.MOST", 1)
    drafts = [factories.make_meeting(published=False) for _ in range(2)]
    sent = chosen(editor, "add_topic", *drafts)
    assert "Choose at most 1 rows at a time." in messages(
        editor.post(address(Meeting, "changelist"), sent, follow=True)
    )


def test_what_was_changed_while_the_deletion_was_asked_about_stays(editor):
    changed, same = factories.make_agreement("Changed", published=False), factories.make_agreement(published=False)
    page = editor.post(address(Agreement, "changelist"), chosen(editor, "delete_selected", changed, same))
    assert "Are you sure you want to delete" in words(page)
    sent = {"action": "delete_selected", "_selected_action": [changed.pk, same.pk], "post": "yes"}
    sent |= page.context["tokens"]
    Agreement.objects.filter(pk=changed.pk).update(summary="By somebody else.")
    response = editor.post(address(Agreement, "changelist"), sent, follow=True)
    assert "“Changed” was not changed" in messages(response)
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
    assert "“Changed” was not changed" in messages(response)
    assert "City: nothing → Busan" in messages(response)
    began_from = response.context["began_from"]
    editor.post(address(draft, "delete"), {"post": "yes", "_began_from": began_from})
    assert not Meeting.objects.exists()


def test_a_planned_draft_is_not_an_editors_to_delete(editor, publisher):
    planned = factories.make_meeting("Planned", published=False, publish_at="2030-01-01T00:00Z")
    response = editor.post(address(Meeting, "changelist"), chosen(editor, "delete_selected", planned), follow=True)
    assert "Nothing was deleted, because the publication of Planned is planned." in messages(response)
    response = editor.post(address(planned, "delete"), {"post": "yes"}, follow=True)
    assert "Its publication is planned. Only a publisher can delete it." in messages(response)
    assert Meeting.objects.exists()
    publisher.post(address(planned, "delete"), {"post": "yes"})
    assert not Meeting.objects.exists()
