"""Timeouts of one transaction. Requests have the limits in config/settings.py; commands have none."""

from django.db import connection

# lock_timeout limits each wait, and a statement that queues for a row waits twice: for the queue and for the row. A
# statement_timeout a little longer than lock_timeout limits both together; without lock_timeout there is no limit.
LIMIT = """
SELECT current_setting('statement_timeout'), set_config(
    'statement_timeout', round(1100 * extract(epoch FROM current_setting('lock_timeout')::interval))::text, true
)
"""


def set_timeouts(**limits: int | str) -> None:
    """Set timeouts until the transaction ends, in milliseconds or as text with a unit; 0 is no limit.

    Names are those of PostgreSQL without "_timeout": `lock`, `statement`, `idle_in_transaction_session`.
    """
    with connection.cursor() as cursor:
        for name, limit in limits.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"{name}_timeout", str(limit)])


def first_locked(rows):
    """Return the first of the rows, locked until the transaction ends; None if there is none.

    It waits no longer than `lock_timeout`, however many others wait for the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIMIT)
        before, _limit = cursor.fetchone()
    row = rows.select_for_update(of=("self",)).first()
    set_timeouts(statement=before)
    return row
