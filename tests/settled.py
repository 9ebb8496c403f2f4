"""Run deferred constraints and triggers in the middle of a test, and undo a part of it."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def undone():
    """Undo what the block writes, so that many writes begin with the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def settle():
    """Run what a commit would run for all changes so far."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
