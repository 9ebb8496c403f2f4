"""The day that the index stands for: which agreements are in force and which meetings are over follows from it."""

from datetime import date

from django.conf import settings
from django.db import connection


def advance(today: date) -> bool:
    """Bring the index to the day, and to the home country, without waiting for anybody. Return whether it changed.

    A record that another transaction has locked is left for the next call, and all of it while another process does it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_index_as_of(%s, %s)", [today, settings.HOME_COUNTRY])
        return cursor.fetchone()[0]
