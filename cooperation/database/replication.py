"""The state of this server's standbys.

PostgreSQL shows more than their number only to members of the role pg_read_all_stats. The web role must not be one: it
would see the statements of every other role too. It calls functions that run as the owner of the tables, who may be
one.
"""

import re
from typing import NamedTuple

from django.db import connection

PROGRAMS = (
    """
-- A server that only stores WAL (pg_receivewal) replays nothing; pg_basebackup is not a standby.
CREATE FUNCTION registry_standbys()
RETURNS TABLE (name text, address text, state text, sync_state text, lag float8, behind bigint)
LANGUAGE sql STABLE AS $$
    SELECT application_name, coalesce(host(client_addr), ''), state, sync_state,
        extract(epoch FROM coalesce(replay_lag, '0'))::float8,
        CASE WHEN NOT pg_is_in_recovery() THEN
            greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(replay_lsn, flush_lsn, sent_lsn)), 0)::bigint
        END
    FROM pg_stat_replication
    WHERE application_name <> 'pg_basebackup'
    ORDER BY application_name, client_addr, client_port
$$;
""",
    """
CREATE FUNCTION registry_sender() RETURNS TABLE (status text, address text)
LANGUAGE sql STABLE AS $$
    SELECT status, sender_host || coalesce(':' || sender_port, '') FROM pg_stat_wal_receiver
$$;
""",
)
UNUSED = """
SELECT slot_name, wal_status, CASE WHEN restart_lsn IS NOT NULL THEN greatest(0, pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn
))::bigint END
FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT active ORDER BY slot_name
"""
WAITS = "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit')"
SYNCHRONOUS = {"sync", "quorum"}
# "2 (a, b)", "FIRST 2 (a, b)" or "ANY 2 (a, b)"; "a, b" means one.
_NUMBER = re.compile(r"\s*(?:(?:FIRST|ANY)\s*)?(\d+)\s*\(", re.IGNORECASE)


class Standby(NamedTuple):
    """A server that receives from this one. The state is None if the owner of the tables may see the name only."""

    name: str
    address: str  # "" for a Unix socket
    state: str | None  # "streaming" once it has caught up
    sync_state: str | None
    lag: float  # seconds
    behind: int | None  # bytes of WAL that it has not replayed

    @property
    def is_hidden(self) -> bool:
        return self.state is None

    @property
    def is_synchronous(self) -> bool:
        return self.sync_state in SYNCHRONOUS


class Slot(NamedTuple):
    """A slot that no standby uses now, for which PostgreSQL keeps WAL."""

    name: str
    wal_status: str | None  # "lost" if it was removed all the same
    kept: int | None  # bytes; None if nothing is kept


class Sender(NamedTuple):
    """The server from which this standby receives. Both are None if the owner of the tables may not see it."""

    status: str | None
    address: str | None


def standbys() -> list[Standby]:
    """Return the standbys that are connected to this primary."""
    return [Standby(*row) for row in _rows("SELECT * FROM registry_standbys()")]


def sender() -> Sender | None:
    """Return the server from which this standby receives, or None."""
    return next((Sender(*row) for row in _rows("SELECT * FROM registry_sender()")), None)


def unused_slots(*, is_primary: bool) -> list[Slot]:
    """Return the slots that no standby uses now; on a standby, without those that were never used."""
    slots = [Slot(*row) for row in _rows(UNUSED)]
    return [each for each in slots if is_primary or each.kept is not None or each.wal_status == "lost"]


def required() -> int:
    """Return the number of standbys that a commit waits for."""
    [[names, commit]] = _rows(WAITS)
    if not names.strip() or commit in {"off", "local"}:
        return 0
    number = _NUMBER.match(names)
    return int(number[1]) if number else 1


def _rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
