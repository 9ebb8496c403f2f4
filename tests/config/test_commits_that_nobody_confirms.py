"""Of a commit that no standby confirms, or whose connection is lost, nobody says that it was saved, or refused."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.pulse import Pulse
from cooperation.database import standby
from cooperation.database.errors import NotConfirmed
from cooperation.domain.bookkeeping import bookkeeping
from cooperation.models import Meeting, RefusedPublication
from cooperation.workflow.scheduled import catch_up
from regions.models import Region
from tests.databases import MIGRATED
from tests.factories import make_meeting
from tests.replication import dump, machines, until, used_by_django

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("replication")]
WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture(scope="module")
def primary(databases, django_db_blocker):
    with django_db_blocker.unblock():
        contents = dump(databases, MIGRATED)
    with machines(contents, standbys=0) as [found]:
        yield found


@pytest.fixture
def alone(primary, monkeypatch):
    """A primary that waits for a standby which does not exist; the wait is ended after a second."""
    one = f"'{standby.CONFIRMED_WITHIN} seconds'"
    monkeypatch.setattr(standby, "UNCONFIRMED", standby.UNCONFIRMED.replace(one, "'1 second'"))
    with used_by_django(primary):
        primary.configure(synchronous_standby_names="nobody")
        until(lambda: primary.ask("SHOW synchronous_standby_names") == "nobody")
        pulse = Pulse()
        pulse.start()
        yield primary
        pulse.stop()
    primary.configure(synchronous_standby_names=None)


def test_what_waits_for_the_commit_is_done_all_the_same(alone):
    done = []

    @transaction.atomic
    def change():
        Region.objects.create(name="Antarctica", slug="antarctica")
        transaction.on_commit(lambda: done.append(Region.objects.filter(slug="antarctica").exists()))
        transaction.on_commit(lambda: done.append("mail"))

    with pytest.raises(NotConfirmed):
        change()
    assert done == [True, "mail"]
    assert not connection.in_atomic_block
    assert connection.get_autocommit()


def test_bookkeeping_does_not_wait(alone):
    with bookkeeping():
        Region.objects.create(name="Oceania", slug="oceania")
    with pytest.raises(NotConfirmed):
        Region.objects.filter(slug="oceania").update(name="Pacific")
    assert Region.objects.get(slug="oceania").name == "Pacific"


def test_a_planned_publication_is_not_said_to_be_refused(alone):
    with bookkeeping():
        draft = make_meeting("TEMM 2", published=False)
        Meeting.objects.filter(pk=draft.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotConfirmed):
        catch_up(timezone.localdate())
    assert Meeting.objects.get(pk=draft.pk).is_public
    assert not RefusedPublication.objects.exists()


def test_a_connection_that_is_lost_during_the_commit_leaves_it_open_what_was_saved(alone):
    def end():
        pid = until(lambda: alone.ask(WAITING))
        alone.ask("SELECT pg_terminate_backend(%s)", pid)

    ending = threading.Thread(target=end)
    ending.start()
    with pytest.raises(NotConfirmed, match="lost"), transaction.atomic():
        Region.objects.create(name="Arctic", slug="arctic")
    ending.join()
    assert Region.objects.filter(slug="arctic").exists()
