"""A publisher publishes and withdraws, with a button on the form or an action on the list. Nothing else does."""

import pytest
from django.urls import reverse

from cooperation.models import RECORDS, Agreement, Mechanism, Meeting, Project
from tests import factories

from .conftest import address, errors, fields, form_at, messages

pytestmark = pytest.mark.django_db
MAKERS = {
    Agreement: factories.make_agreement,
    Meeting: factories.make_meeting,
    Project: factories.make_project,
    Mechanism: factories.make_mechanism,
}


@pytest.mark.parametrize("kind", RECORDS)
def test_the_button_saves_and_publishes(publisher, kind):
    draft = MAKERS[kind]("Draft", published=False)
    page = publisher.get(address(draft))
    assert "Draft: not visible to readers." in page.content.decode()
    response = publisher.post(
        address(draft), {**fields(page), "title": "Final", "_publish_incomplete": "1"}, follow=True
    )
    assert "It is now public." in messages(response)
    assert "Published since" in response.content.decode()
    assert f'<a href="{draft.get_absolute_url()}">View the public page</a>' in messages(response)
    draft.refresh_from_db()
    assert draft.is_public
    assert draft.title == "Final"


def test_a_new_record_is_published_by_its_own_form(publisher):
    form = form_at(publisher, address(Project, "add"))
    publisher.post(address(Project, "add"), {**form, "title": "New", "slug": "new", "_publish_incomplete": "1"})
    assert Project.objects.published().get().title == "New"


def test_what_lacks_a_source_or_a_summary_is_asked_about_once(publisher):
    draft = factories.make_meeting("Bare", published=False)
    sent = {**form_at(publisher, address(draft)), "city": "Busan", "_publish": "1"}
    response = publisher.post(address(draft), sent, follow=True)
    shown = response.content.decode()
    assert "Saved, but not published. Known gaps: no source, no summary" in messages(response)
    assert "It is now public." not in messages(response)
    draft.refresh_from_db()
    assert (draft.city, draft.is_public) == ("Busan", False)
    assert 'value="Publish anyway" name="_publish_incomplete"' in shown
    way = f"{address(draft)}?incomplete=1"
    assert response.redirect_chain[-1][0] == way
    factories.make_citation(draft)
    Meeting.objects.update(summary="What it is.")
    assert "Publish anyway" not in publisher.get(way).content.decode()
    Meeting.objects.update(summary="")
    response = publisher.get(way)
    publisher.post(way, {**fields(response), "_publish_incomplete": "1"})
    draft.refresh_from_db()
    assert draft.is_public


def test_a_new_record_that_lacks_them_is_asked_about_too(publisher):
    sent = {**form_at(publisher, address(Project, "add")), "title": "New", "slug": "new", "_publish": "1"}
    response = publisher.post(address(Project, "add"), sent, follow=True)
    assert "Known gaps: no source, no summary" in messages(response)
    assert "Publish anyway" in response.content.decode()
    assert not Project.objects.published().exists()


def test_what_has_both_is_published_without_a_question(publisher):
    draft = factories.make_meeting("Whole", published=False, summary="What it is.")
    factories.make_citation(draft)
    page = publisher.get(address(draft))
    assert "Publish anyway" not in page.content.decode()
    publisher.post(address(draft), {**fields(page), "_publish": "1"})
    draft.refresh_from_db()
    assert draft.is_public


def test_nothing_is_published_while_the_form_has_an_error(publisher):
    draft = factories.make_meeting(published=False)
    form = form_at(publisher, address(draft))
    response = publisher.post(address(draft), {**form, "start": "2012-02-30", "_publish": "1"})
    assert "is not a real date" in response.content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None


def test_the_action_publishes_what_is_selected_and_not_public(publisher):
    drafts = [factories.make_agreement(published=False) for _ in range(2)]
    public, other = factories.make_agreement(), factories.make_agreement(published=False)
    selected = [each.pk for each in (*drafts, public)]
    sent = {"action": "publish", "_selected_action": selected, "index": "0"}
    page = publisher.post(address(Agreement, "changelist"), sent).content.decode()
    assert f"{public}: It is already public." in page
    assert all(each.title in page for each in drafts)
    assert Agreement.objects.published().count() == 1
    response = publisher.post(address(Agreement, "changelist"), {**sent, "confirmed": "1"}, follow=True)
    assert "2 records were published." in messages(response)
    assert set(Agreement.objects.published()) == {*drafts, public}
    assert not Agreement.objects.published().filter(pk=other.pk).exists()


def test_a_withdrawal_asks_for_the_reason_and_takes_none_without(publisher):
    meeting = factories.make_meeting("TEMM 12")
    assert address(meeting, "withdraw") in publisher.get(address(meeting)).content.decode()
    page = publisher.get(address(meeting, "withdraw"))
    assert "TEMM 12" in page.content.decode()
    page = publisher.post(address(meeting, "withdraw"), {"reason": "  "})
    assert "This field is required." in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.is_public
    response = publisher.post(address(meeting, "withdraw"), {"reason": "Entered twice."}, follow=True)
    assert "1 record was withdrawn." in messages(response)
    assert "Entered twice." in response.content.decode()
    assert not Meeting.objects.published().exists()


