"""The versions of a record in words, whatever path a change took."""

import pytest
from django.db import DatabaseError, connection, transaction

from cooperation import history
from cooperation.models import Change, Meeting
from tests.factories import make_citation, make_document, make_meeting, make_source


def told(record):
    """Return, for each version, who and why, and every field as "row / field: before > after"."""
    versions = history.versions(record._meta.model_name, record.pk)
    history.add_differences(versions, {version.number for version in versions})
    lines = []
    for version in versions:
        fields = [
            f"{row.title} / {each.label}: {each.before} > {each.after}" for row in version.rows for each in row.fields
        ]
        lines.append((version.user_name, version.reason, fields))
    return lines


def test_a_version_says_who_why_and_what(meeting):
    (who, why, fields) = told(meeting)[1]
    assert (who, why) == ("pat", "put right")
    assert fields == [
        "Meeting / Start: May 2026 > 4 May 2026",
        "Meeting / Participating countries: China > South Korea",
        "Outcome 1 / Text: Clean the air. > Clean the air by 2030.",
    ]


def test_one_transaction_is_one_version(meeting):
    assert [why for _, why, _ in told(meeting)] == ["entered", "put right"]
    assert "Outcome 1 / By countries:  > China" in told(meeting)[0][2]


def test_a_write_by_sql_is_told_too(meeting):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cooperation_meeting SET city = 'Beijing' WHERE id = %s", [meeting.pk])
        cursor.execute("SELECT session_user")
        database_user = cursor.fetchone()[0]
    assert told(meeting)[2] == (database_user, "", ["Meeting / City:  > Beijing"])


def test_a_bulk_update_is_told(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(status="held")
    assert told(meeting)[2][2] == ["Meeting / Status: not recorded > held"]


def test_a_write_that_changes_nothing_leaves_no_line(meeting):
    before = Change.objects.count()
    meeting.save()
    meeting.outcomes.update(text="Clean the air by 2030.")
    assert Change.objects.count() == before


def test_documents_and_citations_are_part_of_the_record(meeting):
    with transaction.atomic():
        make_document(meeting=meeting, title="Agenda of the day")
        make_citation(meeting=meeting, field="start", source=make_source(title="The gazette"), value="2026-05-04")
    fields = told(meeting)[2][2]
    assert "Document 1 / Title:  > Agenda of the day" in fields
    assert "Citation 1 / Source:  > The gazette" in fields


def test_what_was_referred_to_and_is_gone_is_still_named(meeting):
    other = make_meeting(title="A side event", published=False)
    Meeting.objects.filter(pk=meeting.pk).update(part_of_meeting=other)
    Meeting.objects.filter(pk=meeting.pk).update(part_of_meeting=None)
    other.delete()
    assert told(meeting)[2][2] == ["Meeting / Part of the meeting:  > A side event (deleted)"]


def test_the_attribution_ends_with_the_block(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(city="Seoul")
    assert told(meeting)[2][0] != "pat"


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_is_only_added_to(meeting, statement):
    with pytest.raises(DatabaseError, match="only added to"), connection.cursor() as cursor:
        cursor.execute(statement.format(Change._meta.db_table))
