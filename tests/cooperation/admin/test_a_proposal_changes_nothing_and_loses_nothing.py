"""What an editor saves on a record that readers see: every rule has spoken, nothing is changed, every word is kept."""

import pytest
from django.contrib.admin.models import LogEntry

from cooperation import history
from cooperation.models import Change, Meeting, Submission
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, errors, fields, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """A public meeting with an outcome and a source."""
    meeting = factories.make_meeting("TEMM 14", slug="temm-14", city="Beijing", start="2012-05")
    factories.make_outcome(meeting, "Clean the air.")
    factories.make_citation(meeting)
    return meeting


def propose(client, record, **typed):
    form = form_at(client, address(record))
    return client.post(address(record), {**form, **typed}, follow=True)


def everything():
    """What is in the history: nothing else is written to a record without a line there."""
    return list(Change.objects.order_by("pk").values_list("pk", flat=True))


NEW_OUTCOME = {
    "outcomes-TOTAL_FORMS": "2",
    "outcomes-1-kind": "decision",
    "outcomes-1-text": "Clean the water.",
    "outcomes-1-position": "0",
    "outcomes-1-status": "active",
}


def test_fields_links_and_rows_are_kept_and_nothing_of_them_is_written(editor, meeting):
    china = factories.make_country("CHN")
    before = everything()
    response = propose(editor, meeting, city="Busan", countries=[china.pk], _message="See page 3.", **NEW_OUTCOME)
    assert "Saved as a proposal." in messages(response)
    assert everything() == before
    meeting.refresh_from_db()
    assert (meeting.city, meeting.countries.count(), meeting.outcomes.count()) == ("Beijing", 0, 1)
    proposal = Submission.objects.get()
    assert (proposal.author, proposal.message, proposal.record) == (editor.user, "See page 3.", meeting)
    assert ["city", "Busan"] in proposal.form
    assert ["countries", str(china.pk)] in proposal.form
    assert ["outcomes-1-text", "Clean the water."] in proposal.form
    assert proposal.begun_version == history.last_change("meeting", meeting.pk)


def test_neither_token_nor_button_is_kept(editor, meeting):
    propose(editor, meeting, city="Busan", csrfmiddlewaretoken="secret", _continue="1", reason_for_change="x")
    names = {name for name, _value in Submission.objects.get().form}
    assert {name for name in names if name.startswith("_") or name == "csrfmiddlewaretoken"} == set()
    assert "reason_for_change" not in names


@pytest.mark.parametrize("state", [{"withdrawn": True}, {"published": False, "publish_at": "2030-01-01T00:00Z"}])
def test_what_was_withdrawn_or_is_planned_is_proposed_to_as_well(editor, state):
    meeting = factories.make_meeting("Before", **state)
    response = propose(editor, meeting, title="After")
    assert "Saved as a proposal" in messages(response)
    assert Meeting.objects.get().title == "Before"


def test_the_form_holds_the_own_proposal_and_saving_again_replaces_it(editor, meeting):
    propose(editor, meeting, city="Busan", _message="See page 3.", **NEW_OUTCOME)
    response = editor.get(address(meeting))
    sent = fields(response)
    assert (sent["city"], sent["outcomes-1-text"]) == ("Busan", "Clean the water.")
    assert "Your proposal of" in words(response)
    assert "See page 3." in response.content.decode()
    editor.post(address(meeting), {**sent, "city": "Jeju"})
    first, second = Submission.objects.order_by("pk")
    assert (first.state, second.state) == ("taken-back", "open")
    assert ["city", "Jeju"] in second.form
    assert ["outcomes-1-text", "Clean the water."] in second.form


def test_each_editor_has_a_proposal_of_their_own_and_sees_no_other(editor, meeting):
    propose(editor, meeting, city="Busan")
    other = factories.make_user("Editor")
    review.propose(meeting, other, [["city", "Jeju"]])
    assert Submission.objects.filter(state="open").count() == 2
    assert form_at(editor, address(meeting))["city"] == "Busan"
    theirs = Submission.objects.get(author=other)
    response = editor.get(address(meeting) + f"?proposal={theirs.pk}")
    assert "This proposal is no longer waiting." in messages(response)
    assert fields(response)["city"] == "Beijing"


def test_a_returned_proposal_is_in_the_form_with_the_comment_to_be_corrected(editor, publisher, meeting):
    propose(editor, meeting, city="Busan")
    review.return_(Submission.objects.get(), publisher.user, "Which Busan?")
    assert "Returned to you (1) TEMM 14 : publisher: Which Busan?" in words(editor.get("/admin/"))
    response = editor.get(address(meeting))
    assert "Which Busan?" in words(response)
    assert "The form contains your proposal. Correct it and save it again." in words(response)
    editor.post(address(meeting), {**fields(response), "city": "Busan, Korea"})
    assert ["city", "Busan, Korea"] in Submission.objects.get(state="open").form
    assert "Returned to you" not in words(editor.get("/admin/"))


def test_a_proposal_that_is_taken_back_leaves_the_form_as_the_record_is(editor, meeting):
    propose(editor, meeting, city="Busan")
    editor.post(f"/admin/review/{Submission.objects.get().pk}/take-back/")
    assert form_at(editor, address(meeting))["city"] == "Beijing"


