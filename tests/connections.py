"""Concurrent users and programs, each with its own database connection."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

from django.db import connection


def at_once(*acts):
    """Run `acts` in threads and return what each returned or raised. They see only committed rows."""
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
    """Return the URL of the test database for programs that a test starts, with the role of the web server."""
    return _of_test(os.environ["DATABASE_URL"])


def owner_url():
    """Return the same with the role that owns the tables."""
    return _of_test(os.environ["TEST_OWNER_URL"])


def _of_test(url):
    return urlunsplit(urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}"))
