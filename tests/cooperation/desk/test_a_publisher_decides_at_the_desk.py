"""The desk: what waits, the oldest first, with what it changes; a draft is published from it, anything returned."""

import re

import pytest

from cooperation.models import Meeting, Submission
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db
DESK = "/admin/review/"


@pytest.fixture
def draft(editor):
    """A draft that an editor submitted."""
    draft = factories.make_meeting("TEMM 26", start="2026-05", published=False)
    factories.make_outcome(draft, "Clean the air.")
    review.submit(draft, editor.user, "Before Monday, please.")
    return draft


@pytest.fixture
def proposal(editor):
    """A proposal to change the city of a public meeting, and the text of its outcome."""
    meeting = factories.make_meeting("TEMM 14", city="Beijing")
    factories.make_outcome(meeting, "Clean the air.")
    sent = form_at(editor, address(meeting))
    editor.post(address(meeting), {**sent, "city": "Busan", "outcomes-0-text": "Clean the sea."})
    return Submission.objects.get(meeting=meeting)


def tokens(response):
    """What the desk showed each draft as of, by its submission."""
    page = response.content.decode()
    found = re.findall(r'review/(\d+)/publish/.*?name="began_from" value="(\d+)"', page, flags=re.DOTALL)
    return {int(pk): token for pk, token in found}


def publish(client, submission, response=None):
    token = tokens(response or client.get(DESK))[submission.pk]
    return client.post(f"{DESK}{submission.pk}/publish/", {"began_from": token}, follow=True)


def test_the_first_page_leads_publishers_to_it_with_the_number(publisher, editor, draft, proposal):
    page = publisher.get("/admin/")
    assert "Waiting for review (2)" in words(page)
    assert f'href="{DESK}"' in page.content.decode()
    assert DESK not in editor.get("/admin/").content.decode()


def test_it_is_not_an_editors(editor, draft):
    assert editor.get(DESK).status_code == 403


def test_nothing_waits(publisher):
    assert "Nothing is waiting for you." in words(publisher.get(DESK))
    assert "Waiting for review" not in words(publisher.get("/admin/"))


def test_it_shows_the_oldest_first_with_author_message_and_what_is_missing(publisher, draft, proposal):
    page = words(publisher.get(DESK))
    assert page.index("TEMM 26") < page.index("TEMM 14")
    assert "2 submissions wait, the oldest first." in page
    assert "Submitted by editor" in page
    assert "Before Monday, please." in page
    missing = page[page.index("Known gaps") : page.index("Full content")]
    assert "no place" in missing
    assert "date not recorded" not in missing


def test_it_shows_what_a_draft_holds(publisher, draft):
    page = words(publisher.get(DESK))
    assert "Full content" in page
    assert "Start May 2026" in page
    assert "Clean the air." in page


def test_of_a_draft_that_was_returned_it_shows_what_changed_since(publisher, editor, draft):
    review.return_(review.waiting(draft), publisher.user, "Where?")
    sent = form_at(editor, address(draft))
    editor.post(address(draft), {**sent, "city": "Busan", "_submit": "1"})
    page = words(publisher.get(DESK))
    assert "Changes since it was returned" in page
    assert "City added: Busan" in page
    assert "May 2026" not in page


def test_it_shows_what_a_proposal_changes_and_applies_nothing_of_it(publisher, proposal):
    page = words(publisher.get(DESK))
    assert "What it changes" in page
    assert "City removed: Beijing added: Busan" in page
    assert "Clean the removed: air added: sea" in page
    meeting = Meeting.objects.get()
    assert (meeting.city, meeting.outcomes.get().text) == ("Beijing", "Clean the air.")
    assert Submission.objects.get().state == "open"


def test_of_a_proposal_to_what_changed_since_it_shows_both(publisher, proposal):
    Meeting.objects.update(city="Seoul", start="2012-05")
    page = words(publisher.get(DESK))
    assert "saved this record after the proposal. What only they changed stays." in page
    assert "Both people changed these fields. The form asks which text to keep: Meeting: City" in page
    assert "City removed: Seoul added: Busan" in page
    assert "May 2012" not in page


def test_of_a_proposal_that_cannot_be_saved_any_more_it_says_why(publisher, editor, proposal):
    topic = factories.make_topic("Air")
    meeting = Meeting.objects.get()
    sent = form_at(editor, address(meeting))
    editor.post(address(meeting), {**sent, "topics": [topic.pk]})
    topic.delete()
    page = words(publisher.get(DESK))
    assert "It cannot be saved as it is:" in page
    assert "Select a valid choice" in page


