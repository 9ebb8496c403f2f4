"""A form that was opened before somebody else saved: what it sent is merged, whatever a browser makes of the text."""

import pytest

from cooperation import history
from cooperation.models import Meeting
from tests.factories import make_meeting, make_outcome

from .conftest import address, errors, fields, form_at, messages


def as_a_browser(sent):
    """What a form sends: a browser ends each line of a text with two signs."""
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in sent.items()}


@pytest.fixture
def meeting(db):
    """A draft with names on two lines, and an outcome."""
    meeting = make_meeting(title="TEMM 26", other_names="TEMM XXVI\nThe 26th TEMM", city="Seoul", published=False)
    make_outcome(meeting=meeting, text="Clean the air.")
    return meeting


def saved_by_another(meeting, **values):
    """Save as somebody else does, while the form is open."""
    with history.attributed(origin="another desk"):
        Meeting.objects.filter(pk=meeting.pk).update(**values)


def test_lines_that_nobody_touched_are_not_taken_for_changed(editor, meeting):
    sent = form_at(editor, address(meeting))
    saved_by_another(meeting, other_names="TEMM XXVI\nThe 26th TEMM\nA third name")
    page = editor.post(address(meeting), as_a_browser(sent | {"city": "Busan"}))
    assert not page.context["conflict"].clashes
    assert [each.label for each in page.context["conflict"].taken] == ["Other names"]
    editor.post(address(meeting), as_a_browser(fields(page)))
    meeting.refresh_from_db()
    assert (meeting.other_names, meeting.city) == ("TEMM XXVI\nThe 26th TEMM\nA third name", "Busan")


def test_a_text_keeps_one_kind_of_line_end(editor, meeting):
    sent = form_at(editor, address(meeting)) | {"summary": "One line.\nAnother."}
    editor.post(address(meeting), as_a_browser(sent))
    meeting.refresh_from_db()
    assert meeting.summary == "One line.\nAnother."


def test_who_saved_is_called_as_the_history_calls_them(editor, publisher, meeting):
    publisher.user.first_name, publisher.user.last_name = "Pat", "Lee"
    publisher.user.save()
    sent = form_at(editor, address(meeting))
    publisher.post(address(meeting), form_at(publisher, address(meeting)) | {"city": "Jeju"})
    page = editor.post(address(meeting), sent | {"city": "Busan"})
    assert "Pat Lee (publisher) saved this while you were editing" in page.text


@pytest.mark.parametrize("number", ["abc", "", "-1", "9" * 5000, "²"])
@pytest.mark.parametrize("name", ["outcomes-TOTAL_FORMS", "outcomes-0-id", "_began_from"])
def test_a_form_that_sends_no_number_gets_words(editor, meeting, name, number):
    sent = form_at(editor, address(meeting))
    saved_by_another(meeting, city="Jeju")
    page = editor.post(address(meeting), sent | {name: number})
    assert page.status_code == 200
    assert "Someone else saved changes while you were editing" in errors(page)
    assert Meeting.objects.get(pk=meeting.pk).city == "Jeju"


@pytest.mark.parametrize("number", ["0000000019999", "9" * 5000, "²", "-1", "abc"])
def test_a_history_asked_for_a_version_that_is_none_shows_the_latest(editor, meeting, number):
    page = editor.get(address(meeting, "history"), {"version": number})
    assert page.status_code == 200
    assert "These versions do not exist" in messages(page)
