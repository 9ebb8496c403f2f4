"""Outcomes pasted into a meeting's form, one a line."""

import pytest

from cooperation.models import Meeting
from cooperation.workflow import review
from tests import factories
from tests.cooperation.admin.conftest import address, errors, fields, form_at, messages
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db
LIST = "- Share the data.\r\n\r\n  2. Draw up  a plan.\n• Meet again in 2. quarter.\n(3) 12 stations.\n"


def send(client, meeting, **typed):
    return client.post(address(meeting), {**form_at(client, address(meeting)), **typed})


def test_each_line_becomes_an_outcome_after_those_that_are_there(editor):
    meeting = factories.make_meeting(published=False)
    factories.make_outcome(meeting, "First.", position=4)
    assert send(editor, meeting, outcome_lines=LIST, outcome_lines_kind="decision").status_code == 302
    texts = ["First.", "Share the data.", "Draw up a plan.", "Meet again in 2. quarter.", "12 stations."]
    assert [each.text for each in meeting.outcomes.all()] == texts
    assert {each.status for each in meeting.outcomes.all()} == {"active"}


def test_a_list_on_one_line_is_parted_at_its_semicolons_and_its_number_is_said(editor):
    meeting = factories.make_meeting(published=False)
    page = send(
        editor, meeting, outcome_lines=" (1) Share the data; 2) draw up a plan;; ", outcome_lines_kind="decision"
    )
    assert [each.text for each in meeting.outcomes.all()] == ["Share the data", "draw up a plan"]
    page = editor.get(page.url)
    assert "2 outcomes were added from the list." in messages(page)


def test_a_semicolon_within_one_of_several_lines_parts_nothing(editor):
    meeting = factories.make_meeting(published=False)
    send(editor, meeting, outcome_lines="Share the data; yearly.\nMeet again.", outcome_lines_kind="decision")
    assert [each.text for each in meeting.outcomes.all()] == ["Share the data; yearly.", "Meet again."]


def test_after_proposing_the_editor_sees_what_was_understood(editor):
    meeting = factories.make_meeting(city="Busan")
    page = send(editor, meeting, city="Jeju", outcome_lines="Share the data; meet again", outcome_lines_kind="decision")
    shown = words(editor.get(page.url))
    assert "added from the list" not in shown
    understood = shown.partition("What it changes")[2]
    assert "removed: Busan added: Jeju" in understood
    assert understood.index("Share the data") < understood.index("meet again")
    meeting.refresh_from_db()
    assert (meeting.city, meeting.outcomes.count()) == ("Busan", 0)
    assert meeting.submissions.filter(state="open").count() == 1


def test_they_stand_after_those_typed_one_by_one(editor):
    new = address(Meeting, "add")
    row = {"outcomes-0-kind": "request", "outcomes-0-text": "Typed.", "outcomes-0-position": "2"}
    form = {
        **form_at(editor, new),
        "title": "New",
        **row,
        "outcome_lines": "Pasted.",
        "outcome_lines_kind": "review",
    }
    assert editor.post(new, form).status_code == 302
    assert [(each.text, each.status) for each in Meeting.objects.get().outcomes.all()] == [
        ("Typed.", "active"),
        ("Pasted.", ""),
    ]


def test_a_list_without_a_kind_is_asked_about_and_stays(editor):
    meeting = factories.make_meeting(published=False)
    page = send(editor, meeting, outcome_lines="Share the data.")
    assert "Choose the kind of these outcomes." in errors(page)
    assert "Share the data.</textarea>" in page.content.decode()
    assert not meeting.outcomes.exists()


def test_a_list_that_is_far_too_long_is_refused(editor):
    meeting = factories.make_meeting(published=False)
    page = send(editor, meeting, outcome_lines="x\n" * 501, outcome_lines_kind="decision")
    assert "500 lines at a time" in errors(page)
    assert not meeting.outcomes.exists()


def test_a_list_pasted_into_a_public_meeting_is_proposed(editor, publisher):
    meeting = factories.make_meeting()
    send(editor, meeting, outcome_lines="Share the data.", outcome_lines_kind="decision")
    assert not meeting.outcomes.exists()
    proposal = review.waiting(meeting) or meeting.submissions.get()
    page = publisher.get(address(meeting), {"proposal": proposal.pk})
    publisher.post(address(meeting), {**fields(page), "_proposal": proposal.pk})
    assert meeting.outcomes.get().text == "Share the data."


def test_who_changes_nothing_sees_no_box(client):
    client.force_login(factories.make_user())
    assert client.get(address(factories.make_meeting())).status_code == 403
