"""A planned publication comes on the first request after its minute."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from cooperation import publication
from cooperation.models import Change, Meeting
from tests.factories import make_meeting


@pytest.fixture
def draft(db):
    """A draft that is planned for a minute ago."""
    publisher = User.objects.create_user("pat")
    publisher.groups.add(Group.objects.get(name="Publisher"))
    meeting = make_meeting(title="TEMM 26", slug="temm-26", published=False)
    publication.plan(meeting, publisher, timezone.now() - timedelta(minutes=1))
    return meeting


def test_it_is_published_by_the_next_request(draft, client):
    assert client.get("/meetings/temm-26/").status_code == 200
    planned = draft.publish_at
    draft.refresh_from_db()
    assert (draft.published_at, draft.publish_at) == (planned, None)


def test_it_is_a_write_like_any_other(draft, client):
    client.get("/healthz")
    client.get("/")
    last = Change.objects.filter(kind="meeting", record=draft.pk).order_by("-pk").first()
    assert last.origin == "planned publication"


def test_what_is_planned_for_later_stays_a_draft(draft, client):
    Meeting.objects.update(publish_at=timezone.now() + timedelta(minutes=1))
    assert client.get("/meetings/temm-26/").status_code == 404
