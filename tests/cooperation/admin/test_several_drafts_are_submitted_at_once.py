"""An editor chooses drafts in a list and hands them to the publishers together, after a preview."""

import pytest

from cooperation.models import Meeting
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, messages
from tests.cooperation.workflow.conftest import listed, words

pytestmark = pytest.mark.django_db


def choose(client, *records, **sent):
    way = address(Meeting, "changelist")
    chosen = {"action": "submit_for_review", "_selected_action": [record.pk for record in records], "index": "0"}
    return client.post(way, {**listed(client.get(way)), **chosen, **sent}, follow=True)


def test_the_preview_says_what_is_submitted_what_it_lacks_and_what_stays(editor):
    bare, public = factories.make_meeting("Bare", published=False), factories.make_meeting("Public")
    waiting = factories.make_meeting("Waiting", published=False)
    review.submit(waiting, editor.user)
    page = words(choose(editor, bare, public, waiting))
    assert "These will be submitted: Bare (known gaps: no source, no summary, date not recorded, " in page
    assert "Public: It is or was public." in page
    assert "Waiting: This draft is already submitted." in page
    assert review.waiting(bare) is None


def test_they_wait_for_a_publisher_with_one_message(editor):
    drafts = [factories.make_meeting(title, published=False) for title in ("One", "Two")]
    other = factories.make_meeting("Other", published=False)
    response = choose(editor, *drafts, confirmed="1", _message="All of May.")
    assert "2 drafts were submitted for review." in messages(response)
    assert [review.waiting(draft).message for draft in drafts] == ["All of May.", "All of May."]
    assert review.waiting(drafts[0]).author == editor.user
    assert review.waiting(other) is None


def test_who_publishes_submits_nothing(editor, publisher):
    draft = factories.make_meeting("Draft", published=False)
    assert "submit_for_review" in editor.get(address(Meeting, "changelist")).content.decode()
    assert "submit_for_review" not in publisher.get(address(Meeting, "changelist")).content.decode()
    choose(publisher, draft, confirmed="1")
    assert review.waiting(draft) is None


def test_the_preview_of_publishing_says_what_is_missing(publisher):
    draft = factories.make_meeting("Bare", published=False, start="2012", city="Busan")
    way = address(Meeting, "changelist")
    sent = {**listed(publisher.get(way)), "action": "publish", "_selected_action": [draft.pk], "index": "0"}
    assert "Bare (known gaps: no source, no summary, " in words(publisher.post(way, sent))
