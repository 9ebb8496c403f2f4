"""Other people at work: functions that run at the same time, each with its own connection to the database."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*acts):
    """Run `acts` in threads and return what each returned or raised. The rows they see must be committed."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
