"""Commands on a standby do their work if they only read. Others say in one sentence that they need the primary."""

import json
import os
import subprocess
import sys

import pytest

from tests.databases import MIGRATED
from tests.replication import OWNER, dump, machines, until
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
def standby(servers):
    """A standby that knows how far it is behind."""
    primary, standby, _other = servers
    primary.ask("SELECT pg_current_xact_id()")  # a commit
    until(lambda: standby.ask("SELECT clock_timestamp() - pg_last_xact_replay_timestamp() < interval '5 s'"))
    return standby


def manage(machine, *arguments, **environment):
    """Run a command on the machine; return its exit status and what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": machine.url(),
            "DATABASE_OWNER_URL": machine.url(OWNER),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


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
        assert line.startswith("The database only reads, as a standby does: use the address of the primary."), command
        assert status == 1
