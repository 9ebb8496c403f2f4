"""The settings for tests, changed where a test would only wait."""

import os

from jinja2 import FileSystemBytecodeCache, StrictUndefined

from config.environment import Environment
from config.settings import *  # noqa: F403

# Static files directly from their folders: browser tests need no collectstatic. The demo's own test (tests/config/)
# serves the hashed ones.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
TEMPLATES[0]["OPTIONS"]["undefined"] = StrictUndefined  # noqa: F405  a name that a template misspells is an error
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(os.environ["COMPILED_TEMPLATES"])  # noqa: F405
RATE_LIMITS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REQUIRE_SECOND_FACTOR = False  # tests of second factors turn it on
CONFIRM_CHANGES = False  # its tests turn it on
SIGN_IN_PACE = 0
# The owner of the tables; the database is that of the test (config/testdb.py).
OWNER_DATABASE = Environment().database("TEST_OWNER_URL")
BACKUP_DATABASE = OWNER_DATABASE | {"USER": "registry_backup", "NAME": DATABASES["default"]["NAME"]}  # noqa: F405
