"""The current date of the index, which determines which agreements are in force and which meetings are over."""

from datetime import date

from django.conf import settings
from django.db import connection


def advance(today: date) -> bool:
    """Update the index to this date and to the home country, without waiting for locks. Return whether it changed.

    Records locked by another transaction are left for the next call, and all records if another process is updating.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_index_as_of(%s, %s)", [today, settings.HOME_COUNTRY])
        return cursor.fetchone()[0]
