"""Lets what waits for the end of a transaction happen in the middle of a test."""

from django.db import connection


def settle():
    """Do what a commit does with all that changed so far."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
