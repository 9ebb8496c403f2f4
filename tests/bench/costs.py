"""Resource use during a run: processor time of server and database, number of statements and their time."""

import os
from contextlib import suppress
from pathlib import Path

from django.db import connection

PROC = Path("/proc")


class Processes:
    """A program and its descendants. The parent process knows the time of those that have ended."""

    def __init__(self, *roots: int):
        self.roots = roots

    def milliseconds(self) -> float | None:
        """Return the user and system processor time so far; None if the operating system does not report it."""
        if not PROC.joinpath("self/stat").exists():
            return None
        return sum(map(_own, self.ids())) + sum(map(_ended, self.roots))

    def ids(self) -> list[int]:
        """Return the ids of the running processes."""
        parents = {}
        for path in PROC.iterdir():
            with suppress(OSError, ValueError):
                parents[int(path.name)] = int(_stat(int(path.name))[1])
        found, waiting = [], list(self.roots)
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += [child for child, parent in parents.items() if parent == pid]
        return found


def _stat(pid):
    """Return the fields of /proc/…/stat from the third one (state, parent …)."""
    return PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()


def _own(pid):
    """Return the milliseconds of a running process, from the scheduler's finer count if available."""
    with suppress(OSError):
        tasks = PROC.joinpath(str(pid), "task").iterdir()
        return sum(int(task.joinpath("schedstat").read_text().split()[0]) for task in tasks) / 1e6
    return 0


def _ended(pid):
    """Return the milliseconds of a process's ended children."""
    with suppress(OSError):
        return sum(map(int, _stat(pid)[13:15])) * 1000 / os.sysconf("SC_CLK_TCK")
    return 0


class Statements:
    """The statements that the database executed, as counted by pg_stat_statements."""

    @staticmethod
    def prepare():
        """Count statements without utility commands, include planning time, and turn autovacuum off."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            for setting in ("pg_stat_statements.track_utility = off", "pg_stat_statements.track_planning = on"):
                cursor.execute(f"ALTER SYSTEM SET {setting}")
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")

    @staticmethod
    def forget():
        """Reset the counters."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_statements_reset()")

    @staticmethod
    def counted() -> tuple[int, float]:
        """Return the number of statements since the reset, and their milliseconds."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(calls), 0)::int, coalesce(sum(total_exec_time + total_plan_time), 0)"
                " FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'"
            )
            return cursor.fetchone()
