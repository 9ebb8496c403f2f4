"""Date boxes take dates as people write them, never guess, and say in words what they understood."""

import pytest

from cooperation.models import Meeting, Membership, Project
from tests import factories

from .conftest import address, errors, form_at

pytestmark = pytest.mark.django_db
NEW = address(Meeting, "add")


def enter(client, model, **typed):
    form = {**form_at(client, address(model, "add")), "title": "New", "outcomes-TOTAL_FORMS": "0", **typed}
    return client.post(address(model, "add"), form)


@pytest.mark.parametrize(
    ("start", "end", "stored"),
    [
        ("May 2012", "", ("2012-05", None)),
        ("4 May 2012", "6 May 2012", ("2012-05-04", "2012-05-06")),
        ("4-6 May 2012", "", ("2012-05-04", "2012-05-06")),
        ("4-6 May 2012", "2012-05-06", ("2012-05-04", "2012-05-06")),
        ("2012", "", ("2012", None)),
        ("2012. 5. 3.(목)", "", ("2012-05-03", None)),
        ("2012. 5. 3.(목)~5. 4.(금)", "", ("2012-05-03", "2012-05-04")),
        ("2012. 5. 3.（목）～4.（금）", "", ("2012-05-03", "2012-05-04")),
        ("2012년 5월 3일", "2012년 5월 4일", ("2012-05-03", "2012-05-04")),
    ],
)
def test_what_is_written_is_understood(editor, start, end, stored):
    assert enter(editor, Meeting, start=start, end=end).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.start, meeting.end) == stored


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("04/05/2012", "", "may be 5 April 2012 or 4 May 2012"),
        ("4-6 May 2012", "7 May 2012", "The period in the start field ends on 6 May 2012"),
        ("", "4-6 May 2012", "Only one date can be entered here"),
        ("2012. 5. 3.(금)", "", "3 May 2012 is a Thursday."),
        ("soon", "", "is not a date we can read"),
    ],
)
def test_what_is_not_is_said_beside_the_field_and_stays_as_it_was_typed(editor, start, end, words):
    page = enter(editor, Meeting, start=start, end=end)
    assert words in errors(page)
    assert f'value="{start or end}"' in page.content.decode()
    assert not Meeting.objects.exists()


def test_a_planned_period_of_a_project_and_the_dates_of_a_row(editor):
    row = {"phases-TOTAL_FORMS": "1", "phases-0-name": "First", "phases-0-start": "May - June 2012"}
    row |= {"phases-0-position": "0"}
    assert enter(editor, Project, planned_start="2012 to 2014", **row).status_code == 302
    project = Project.objects.get()
    assert (project.planned_start, project.planned_end) == ("2012", "2014")
    assert (project.phases.get().start, project.phases.get().end) == ("2012-05", "2012-06")


def test_what_is_written_otherwise_but_means_the_same_is_no_change(editor):
    meeting = factories.make_meeting(start="2012-05", published=False)
    version = meeting.version
    editor.post(address(meeting), {**form_at(editor, address(meeting)), "start": "May 2012"})
    meeting.refresh_from_db()
    assert (meeting.start, meeting.version) == ("2012-05", version)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"text": "May 2012"}, {"words": "May 2012", "start": "2012-05"}),
        (
            {"text": "4-6 May 2012", "period": ""},
            {"words": "4 May 2012 to 6 May 2012", "start": "2012-05-04", "end": "2012-05-06"},
        ),
        ({"text": "  "}, {}),
        ({}, {}),
    ],
)
def test_scripts_are_told_what_was_understood(editor, asked, answer):
    assert editor.get("/admin/dates/", asked).json() == answer


@pytest.mark.parametrize("text", ["04/05/2012", "4-6 May 2012", "\x00", "x" * 5000, "99999999999999999999", "٤"])
def test_scripts_are_told_why_nothing_was(editor, text):
    response = editor.get("/admin/dates/", {"text": text})
    assert response.status_code == 200
    assert response.json().keys() <= {"problem"}


def test_nobody_else_is_told_anything(client):
    assert client.get("/admin/dates/", {"text": "2012"}).status_code == 302


def test_a_membership_too(editor):
    bloc = factories.make_organization("Bloc", kind="bloc")
    country = factories.make_country("KOR")
    form = {**form_at(editor, address(bloc)), "memberships-TOTAL_FORMS": "1", "memberships-0-country": country.pk}
    editor.post(address(bloc), {**form, "memberships-0-joined_on": "May 1967 - 2001"})
    assert Membership.objects.filter(joined_on="1967-05", left_on="2001").exists()