def test_what_the_form_refuses_is_not_kept_and_stays_in_it(editor, meeting):
    response = propose(editor, meeting, start="2012-02-30", city="Busan")
    assert "is not a real date" in errors(response)
    assert 'value="Busan"' in response.content.decode()
    assert 'value="Keep as a proposal"' in response.content.decode()
    assert not Submission.objects.exists()


def test_what_the_database_refuses_is_told_too(editor, meeting):
    # The slug of what was withdrawn goes to no other: a rule that no form knows.
    old = factories.make_meeting(slug="old")
    Meeting.objects.filter(pk=old.pk).update(slug="new")
    response = propose(editor, meeting, slug="old", city="Busan")
    assert "This address redirects to another page. Choose another one." in errors(response)
    assert 'value="Busan"' in response.content.decode()
    assert not Submission.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).slug == "temm-14"


def test_a_form_that_changes_nothing_is_no_proposal(editor, meeting):
    response = propose(editor, meeting)
    assert "You changed nothing, so nothing was proposed." in messages(response)
    assert not Submission.objects.exists()


def test_who_proposes_to_what_changed_meanwhile_sees_both(editor, meeting):
    form = form_at(editor, address(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(city="Seoul")
    response = editor.post(address(meeting), {**form, "city": "Busan"})
    assert "saved this while you were editing" in words(response)
    assert not Submission.objects.exists()
    editor.post(address(meeting), fields(response))
    assert ["city", "Busan"] in Submission.objects.get().form


def test_the_button_to_publish_pressed_all_the_same_is_forbidden(editor, meeting):
    for button in ("_publish", "_submit"):
        form = form_at(editor, address(meeting))
        assert editor.post(address(meeting), {**form, "city": "Busan", button: "1"}).status_code == 403
    assert not Submission.objects.exists()


def test_a_form_in_a_popup_keeps_a_proposal_too(editor, meeting):
    form = form_at(editor, address(meeting) + "?_popup=1")
    response = editor.post(address(meeting) + "?_popup=1", {**form, "city": "Busan", "_popup": "1"}, follow=True)
    assert "Saved as a proposal" in messages(response)
    assert Meeting.objects.get().city == "Beijing"


def test_save_as_new_is_an_entry_of_a_draft_and_touches_nothing(editor, meeting):
    form = form_at(editor, address(meeting))
    sent = {**form, "title": "Copy", "slug": "copy", "outcomes-0-text": "Stolen.", "_saveasnew": "1"}
    editor.post(address(meeting), sent)
    meeting.refresh_from_db()
    assert meeting.title == "TEMM 14"
    assert [row.text for row in meeting.outcomes.all()] == ["Clean the air."]
    assert not Meeting.objects.published().exclude(pk=meeting.pk).exists()


def test_rows_of_a_public_record_are_not_reached_by_the_form_of_a_draft(editor, meeting):
    outcome = meeting.outcomes.get()
    draft = factories.make_meeting(published=False)
    form = form_at(editor, address(draft))
    row = {"outcomes-TOTAL_FORMS": "1", "outcomes-INITIAL_FORMS": "1", "outcomes-0-id": outcome.pk}
    row |= {"outcomes-0-kind": "decision", "outcomes-0-text": "Stolen.", "outcomes-0-position": "0"}
    for extra in ({}, {"outcomes-0-DELETE": "on"}):
        editor.post(address(draft), {**form, **row, **extra})
        outcome.refresh_from_db()
        assert (outcome.meeting, outcome.text) == (meeting, "Clean the air.")


def test_the_form_says_what_saving_does_and_offers_nothing_else(editor, meeting):
    page = editor.get(address(meeting)).content.decode()
    assert (
        "Only a publisher can change this. What you save is a proposal, which a publisher accepts or returns." in page
    )
    assert "Propose changes to this meeting" in page
    for name in ("_continue", "_addanother", "_publish", "_submit", "reason_for_change"):
        assert f'name="{name}"' not in page
    assert address(meeting, "delete") not in page
    assert address(meeting, "withdraw") not in page


def test_looking_at_the_form_writes_nothing_and_a_proposal_leaves_a_line_in_the_log(editor, meeting):
    before = everything()
    editor.get(address(meeting))
    assert everything() == before
    propose(editor, meeting, city="Busan")
    assert LogEntry.objects.get(user=editor.user).get_change_message() == "Proposed a change."


def test_topics_bodies_and_sources_are_not_proposed_to(editor, meeting):
    topic = factories.make_topic("Air")
    meeting.topics.add(topic)
    page = editor.get(address(topic))
    assert "Keep as a proposal" not in page.content.decode()
    assert editor.post(address(topic), {"name": "Soil", "slug": "air", "other_names": ""}).status_code == 403
    assert not Submission.objects.exists()


def test_a_proposal_to_a_planned_draft_is_saved_by_its_author_once_the_plan_is_cancelled(editor, meeting):
    draft = factories.make_meeting("Draft", published=False, publish_at="2030-01-01T00:00Z")
    propose(editor, draft, city="Busan")
    Meeting.objects.filter(pk=draft.pk).update(publish_at=None)
    proposal = Submission.objects.get()
    response = editor.get(address(draft) + f"?proposal={proposal.pk}")
    sent = fields(response)
    assert sent["city"] == "Busan"
    assert f'name="_proposal" value="{proposal.pk}"' in response.content.decode()
    editor.post(address(draft), {**sent, "_proposal": proposal.pk})
    draft.refresh_from_db()
    proposal.refresh_from_db()
    assert (draft.city, proposal.state) == ("Busan", "taken-back")
