"""The public state of a package."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

STATE = """
SELECT version.number, version.token::text, log.at, entries.day
FROM cooperation_publicversion version
CROSS JOIN cooperation_entrystate entries
LEFT JOIN cooperation_publiccommit log USING (number, token)
"""


@dataclass(frozen=True)
class PublicState:
    """The last commit that changed what readers see, and the day on which agreements are in force."""

    number: int
    token: str
    at: datetime
    day: date


@contextmanager
def one_state() -> Iterator[PublicState]:
    """Make all statements in the block see one public state.

    A transaction is open for the whole block. A request must not do this, as its client may be slow.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(STATE)
        number, token, at, day = cursor.fetchone()
        yield PublicState(number, token, at or timezone.now(), day)
