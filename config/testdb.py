"""A pytest plugin, listed in pyproject.toml, that sets up the database and the environment for the tests.

pytest-django reads the settings before any conftest.py or hook runs, so this happens when the plugin is imported. xdist
workers inherit the environment, and so share one server.
"""

import atexit
import contextlib
import os
import sys
import tempfile

from config.embedded import CannotStart, server, with_roles

os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    ALLOWED_HOSTS="localhost,testserver",
    CONTACT="registry@ministry.example",
    DATA_LICENCE="CC-BY-4.0",
    DATABASE_POOL="0",
    DEBUG="off",
    # Playwright leaves an event loop running in the worker, and Django refuses database access in one.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    HOME_COUNTRY="KOR",
    HTTPS_REDIRECT="off",
    LOG_FORMAT="text",
    LOG_LEVEL="WARNING",
    OWNER="Ministry of Examples",
    OWNER_URL="https://ministry.example/",
    SECURE_COOKIES="off",
    SITE_NAME="Cooperation registry",
    TIME_ZONE="Asia/Seoul",
)

# Tests start many servers and commands, and pytest rewrites its modules: all keep what they compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

if "COMPILED_TEMPLATES" not in os.environ:
    folder = tempfile.TemporaryDirectory()
    os.environ["COMPILED_TEMPLATES"] = folder.name
    atexit.register(folder.cleanup)

if not os.environ.get("DATABASE_URL"):
    stack = contextlib.ExitStack()
    try:
        os.environ["DATABASE_URL"] = stack.enter_context(server())
    except CannotStart as reason:
        sys.exit(str(reason))
    atexit.register(stack.close)

# Tests make databases with the given role, which owns the tables. The web server is tested with a role of its own.
if not os.environ.get("TEST_OWNER_URL"):
    os.environ["TEST_OWNER_URL"] = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = with_roles(os.environ["TEST_OWNER_URL"])["DATABASE_URL"]
