"""A primary and its standbys: PostgreSQL servers that replicate, each in a temporary folder.

    with machines(contents, standbys=2) as (primary, first, second):
        primary.kill()
        first.promote()
        primary.rewind(first)

`contents` is what `dump` returned: None is an empty database. All servers know each other: a standby that loses its
primary looks for another one by itself.
"""

import contextlib
import signal
import subprocess
import time
from functools import partial
from urllib.parse import quote, unquote, urlsplit

import psycopg
from django.db import connection, connections
from psycopg import sql

from config.embedded import Cluster, find_binaries, with_roles
from tests.connections import owner_url

DATABASE = "registry"
NAMES = ("one", "two", "three")
OWNER, WEB, BACKUP = "postgres", "registry_web", "registry_backup"
# Writes survive the kill of a server, because the kernel still has them.
SETTINGS = [
    *("fsync=off", "autovacuum=off", "wal_log_hints=on", "hot_standby_feedback=on"),
    *("wal_receiver_status_interval=1s", "wal_retrieve_retry_interval=100ms"),  # a standby finds its new primary soon
]


def address(*machines, role=WEB, target=""):
    """Return the URL of the database for this role. libpq tries the machines in order.

    `target` is a value of libpq's target_session_attrs: "read-write" finds the primary, "standby" a standby.
    """
    hosts = ",".join(quote(str(each.scratch), safe="") for each in machines)
    return f"postgresql://{role}@{hosts}/{DATABASE}" + (f"?target_session_attrs={target}" if target else "")


class Machine(Cluster):
    """One of the servers. Its name is also that of the slot that it replicates from."""

    def __init__(self, name, everyone):
        super().__init__()
        self.name, self.everyone = name, everyone  # `everyone` includes this one; the first begins as the primary
        everyone.append(self)

    def url(self, role=WEB):
        return address(self, role=role)

    def open(self, role=OWNER, database=DATABASE):
        return psycopg.connect(host=str(self.scratch), user=role, dbname=database)

    def ask(self, statement, *parameters, role=OWNER, database=DATABASE):
        """Run the statement in its own transaction, and return the first column of its first row."""
        opened = self.open(role, database)
        opened.autocommit = True
        with contextlib.closing(opened):
            cursor = opened.execute(statement, parameters or None)
            return cursor.fetchone()[0] if cursor.description and cursor.rowcount else None

    def start(self):
        super().start()
        for other in self.everyone:
            if other is not self:
                # It keeps nothing until it is used: a standby would otherwise keep all WAL for the others.
                self.ask(
                    "SELECT pg_create_physical_replication_slot(%s) WHERE NOT EXISTS"
                    " (SELECT FROM pg_replication_slots WHERE slot_name = %s)",
                    *(other.name, other.name),
                    database="postgres",
                )

    def run(self):
        self.settings = [
            *(*SETTINGS, f"cluster_name={self.name}", f"primary_slot_name={self.name}"),
            f"primary_conninfo={_connection(*self.everyone)} target_session_attrs=read-write",
        ]
        super().run()

    def create(self, major):
        if self is self.everyone[0]:
            super().create(major)
            # pg_rewind lets a killed server recover, without the settings of `run`, and then needs the WAL before that.
            with (self.folder / "postgresql.conf").open("a") as file:
                file.write("wal_keep_size = 256MB\n")
        else:
            source = ["-d", _connection(self.everyone[0]), "-S", self.name]
            self._program("pg_basebackup", "-D", self.folder, *source, "-R", "-c", "fast", "--no-sync")

    def kill(self):
        """End the server at once, as in a power failure."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(10)

    def stop(self):
        """Stop the server. `start` starts it again with its data."""
        self.halt()

    def remove(self):
        super().stop()

    def promote(self):
        """Make the standby the primary."""
        assert self.ask("SELECT pg_promote()")

    def rewind(self, to):
        """Make this stopped or killed server a standby of `to`, which was promoted meanwhile."""
        self.halt()
        to.ask("CHECKPOINT")
        self._program("pg_rewind", "-D", self.folder, "--source-server", _connection(to), "-R", "--no-sync")
        self.start()

    def configure(self, **settings):
        """Change settings of the running server; None is the default."""
        for name, value in settings.items():
            change = sql.SQL("ALTER SYSTEM SET {} = {}").format(
                sql.Identifier(name), sql.SQL("DEFAULT") if value is None else sql.Literal(value)
            )
            self.ask(change)
        self.ask("SELECT pg_reload_conf()")

    def delay(self, seconds):
        """Apply each commit this much later than the primary; 0 ends it."""
        self.configure(recovery_min_apply_delay=f"{seconds}s")

    def pause(self):
        """Apply nothing until `resume`."""
        self.ask("SELECT pg_wal_replay_pause()")
        until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self):
        self.ask("SELECT pg_wal_replay_resume()")

    def wait_until_caught_up(self, other):
        """Wait until everything that `other` has committed by now is visible here."""
        written = other.ask(
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END"
        )
        until(lambda: self.ask("SELECT pg_last_wal_replay_lsn() >= %s", written))

    def _program(self, name, *arguments):
        command = [self.bin / name, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, preexec_fn=self.drop)
        assert done.returncode == 0, done.stderr


def _connection(*machines):
    return f"host={','.join(str(each.scratch) for each in machines)} user={OWNER} dbname=postgres"


def until(condition, patience=60):
    """Wait until the function returns something true, and return it."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def dump(databases, template):
    """Return the contents of a database of the tests (tests/databases.py), for `machines`."""
    databases.connect_as("")
    databases.use(template)
    done = subprocess.run([find_binaries() / "pg_dump", "-Fc", "-Z0", "-d", owner_url()], capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def machines(contents=None, standbys=1, synchronous=False, owner=None):
    """Run a primary and its standbys. With `synchronous`, a commit waits until one standby has it too.

    `owner` is the role that owns the `contents`: by default that of the tests.
    """
    everyone = []
    try:
        for name in NAMES[: standbys + 1]:
            Machine(name, everyone)
        primary, *others = everyone
        primary.start()
        _fill(primary, contents, owner or urlsplit(owner_url()).username)
        for each in others:
            each.start()
        for each in everyone if synchronous else ():
            names = ", ".join(other.name for other in everyone if other is not each)
            each.configure(synchronous_standby_names=f"ANY 1 ({names})")
        for each in others:
            each.wait_until_caught_up(primary)
        yield everyone
    finally:
        for each in reversed(everyone):
            each.remove()


def _fill(primary, contents, owner):
    ask = partial(primary.ask, database="postgres")
    with_roles(primary.url(OWNER).replace(f"/{DATABASE}", "/postgres"))
    if not ask("SELECT true FROM pg_roles WHERE rolname = %s", owner):
        ask(sql.SQL("CREATE ROLE {} SUPERUSER").format(sql.Identifier(owner)))
    ask(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    if contents is not None:
        command = [primary.bin / "pg_restore", "-d", primary.url(OWNER), "--exit-on-error"]
        done = subprocess.run(command, input=contents, capture_output=True, env=primary.environment)
        assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def used_by_django(*machines, role=WEB, target=""):
    """Make the models read and write on these machines until the block ends."""
    place = urlsplit(address(*machines, role=role))
    settings = connection.settings_dict
    before = {name: settings[name] for name in ("HOST", "PORT", "NAME", "USER", "OPTIONS")}
    options = {name: value for name, value in before["OPTIONS"].items() if name != "options"}
    if target:
        options["target_session_attrs"] = target
    connections.close_all()
    settings.update(HOST=unquote(place.hostname), PORT="", NAME=DATABASE, USER=role, OPTIONS=options)
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)
