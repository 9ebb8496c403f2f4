"""An editor hands a draft to the publishers, once, and takes it back as long as nobody has decided."""

import pytest

from cooperation.models import Meeting, Submission
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, errors, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db


def submit(client, record, **typed):
    form = form_at(client, address(record))
    return client.post(address(record), {**form, **typed, "_submit": "1"}, follow=True)


def test_the_draft_is_saved_and_waits_with_the_message(editor):
    draft = factories.make_meeting("TEMM 26", published=False)
    response = submit(editor, draft, city="Busan", _message=" Please before Monday. ")
    assert "It was submitted for review." in messages(response)
    draft.refresh_from_db()
    assert (draft.city, draft.is_public) == ("Busan", False)
    submission = draft.submissions.get()
    assert (submission.author, submission.message) == (editor.user, "Please before Monday.")
    assert (submission.form, submission.state) == (None, "open")
    page = words(editor.get(address(draft)))
    assert "Waiting for review since" in page
    assert "editor submitted it." in page
    assert "Save and submit for review" not in page


def test_a_new_record_is_submitted_by_its_own_form(editor):
    form = form_at(editor, address(Meeting, "add"))
    sent = {**form, "outcomes-TOTAL_FORMS": "0", "title": "New", "slug": "new", "_submit": "1"}
    response = editor.post(address(Meeting, "add"), sent, follow=True)
    assert "It was submitted for review." in messages(response)
    assert Submission.objects.get().record == Meeting.objects.get(slug="new")


def test_what_the_form_refuses_is_not_submitted(editor):
    draft = factories.make_meeting(published=False)
    response = submit(editor, draft, title="", _message="Please.")
    assert "This field is required in at least one language." in errors(response)
    assert "Please." in response.content.decode()
    assert not Submission.objects.exists()


def test_a_second_submission_is_not_made_and_its_message_is_not_lost(editor):
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    review.submit(draft, factories.make_user("Editor", username="kim"))
    response = editor.post(address(draft), {**form, "_submit": "1", "_message": "Mine."}, follow=True)
    assert "kim has already submitted it for review." in messages(response)
    assert "Your message was not sent: “Mine.”" in messages(response)
    assert Submission.objects.count() == 1


def test_a_message_that_is_too_long_is_refused_and_stays_in_the_form(editor):
    draft = factories.make_meeting("Before", published=False)
    response = submit(editor, draft, title="After", _message="x" * 2001)
    assert "Message to the publisher: Ensure this value has at most 2000 characters" in errors(response)
    assert 'value="After"' in response.content.decode()
    assert "x" * 2001 in response.content.decode()
    assert Meeting.objects.get().title == "Before"


def test_a_publisher_publishes_and_does_not_submit(publisher):
    draft = factories.make_meeting(published=False)
    assert "Save and submit for review" not in publisher.get(address(draft)).content.decode()
    form = form_at(publisher, address(draft))
    assert publisher.post(address(draft), {**form, "_submit": "1"}).status_code == 403
    assert not Submission.objects.exists()


def test_it_is_taken_back_after_a_question(editor):
    draft = factories.make_meeting(published=False)
    submit(editor, draft)
    submission = draft.submissions.get()
    take_back = f"/admin/review/{submission.pk}/take-back/"
    assert take_back in editor.get(address(draft)).content.decode()
    assert "The draft stays unchanged." in words(editor.get(take_back))
    response = editor.post(take_back, follow=True)
    assert "It is no longer waiting for a publisher." in messages(response)
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("taken-back", editor.user)
    assert "Save and submit for review" in editor.get(address(draft)).content.decode()


def test_what_was_decided_is_not_taken_back(editor, publisher):
    draft = factories.make_meeting(published=False)
    submission = review.submit(draft, editor.user)
    review.accept(submission, publisher.user)
    response = editor.post(f"/admin/review/{submission.pk}/take-back/", follow=True)
    assert "Someone else has already accepted this." in messages(response)
    submission.refresh_from_db()
    assert submission.state == "accepted"


def test_nobody_takes_back_what_is_not_theirs(editor, publisher):
    submission = review.submit(factories.make_meeting(published=False), factories.make_user("Editor"))
    for client in (editor, publisher):
        assert client.post(f"/admin/review/{submission.pk}/take-back/").status_code == 403
    submission.refresh_from_db()
    assert submission.state == "open"


def test_the_first_page_lists_what_waits_and_what_came_back(editor, publisher):
    waits, back, done = (factories.make_meeting(title, published=False) for title in ("Waits", "Back", "Done"))
    for draft in (waits, back, done):
        review.submit(draft, editor.user)
    for draft in (back, done):
        review.return_(review.waiting(draft), publisher.user, "Date?")
    review.submit(done, editor.user)
    page = words(editor.get("/admin/"))
    assert "Returned to you (1) Back : publisher: Date?" in page
    assert "Waiting for a publisher (2)" in page
    assert "Waiting for review" not in page


def test_what_was_returned_and_published_all_the_same_is_nothing_to_do(editor, publisher):
    draft = factories.make_meeting(published=False)
    review.return_(review.submit(draft, editor.user), publisher.user, "Date?")
    type(draft).objects.filter(pk=draft.pk).update(published_at="2026-01-01T00:00Z")
    assert "Returned to you" not in words(editor.get("/admin/"))
    assert "returned this to you" not in words(editor.get(address(draft)))


def test_the_author_leaves_a_returned_draft_at_that_and_the_comment_stays_on_record(editor, publisher):
    draft = factories.make_meeting(published=False)
    submission = review.return_(review.submit(draft, editor.user), publisher.user, "Not worth it.")
    page = words(editor.get(address(draft)))
    assert "publisher returned this to you on" in page
    assert "Not worth it." in page
    editor.post(f"/admin/review/{submission.pk}/take-back/")
    submission.refresh_from_db()
    assert (submission.state, submission.comment, submission.decided_by) == (
        "taken-back",
        "Not worth it.",
        publisher.user,
    )
    assert "Returned to you" not in words(editor.get("/admin/"))


def test_a_draft_is_deleted_with_what_waits_of_it(editor):
    draft = factories.make_meeting(published=False)
    review.submit(draft, editor.user)
    editor.post(address(draft, "delete"), {"post": "yes"})
    assert not Meeting.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("page", ["publish", "return", "take-back"])
def test_a_submission_that_is_none_is_not_found(editor, publisher, page):
    for client in (editor, publisher):
        assert client.post(f"/admin/review/999/{page}/").status_code == 404
