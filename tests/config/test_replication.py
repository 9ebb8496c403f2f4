"""Servers that replicate, for the tests of more than one machine: they lose nothing, and find each other."""

import psycopg
import pytest

from cooperation.models import Meeting
from tests import factories as f
from tests.databases import MIGRATED
from tests.replication import WEB, dump, machines, until, used_by_django

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("replication")]


@pytest.fixture(scope="module")
def contents(databases, django_db_blocker):
    with django_db_blocker.unblock():
        return dump(databases, MIGRATED)


def titles(machine):
    with used_by_django(machine):
        return set(Meeting.objects.values_list("title", flat=True))


def test_a_standby_is_promoted_and_the_others_follow_it(contents):
    with machines(contents, standbys=2, synchronous=True) as (one, two, three):
        with used_by_django(three, one, two, target="read-write"):
            f.make_meeting("TEMM 1")
        one.kill()  # at least one of the others has the meeting
        first, second = sorted((two, three), key=received, reverse=True)
        first.promote()
        with used_by_django(one, two, three, target="read-write"):
            f.make_meeting("TEMM 2")
        second.wait_until_caught_up(first)
        assert titles(first) == titles(second) == {"TEMM 1", "TEMM 2"}
        assert second.ask("SELECT sender_host FROM pg_stat_wal_receiver") == str(first.scratch)

        one.start()  # alone, it takes what the others never have
        one.ask("SET synchronous_commit = local; CREATE TABLE lost ()")
        one.rewind(first)
        one.wait_until_caught_up(first)
        assert titles(one) == {"TEMM 1", "TEMM 2"}
        assert one.ask("SELECT to_regclass('lost') IS NULL AND pg_is_in_recovery()")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            one.ask("DELETE FROM cooperation_meeting", role=WEB)


def received(machine):
    return machine.ask("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn")


def test_replay_is_delayed_and_paused(contents):
    with machines(contents) as (one, two):
        two.delay(0.4)
        one.ask("CREATE TABLE later ()")
        until(lambda: two.ask("SELECT pg_last_wal_receive_lsn() >= %s", one.ask("SELECT pg_current_wal_lsn()")))
        assert two.ask("SELECT to_regclass('later') IS NULL")
        two.wait_until_caught_up(one)
        two.delay(0)
        two.pause()
        one.ask("DROP TABLE later")
        two.stop()
        two.start()
        two.wait_until_caught_up(one)
        assert two.ask("SELECT to_regclass('later') IS NULL")
