"""Other people and programs at work, each with its own connection to the database."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

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


def database_url():
    """The address of the tests' own database, for programs that are started by a test."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
