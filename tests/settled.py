"""Run deferred constraints and triggers during a test, and roll back a part of it."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def undone():
    """Roll back the block, so that many writes start from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def settle():
    """Run what a commit would run for all changes so far."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
