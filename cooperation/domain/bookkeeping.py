"""Changes that nobody is told of, such as when a session was last used."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def bookkeeping() -> Iterator[None]:
    """Commit what the block writes without waiting for a standby: it is no loss if it is lost with the primary.

    Inside another transaction, that one decides.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = local")
        yield
