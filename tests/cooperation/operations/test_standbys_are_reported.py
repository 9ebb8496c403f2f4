"""Doctor and the metrics say how the standbys are, as the primary or a standby sees it. Commands that write refuse."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cooperation.database import replication
from cooperation.operations.doctor import standbys
from cooperation.operations.doctor.finding import Level
from cooperation.operations.metrics import RegistryCollector
from tests.databases import MIGRATED
from tests.replication import OWNER, dump, machines, until, used_by_django
from tests.serving import ROOT

# One set of servers for all tests.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("standbys")]


@pytest.fixture(scope="module")
def servers(databases, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        machines(dump(databases, MIGRATED), standbys=2, synchronous=True) as everyone,
    ):
        yield everyone


@pytest.fixture
def primary(servers):
    return servers[0]


@pytest.fixture
def standby(servers):
    """A standby that knows how far it is behind."""
    primary, standby, _other = servers
    primary.ask("SELECT pg_current_xact_id()")  # a commit
    until(lambda: standby.ask("SELECT clock_timestamp() - pg_last_xact_replay_timestamp() < interval '5 s'"))
    return standby


def found(machine):
    """What doctor says of the machine: [(level, sentence)]."""
    with used_by_django(machine):
        return [(each.level, each.sentence.replace("\xa0", " ")) for each in standbys.check()]


def bad(machine):
    return [(level.value, sentence) for level, sentence in found(machine) if level != Level.OK]


def metrics(machine):
    """What Prometheus gets from a process that uses the machine: {name: value}, with the label if there is one."""
    with used_by_django(machine):
        samples = [sample for family in RegistryCollector().collect() for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def begin(machine, *arguments, **environment):
    """Start a command on the machine."""
    urls = {"DATABASE_URL": machine.url(), "DATABASE_OWNER_URL": machine.url(OWNER)}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def manage(machine, *arguments, **environment):
    """Run a command on the machine; return its exit status and what it printed."""
    command = begin(machine, *arguments, **environment)
    printed = command.communicate()
    return command.returncode, *printed


def test_a_registry_with_one_database_says_nothing():
    assert list(standbys.check()) == []


def test_a_primary_names_its_standbys(primary):
    sentences = [sentence for _level, sentence in found(primary)]
    assert [sentence.partition(",")[0] for sentence in sentences] == [
        "The standby three is synchronous",
        "The standby two is synchronous",
    ]
    assert bad(primary) == []
    seen = metrics(primary)
    assert seen["registry_database_up",] == 1
    assert seen["registry_is_standby",] == 0
    assert seen["registry_standbys",] == seen["registry_synchronous_standbys",] == 2
    assert seen["registry_synchronous_standbys_required",] == 1
    assert seen["registry_unused_slots",] == 0
    assert ("registry_database_lag_seconds",) not in seen
    for name in ("two", "three"):
        assert seen["registry_standby_lag_seconds", name] < 10
        assert seen["registry_standby_bytes_behind", name] < 1_000_000


def test_administrators_read_the_same_on_the_page_of_system_checks(primary):
    with used_by_django(primary):
        client = Client()
        client.force_login(User.objects.create_superuser("chief"))
        page = client.get("/admin/system/").text
        User.objects.all().delete()
    for name in ("two", "three"):
        assert f"The standby {name} is synchronous, and " in page


def test_a_standby_says_where_it_receives_from_and_how_far_it_is_behind(primary, standby, settings):
    [(level, first), (also, second)] = found(standby)
    assert level == also == Level.OK
    assert first == f"This database is a standby, and receives from {primary.scratch}:5432."
    assert second.startswith("This standby is ")
    seen = metrics(standby)
    assert seen["registry_database_up",] == seen["registry_is_standby",] == 1
    assert 0 < seen["registry_database_lag_seconds",] < 60
    assert seen["registry_unused_slots",] == 0, "its slots wait for a promotion"
    assert ("registry_standbys",) not in seen
    settings.STANDBY_LAG = 0.001
    [(level, sentence)] = bad(standby)
    assert level == "error"
    assert sentence.endswith("seconds behind, so it answers no readers.")


def test_what_a_role_without_rights_is_told(primary, standby):
    """The owner of the functions decides what they show. Then follow the advice."""
    for statement in (
        "CREATE ROLE modest",
        "GRANT CREATE ON SCHEMA public TO modest",
        "ALTER TABLE cooperation_release OWNER TO modest",
        *(f"ALTER FUNCTION {name}() OWNER TO modest" for name in ("registry_standbys", "registry_sender")),
    ):
        primary.ask(statement)
    standby.wait_until_caught_up(primary)
    assert bad(primary) == [
        ("warning", "Connected standbys: 2. The owner of the tables may not see how far they are behind.")
    ]
    assert (
        "warning",
        "This database is a standby. The owner of the tables may not see where it receives from.",
    ) in bad(standby)
    seen = metrics(primary)
    assert seen["registry_standbys",] == 2
    assert not [name for name, *_label in seen if name.startswith("registry_standby_")]
    with used_by_django(primary):
        [finding] = standbys.check()
    assert finding.advice == "As an administrator of PostgreSQL, run GRANT pg_read_all_stats TO modest;"
    primary.ask("GRANT pg_read_all_stats TO modest")
    standby.wait_until_caught_up(primary)
    assert bad(primary) == bad(standby) == []


def test_a_standby_that_does_not_keep_up(primary, standby, settings):
    standby.pause()
    try:
        primary.ask("CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)")
        settings.STANDBY_LAG = 1
        [(level, sentence)] = until(lambda: bad(primary))
        assert level == "warning"
        assert sentence.startswith("The standby two is ")
        assert sentence.endswith("MB behind: it answers no readers.")
        seen = metrics(primary)
        assert seen["registry_standby_lag_seconds", "two"] > 1
        assert seen["registry_standby_bytes_behind", "two"] > 5_000_000
    finally:
        standby.resume()
    standby.wait_until_caught_up(primary)


def test_the_day_of_a_standby(primary, standby):
    day = primary.ask("SELECT day FROM cooperation_entrystate")
    primary.ask("UPDATE cooperation_entrystate SET day = '2026-01-02'")
    standby.wait_until_caught_up(primary)
    assert bad(standby) == [("warning", "The index of this standby is of 2 January 2026: its pages show that day.")]
    primary.ask("UPDATE cooperation_entrystate SET day = %s", day)
    standby.wait_until_caught_up(primary)
    assert bad(standby) == []


def test_a_slot_that_was_used_before_a_standby_became_one(standby):
    standby.ask("SELECT pg_create_physical_replication_slot('former', true)")
    [(level, sentence)] = bad(standby)
    assert level == "warning"
    assert sentence.startswith("No standby uses the slot former, for which ")
    assert metrics(standby)["registry_unused_slots",] == 1
    standby.ask("SELECT pg_drop_replication_slot('former')")


def test_a_slot_whose_standby_was_away_for_too_long():
    finding = standbys._slot(replication.Slot("two", "lost", None), is_primary=True)
    assert finding.level == Level.ERROR
    assert finding.sentence == "The standby of the slot two was away for too long: what it needs was removed."


def test_standbys_that_are_not_synchronous(primary):
    names = primary.ask("SHOW synchronous_standby_names")
    primary.configure(synchronous_standby_names=None)
    try:
        assert until(lambda: bad(primary)) == [
            (
                "warning",
                "No standby is synchronous: if this server is lost, the changes of its last seconds are lost too.",
            )
        ]
        assert metrics(primary)["registry_synchronous_standbys_required",] == 0
    finally:
        primary.configure(synchronous_standby_names=names)


@pytest.mark.parametrize(
    ("names", "number"), [("ANY 2 (two, three)", 2), ("FIRST 2 (two, three)", 2), ("two, three", 1), ("*", 1)]
)
def test_how_many_standbys_a_save_waits_for(primary, names, number):
    before = primary.ask("SHOW synchronous_standby_names")
    primary.configure(synchronous_standby_names=names)
    try:
        until(lambda: metrics(primary)["registry_synchronous_standbys_required",] == number)
    finally:
        primary.configure(synchronous_standby_names=before)


def test_commands_on_a_standby(standby, tmp_path):
    status, out, error = manage(standby, "doctor", "--json", "--address", "", "--full")
    said = [each for each in json.loads(out) if "could not be checked" in each["sentence"]]
    assert said == []
    areas = {each["area"]: each["sentence"] for each in json.loads(out)}
    assert areas["Index"] == "The whole index, the sums of money and the search agree with the records."
    assert error.splitlines() == ["The findings were not stored: this database is a standby."]
    assert status == 1, "there is no administrator"
    status, out, error = manage(standby, "backup", BACKUP_FOLDER=str(tmp_path))
    assert (status, error) == (0, ""), error
    assert out.splitlines()[-2].startswith("The backup is complete: ")
    assert out.splitlines()[-1] == "This database is a standby: it does not store that the job ran."
    assert len([*tmp_path.glob("*.dump")]) == 1
    status, _out, error = manage(standby, "export_public", str(tmp_path), SITE_ADDRESS="https://registry.example")
    assert status == 0, error
    for command in ("retention", "clearsessions", "migrate"):
        status, _out, error = manage(standby, command)
        [line] = error.splitlines()
        assert line.startswith("The database is read-only, as a standby is: use the address of the primary."), command
        assert status == 1


def test_standbys_that_are_away(primary, servers):
    """Last, because it stops both."""
    _primary, two, three = servers
    three.stop()
    primary.ask("SELECT pg_current_xact_id()")
    [(level, sentence)] = until(lambda: bad(primary))
    assert level == "warning"
    assert sentence.startswith("No standby uses the slot three, for which ")
    assert sentence.endswith(" of WAL are kept.")
    seen = metrics(primary)
    assert seen["registry_unused_slots",] == seen["registry_standbys",] == seen["registry_synchronous_standbys",] == 1
    two.stop()
    sentence = "Nothing can be saved. Synchronous standbys that a save needs: 1; connected: 0."
    until(lambda: ("error", sentence) in bad(primary))
    seen = metrics(primary)
    assert seen["registry_synchronous_standbys",] == 0
    assert manage(primary, "publish_due")[0] == 0, "that a job ran is stored without waiting"
    account = {"DJANGO_SUPERUSER_PASSWORD": "a-long-enough-pass-phrase"}
    command = begin(primary, "createsuperuser", "--no-input", "--username=lee", "--email=lee@m.example", **account)
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    until(lambda: primary.ask(waiting), patience=60)  # as a server process does
    _out, error = command.communicate()
    assert error.startswith("No standby confirmed the change in time. It may have been saved: "), error
    assert command.returncode == 1
    primary.stop()
    three.start()
    assert ("error", "This database is a standby, and is not connected to a primary.") in bad(three)
