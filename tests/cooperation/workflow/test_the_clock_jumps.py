"""The machine's clock jumps, and is set right again: nothing public disappears, and nothing is done twice."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from cooperation import index
from cooperation.models import Change, Meeting, Session
from cooperation.public.limits import Limit
from cooperation.workflow import publication
from cooperation.workflow.scheduled import catch_up
from tests.factories import make_meeting

TODAY = date(2026, 11, 28)
LATER, EARLIER = TODAY + timedelta(days=800), TODAY - timedelta(days=800)

pytestmark = pytest.mark.django_db


def shown(client):
    return client.get("/").text, client.get("/meetings/?when=upcoming").text


@pytest.mark.parametrize("wrong", [LATER, EARLIER])
def test_pages_show_the_wrong_day_and_then_the_right_one_again(client, wrong):
    make_meeting("TEMM 26", start="2026-12-10")
    make_meeting("TEMM 25", start="2025-12-10")
    catch_up(TODAY)
    before = shown(client)
    catch_up(wrong)
    assert index.now().day == wrong
    assert shown(client) != before
    catch_up(TODAY)
    assert index.now().day == TODAY
    assert shown(client) == before


def test_what_was_published_while_the_clock_was_ahead_stays_public_and_is_not_published_again(client):
    """It then has a time of publication in the future."""
    draft = make_meeting("TEMM 26", published=False)
    publication.plan(draft, User.objects.create_superuser("chief"), timezone.now() - timedelta(minutes=1))
    assert catch_up(TODAY).published == ["meeting “TEMM 26” (temm-26)"]
    Meeting.objects.filter(pk=draft.pk).update(published_at=timezone.now() + timedelta(days=800))
    written = Change.objects.count()
    assert catch_up(TODAY).published == []
    assert Change.objects.count() == written
    assert client.get("/meetings/temm-26/").status_code == 200
    assert "TEMM 26" in client.get("/meetings/").text


def test_what_is_planned_waits_for_its_time_when_the_clock_was_set_back():
    draft = make_meeting("TEMM 26", published=False)
    publication.plan(draft, User.objects.create_superuser("chief"), timezone.now() + timedelta(days=800))
    assert catch_up(TODAY).published == []


def test_limits_and_waiting_use_a_clock_that_does_not_jump(monkeypatch):
    limit = Limit(1, 60)
    assert limit.take("a")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert limit.take("a").wait == 60


def test_after_a_jump_forward_everybody_signs_in_again_and_after_a_jump_back_a_session_lives_on(client, monkeypatch):
    client.force_login(User.objects.create_superuser("chief"))
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=1))
    assert client.get("/admin/").status_code == 200
    session = Session.objects.get()
    assert session.expire_date <= session.signed_in_at + settings.SESSION_LIMIT
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=13))
    assert client.get("/admin/").status_code == 302
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert client.get("/admin/").status_code == 302, "the cookie is gone"
