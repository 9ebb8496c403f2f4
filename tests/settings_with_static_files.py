"""The tests' settings for a server that also serves the static files in STATIC_ROOT, as in production."""

from tests.settings import *  # noqa: F403

MIDDLEWARE.insert(2, "whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
