"""A standby: a PostgreSQL server that replays the commits of another one, the primary, and refuses to write.

A process asks its database which of the two it is, so it needs no restart when a standby is promoted.
"""

from django.conf import settings
from django.db import connection

# Seconds between now and the newest commit that a standby has replayed; NULL on a primary. A standby that has replayed
# nothing since it started does not know its lag.
LAG = """
CASE WHEN pg_is_in_recovery() THEN
    coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 'Infinity')::float8
END
"""
CONFIRMED_WITHIN = 10  # seconds
# Ends each wait for a synchronous standby that takes longer. No timeout of PostgreSQL covers it. A role may do this for
# its own connections only: commands that connect as the owner of the tables wait as long as it takes.
UNCONFIRMED = f"""
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE wait_event = 'SyncRep' AND usename = current_user AND query_start < now() - interval '{CONFIRMED_WITHIN} seconds'
"""
# An empty commit, if this primary has standbys. PostgreSQL waits neither for the disk nor for a standby.
PULSE = "SELECT pg_current_xact_id() FROM pg_stat_replication WHERE NOT pg_is_in_recovery() LIMIT 1"


class StandbyRefuses(Exception):
    """The database is a standby, and a process that reads from another server must answer."""


def lag() -> float | None:
    """Return how many seconds the standby is behind, possibly infinite; None if the database is a primary."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LAG}")
        return cursor.fetchone()[0]


def check(lag: float | None, *, is_read: bool = True) -> None:
    """Raise StandbyRefuses if the database is a standby, and it is too far behind or the request may write."""
    if lag is None:
        return
    if not is_read:
        raise StandbyRefuses("The database is a standby: only readers are answered.")
    if settings.STANDBY_LAG and lag > settings.STANDBY_LAG:
        raise StandbyRefuses(f"The database is a standby that is {lag:.0f} seconds behind.")


def pulse(own) -> None:
    """Commit, so that standbys know that they are not behind even if nobody saves.

    Also end the commits that no standby confirms: they raise NotConfirmed (config/postgresql/base.py). `own` is a
    connection of psycopg in autocommit mode.
    """
    own.execute(UNCONFIRMED)
    own.execute(PULSE)
