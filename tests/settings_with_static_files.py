"""The settings for a test server that also serves static files, from STATIC_ROOT and from the code."""

from tests.settings import *  # noqa: F403

MIDDLEWARE.insert(3, "whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
WHITENOISE_USE_FINDERS = True
