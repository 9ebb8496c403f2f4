"""Timeouts of one transaction. Requests have the limits in config/settings.py; commands have none."""

from django.db import connection


def set_timeouts(**milliseconds: int) -> None:
    """Set timeouts in milliseconds until the transaction ends; 0 is no limit.

    Names are those of PostgreSQL without "_timeout": `lock`, `statement`, `idle_in_transaction_session`.
    """
    with connection.cursor() as cursor:
        for name, limit in milliseconds.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"{name}_timeout", str(limit)])