def test_the_action_withdraws_what_is_selected_with_one_reason(publisher):
    meetings = [factories.make_meeting(), factories.make_meeting()]
    draft = factories.make_meeting(published=False)
    sent = {"action": "withdraw", "_selected_action": [each.pk for each in (*meetings, draft)]}
    page = publisher.post(address(Meeting, "changelist"), {**sent, "index": "0"})
    assert all(each.title in page.content.decode() for each in meetings)
    assert Meeting.objects.published().count() == 2
    sent["_selected_action"] = [each.pk for each in meetings]
    page = publisher.post(address(Meeting, "changelist"), {**sent, "confirmed": "1", "reason": ""})
    assert "This field is required." in page.content.decode()
    response = publisher.post(
        address(Meeting, "changelist"), {**sent, "confirmed": "1", "reason": "Both wrong."}, follow=True
    )
    assert "2 records were withdrawn." in messages(response)
    assert {each.withdrawal_reason for each in Meeting.objects.exclude(pk=draft.pk)} == {"Both wrong."}


@pytest.mark.parametrize("state", [{"published": False}, {"withdrawn": True}])
def test_only_what_is_public_can_be_withdrawn(publisher, state):
    meeting = factories.make_meeting(**state)
    response = publisher.post(address(meeting, "withdraw"), {"reason": "x"}, follow=True)
    assert "Only a public record can be withdrawn." in messages(response)


def test_a_withdrawn_record_is_published_again_with_its_first_date(publisher):
    meeting = factories.make_meeting(withdrawn=True)
    first = meeting.published_at
    page = publisher.get(address(meeting))
    assert "Save and publish again" in page.content.decode()
    publisher.post(address(meeting), {**fields(page), "_publish_incomplete": "1"})
    meeting.refresh_from_db()
    assert meeting.is_public
    assert meeting.published_at == first


@pytest.mark.django_db(transaction=True)
def test_the_history_says_who_published_and_why_it_was_withdrawn(publisher):
    meeting = factories.make_meeting(published=False)
    publisher.post(address(meeting), {**form_at(publisher, address(meeting)), "_publish_incomplete": "1"})
    publisher.post(address(meeting, "withdraw"), {"reason": "Entered twice."})
    withdrawn, published, _created = publisher.get(address(meeting, "history")).context["entries"]
    assert (published.event, published.who, published.where) == ("published", "publisher", "form")
    assert (withdrawn.event, withdrawn.who, withdrawn.where) == ("withdrawn", "publisher", "withdrawal")
    reasons = [field.after for row in withdrawn.version.rows for field in row.fields]
    assert "Entered twice." in reasons


def test_a_publisher_changes_what_is_public(publisher):
    meeting = factories.make_meeting("Before")
    publisher.post(address(meeting), {**form_at(publisher, address(meeting)), "title": "After"})
    meeting.refresh_from_db()
    assert meeting.title == "After"
    assert meeting.is_public
    assert "cannot be deleted" not in publisher.get(address(meeting)).content.decode()


@pytest.mark.parametrize("role", ["publisher", "administrator"])
def test_nobody_deletes_what_was_public(request, role):
    client = request.getfixturevalue(role)
    meeting = factories.make_meeting(withdrawn=True)
    page = client.get(address(meeting)).content.decode()
    assert "A record that has been published cannot be deleted. Withdraw it instead." in page
    assert address(meeting, "delete") not in page
    for response in (
        client.get(address(meeting, "delete"), follow=True),
        client.post(address(meeting, "delete"), {"post": "yes"}, follow=True),
    ):
        assert "published cannot be deleted. Withdraw it instead" in messages(response)
    sent = {"action": "delete_selected", "_selected_action": [meeting.pk], "post": "yes"}
    response = client.post(address(Meeting, "changelist"), sent, follow=True)
    assert "Nothing was deleted" in messages(response)
    assert meeting.title in messages(response)
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_staff_preview_a_draft_at_its_address_and_the_form_leads_there(editor):
    draft = factories.make_meeting(published=False)
    page = editor.get(address(draft)).content.decode()
    assert f'href="{draft.get_absolute_url()}"' in page
    assert "Preview" in page
    preview = editor.get(draft.get_absolute_url())
    assert preview.status_code == 200
    assert "no-cache" in preview["Cache-Control"]


def test_every_record_kind_has_an_address_to_withdraw():
    for kind in RECORDS:
        assert reverse(f"admin:cooperation_{kind._meta.model_name}_withdraw", args=[1]).endswith("/1/withdraw/")


def test_an_error_elsewhere_in_the_form_is_told(publisher):
    draft = factories.make_meeting(published=False)
    response = publisher.post(address(draft), {**form_at(publisher, address(draft)), "title": ""})
    assert "This field is required in at least one language." in errors(response)
