"""The tests' settings for a server of its own that also serves static files: those in STATIC_ROOT, and the code's."""

from tests.settings import *  # noqa: F403

MIDDLEWARE.insert(2, "whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
WHITENOISE_USE_FINDERS = True
