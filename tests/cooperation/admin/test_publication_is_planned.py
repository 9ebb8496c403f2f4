"""A publisher plans the publication of a draft for a time of the registry's zone, and cancels the plan."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cooperation.models import Meeting
from cooperation.workflow import publication, review
from cooperation.workflow.checklist import essentials
from cooperation.workflow.scheduled import catch_up
from tests import factories
from tests.cooperation.admin.conftest import address, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A draft."""
    return factories.make_meeting("TEMM 26", published=False)


ANYWAY = {"_publish_incomplete": "Plan anyway"}


def test_a_plan_asks_for_what_is_missing_as_publishing_does(publisher, draft):
    sent = {"at": "2030-12-01T09:00"}
    response = publisher.post(address(draft, "plan"), sent)
    page = words(response)
    draft.refresh_from_db()
    assert draft.publish_at is None
    assert "Not planned yet: something is missing" in page
    missing = essentials(draft)
    assert missing
    assert all(each.lower() in page.lower() for each in missing)
    assert 'value="2030-12-01T09:00"' in response.content.decode()
    form = publisher.post(address(draft), {**form_at(publisher, address(draft)), "_publish": "1"}, follow=True)
    assert all(each in messages(form) for each in missing)
    publisher.post(address(draft, "plan"), {**sent, **ANYWAY})
    draft.refresh_from_db()
    assert draft.publish_at is not None


def test_a_complete_draft_is_planned_without_a_question(publisher, draft):
    factories.make_citation(draft, source=factories.make_source())
    Meeting.objects.filter(pk=draft.pk).update(summary="They met.")
    response = publisher.post(address(draft, "plan"), {"at": "2030-12-01T09:00"}, follow=True)
    assert "It will be published on" in messages(response)


def test_the_form_leads_to_the_plan_and_then_says_when(publisher, draft):
    page = publisher.get(address(draft)).content.decode()
    assert f'href="{address(draft, "plan")}"' in page
    response = publisher.post(address(draft, "plan"), {"at": "2030-12-01T09:00", **ANYWAY}, follow=True)
    assert "It will be published on 1 December 2030, 09:00" in messages(response)
    draft.refresh_from_db()
    assert timezone.localtime(draft.publish_at).isoformat() == "2030-12-01T09:00:00+09:00"
    assert "Draft, to be published on 1 December 2030, 09:00." in words(response)
    assert "draft, planned" in words(publisher.get(address(Meeting, "changelist")))


def test_the_page_asks_in_the_registrys_zone_and_shows_the_plan_that_there_is(publisher, draft):
    publication.plan(draft, publisher.user, timezone.now() + timedelta(days=1))
    response = publisher.get(address(draft, "plan"))
    assert "Time zone: Asia/Seoul." in words(response)
    local = timezone.localtime(draft.publish_at).strftime("%Y-%m-%dT%H:%M")
    assert f'value="{local}"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This field is required."),
        ("soon", "Enter a date and a time, such as 2026-12-01 09:00."),
        ("2030-02-30T09:00", "Enter a date and a time, such as 2026-12-01 09:00."),
        ("2020-01-01T09:00", "This time has passed."),
    ],
)
def test_a_time_that_is_none_or_over_is_told(publisher, draft, typed, said):
    response = publisher.post(address(draft, "plan"), {"at": typed})
    assert said in words(response)
    draft.refresh_from_db()
    assert draft.publish_at is None


def test_a_plan_is_cancelled_and_the_draft_stays_one(publisher, draft):
    publication.plan(draft, publisher.user, timezone.now() + timedelta(days=1))
    response = publisher.post(address(draft, "plan"), {"cancel": "Cancel the plan"}, follow=True)
    assert "The planned publication is cancelled. It stays a draft." in messages(response)
    draft.refresh_from_db()
    assert (draft.publish_at, draft.published_at) == (None, None)


def test_a_plan_that_was_cancelled_does_not_come_true(publisher, draft):
    publication.plan(draft, publisher.user, timezone.now() - timedelta(seconds=1))
    publication.plan(draft, publisher.user, None)
    catch_up(timezone.localdate())
    assert not Meeting.objects.published().exists()


def test_the_form_says_since_when_a_planned_record_is_public(publisher, draft):
    publication.plan(draft, publisher.user, timezone.now() - timedelta(seconds=1))
    catch_up(timezone.localdate())
    assert "Published since" in words(publisher.get(address(draft)))


def test_what_was_public_has_no_plan(publisher):
    meeting = factories.make_meeting()
    assert address(meeting, "plan") not in publisher.get(address(meeting)).content.decode()
    response = publisher.post(address(meeting, "plan"), {"at": "2030-12-01T09:00"}, follow=True)
    assert "Only the publication of a draft can be planned." in messages(response)


def test_a_record_that_is_none_leads_back(publisher):
    response = publisher.get("/admin/cooperation/meeting/999/plan/", follow=True)
    assert "doesn’t exist" in messages(response)


def test_it_is_not_an_editors(editor, draft):
    assert address(draft, "plan") not in editor.get(address(draft)).content.decode()
    assert editor.get(address(draft, "plan")).status_code == 403
    assert editor.post(address(draft, "plan"), {"at": "2030-12-01T09:00"}).status_code == 403


def test_what_waited_for_it_is_accepted(publisher, editor, draft):
    submission = review.submit(draft, editor.user)
    page = publisher.get("/admin/review/").content.decode()
    assert address(draft, "plan") in page
    publisher.post(address(draft, "plan"), {"at": "2030-12-01T09:00", **ANYWAY})
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("accepted", publisher.user)


def test_an_editor_changes_a_planned_draft_by_proposal_only(publisher, editor, draft):
    form = form_at(editor, address(draft))
    publication.plan(draft, publisher.user, timezone.now() + timedelta(days=1))
    response = editor.post(address(draft), {**form, "title": "Unseen"})
    assert 'value="Keep as a proposal"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.title == "TEMM 26"
