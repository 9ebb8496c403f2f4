"""A planned record is published when its time has come, by no request, and one that is refused holds up no other."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cooperation.models import Agreement, Change, Meeting, RefusedPublication
from cooperation.workflow import publication
from cooperation.workflow.scheduled import RETRY, catch_up, refused
from tests.connections import at_once
from tests.factories import make_agreement, make_meeting
from tests.settled import settle


def sql(statement, *values):
    """What somebody does with a terminal of the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def publisher(db):
    publisher = User.objects.create_user("pat", is_staff=True)
    publisher.groups.add(Group.objects.get(name="Publisher"))
    return publisher


def planned(publisher, make=make_meeting, minutes=-1, **values):
    """A draft that is planned for a minute ago."""
    record = make(published=False, **values)
    publication.plan(record, publisher, timezone.now() + timedelta(minutes=minutes))
    return record


@pytest.fixture
def draft(publisher):
    return planned(publisher, title="TEMM 26", slug="temm-26")


@pytest.fixture
def unwanted(as_owner, publisher):
    """A due draft that the database refuses to publish."""
    record = planned(publisher, make_agreement, title="Unwanted", slug="unwanted", minutes=-2)
    settle()
    sql(
        "ALTER TABLE cooperation_agreement ADD CONSTRAINT nothing_unwanted"
        " CHECK (title <> 'Unwanted' OR published_at IS NULL)"
    )
    return record


def run():
    return catch_up(timezone.localdate())


def test_no_request_publishes_it(draft, client):
    for address in ("/", "/meetings/temm-26/", "/admin/", "/meetings.csv", "/healthz"):
        client.get(address)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_it_is_published_with_its_planned_time(draft, client):
    planned_for = draft.publish_at
    run()
    draft.refresh_from_db()
    assert (draft.published_at, draft.publish_at) == (planned_for, None)
    assert client.get("/meetings/temm-26/").status_code == 200


def test_it_is_a_write_like_any_other(draft):
    run()
    last = Change.objects.filter(kind="meeting", record=draft.pk).order_by("-pk").first()
    assert last.origin == "planned publication"


def test_what_is_planned_for_later_stays_a_draft(publisher):
    draft = planned(publisher, minutes=1)
    assert run().published == []
    draft.refresh_from_db()
    assert draft.published_at is None


def test_one_that_the_database_refuses_does_not_hold_up_the_others(draft, unwanted, caplog):
    caplog.set_level("INFO", "cooperation.workflow.scheduled")
    done = run()
    assert done.published == ["meeting “TEMM 26” (temm-26)"]
    [(name, reason)] = done.refused
    assert name == "agreement “Unwanted” (unwanted)"
    assert "nothing_unwanted" in reason
    assert Meeting.objects.published().count() == 1
    assert Agreement.objects.published().count() == 0
    assert [record.getMessage() for record in caplog.records] == [
        f"Not published as planned: {name}: {reason}",
        "Published as planned: meeting “TEMM 26” (temm-26)",
    ]


def test_a_refusal_is_logged_once_and_tried_again_after_a_minute(unwanted, caplog):
    run()
    assert run().refused == [], "it is not tried again yet"
    RefusedPublication.objects.update(refused_at=timezone.now() - RETRY)
    assert len(run().refused) == 1
    assert len(caplog.records) == 1
    settle()
    sql("ALTER TABLE cooperation_agreement DROP CONSTRAINT nothing_unwanted")
    RefusedPublication.objects.update(refused_at=timezone.now() - RETRY)
    assert len(run().published) == 1
    assert refused() == []
    run()
    assert not RefusedPublication.objects.exists()


def test_the_staff_read_which_record_was_refused_and_why(unwanted, publisher, client):
    run()
    client.force_login(publisher)
    first_page = client.get("/admin/").text
    assert "Planned, but not published (1)" in first_page
    assert f'<a href="/admin/cooperation/agreement/{unwanted.pk}/change/">Unwanted</a>' in first_page
    form = client.get(f"/admin/cooperation/agreement/{unwanted.pk}/change/").text
    for page in (first_page, form):
        assert "nothing_unwanted" in page
    assert "but failed" in form


def test_a_refusal_is_forgotten_with_its_plan(unwanted, publisher, client):
    run()
    publication.plan(unwanted, publisher, timezone.now() + timedelta(days=1))
    client.force_login(publisher)
    assert "Planned, but not published" not in client.get("/admin/").text
    assert "but failed" not in client.get(f"/admin/cooperation/agreement/{unwanted.pk}/change/").text


def test_readers_see_nothing_of_a_refusal(unwanted, client):
    run()
    for address in ("/", "/agreements/", "/agreements/unwanted/", "/agreements.csv"):
        response = client.get(address)
        assert "nothing_unwanted" not in b"".join(response).decode()


def test_the_command_says_what_it_did_and_fails_where_something_was_refused(draft, unwanted):
    out, err = StringIO(), StringIO()
    for _ in range(2):  # whoever runs it wants to know, however often
        with pytest.raises(CommandError, match="Planned records that were refused: 1"):
            call_command("publish_due", stdout=out, stderr=err)
    assert out.getvalue() == "Published: meeting “TEMM 26” (temm-26)\n"
    assert err.getvalue().count("Refused: agreement “Unwanted” (unwanted): ") == 2


def test_the_command_says_that_nothing_is_due(db):
    out = StringIO()
    call_command("publish_due", stdout=out)
    assert out.getvalue() == "Nothing is due.\n"


@pytest.mark.django_db(transaction=True)
def test_one_that_somebody_has_locked_is_left_for_the_next_run(publisher):
    held = planned(publisher, title="Held", slug="held")
    planned(publisher, title="Free", slug="free")
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=held.pk)
        [done] = at_once(run)
    assert (done.published, done.locked) == (["meeting “Free” (free)"], ["meeting “Held” (held)"])
    assert run().published == ["meeting “Held” (held)"]


@pytest.mark.django_db(transaction=True)
def test_several_processes_publish_each_record_once(publisher):
    drafts = [planned(publisher, title=f"TEMM {number}", slug=f"temm-{number}") for number in range(5)]
    done = at_once(*[run] * 4)
    assert sorted(name for each in done for name in each.published) == [
        f"meeting “TEMM {number}” (temm-{number})" for number in range(5)
    ]
    changes = Change.objects.filter(kind="meeting", record__in=[draft.pk for draft in drafts])
    assert changes.filter(origin="planned publication").count() == 5