def test_a_draft_is_published_from_it(publisher, draft):
    submission = review.waiting(draft)
    response = publish(publisher, submission)
    assert "“TEMM 26” is now public." in messages(response)
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("accepted", publisher.user)
    assert submission.decided_at is not None
    assert list(Meeting.objects.published()) == [draft]


def test_a_draft_that_changed_after_the_desk_showed_it_is_not_published(publisher, draft):
    response = publisher.get(DESK)
    Meeting.objects.update(city="Busan")
    response = publish(publisher, review.waiting(draft), response)
    assert "“TEMM 26” has changed since you opened this page. Check it again. Nothing was published." in messages(
        response
    )
    assert not Meeting.objects.published().exists()


def test_a_draft_that_was_taken_back_meanwhile_is_not_published(publisher, editor, draft):
    response = publisher.get(DESK)
    submission = review.waiting(draft)
    review.take_back(submission, editor.user)
    response = publish(publisher, submission, response)
    assert "Its author has taken this back or replaced it. Nothing was published." in messages(response)
    assert not Meeting.objects.published().exists()


def test_a_proposal_is_not_published_but_applied_in_its_form(publisher, proposal):
    response = publisher.post(f"{DESK}{proposal.pk}/publish/", {"began_from": "0"}, follow=True)
    assert "Open the form to apply a proposal." in messages(response)
    assert f"?proposal={proposal.pk}" in publisher.get(DESK).content.decode()


@pytest.mark.parametrize("what", ["draft", "proposal"])
def test_it_is_returned_with_a_comment_and_not_without(publisher, request, what):
    request.getfixturevalue(what)
    submission = Submission.objects.get()
    for nothing in ("", "  "):
        response = publisher.post(f"{DESK}{submission.pk}/return/", {"comment": nothing})
        assert "This field is required." in words(response)
    submission.refresh_from_db()
    assert submission.state == "open"
    response = publisher.post(f"{DESK}{submission.pk}/return/", {"comment": "Which day?"}, follow=True)
    assert "Returned to editor." in messages(response)
    submission.refresh_from_db()
    assert (submission.state, submission.comment) == ("returned", "Which day?")
    assert submission.decided_by == publisher.user
    assert "Nothing is waiting for you." in words(publisher.get(DESK))


def test_what_was_decided_is_not_returned_and_the_comment_stays_on_the_page(publisher, draft):
    submission = review.waiting(draft)
    review.accept(submission, publisher.user)
    response = publisher.post(f"{DESK}{submission.pk}/return/", {"comment": "Which day?"})
    assert "Someone else has already accepted this." in words(response)
    assert "Which day?" in response.content.decode()


def test_an_editor_decides_nothing(editor, draft):
    submission = review.waiting(draft)
    assert editor.post(f"{DESK}{submission.pk}/publish/", {"began_from": "0"}).status_code == 403
    assert editor.post(f"{DESK}{submission.pk}/return/", {"comment": "x"}).status_code == 403
    submission.refresh_from_db()
    assert submission.state == "open"


@pytest.mark.parametrize("way", ["form", "action"])
def test_what_is_published_elsewhere_waits_no_more(publisher, draft, way):
    if way == "form":
        publisher.post(address(draft), {**form_at(publisher, address(draft)), "_publish_incomplete": "1"})
    else:
        sent = {"action": "publish", "_selected_action": [draft.pk], "confirmed": "1"}
        publisher.post(address(Meeting, "changelist"), sent)
    submission = Submission.objects.get()
    assert (submission.state, submission.decided_by) == ("accepted", publisher.user)


def test_the_form_of_what_waits_leads_publishers_to_the_decision(publisher, draft):
    page = publisher.get(address(draft))
    assert "Waiting for review since" in words(page)
    assert f"{DESK}{review.waiting(draft).pk}/return/" in page.content.decode()


def test_five_stand_on_a_page(publisher, editor):
    for number in range(6):
        review.submit(factories.make_meeting(f"Draft {number}", published=False), editor.user)
    first, second = words(publisher.get(DESK)), words(publisher.get(DESK + "?p=2"))
    assert "6 submissions wait" in first
    assert ("Draft 4" in first, "Draft 5" in first, "Draft 5" in second) == (True, False, True)
    response = publisher.get(DESK + "?p=x")
    assert "This page does not exist. The first page is shown." in messages(response)


def test_looking_at_it_costs_no_more_for_more_rows_of_a_draft(publisher, editor, django_assert_max_num_queries):
    draft = factories.make_meeting(published=False)
    factories.make_outcome(draft)
    review.submit(draft, editor.user)
    publisher.get(DESK)
    with django_assert_max_num_queries(60) as few:
        publisher.get(DESK)
    for _ in range(10):
        factories.make_outcome(draft)
    with django_assert_max_num_queries(len(few)):
        publisher.get(DESK)
