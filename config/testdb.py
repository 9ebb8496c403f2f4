"""A pytest plugin, named in pyproject.toml: the database and the environment that the tests run on.

pytest-django reads the settings before any conftest.py and any hook, so all this happens while the plugin is imported.
The workers of xdist inherit the environment, and with it the one server.
"""

import atexit
import contextlib
import os
import sys

from config.embedded import CannotStart, server

os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    ALLOWED_HOSTS="localhost,testserver",
    DATABASE_POOL="0",
    DEBUG="off",
    # Playwright leaves an event loop running in the worker, in which Django would refuse to touch the database.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    HOME_COUNTRY="KOR",
    HTTPS_REDIRECT="off",
    LOG_LEVEL="WARNING",
    SECURE_COOKIES="off",
    TIME_ZONE="Asia/Seoul",
)

if not os.environ.get("DATABASE_URL"):
    stack = contextlib.ExitStack()
    try:
        os.environ["DATABASE_URL"] = stack.enter_context(server())
    except CannotStart as reason:
        sys.exit(str(reason))
    atexit.register(stack.close)
