"""Run deferred constraints and triggers in the middle of a test."""

from django.db import connection


def settle():
    """Run what a commit would run for all changes so far."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
