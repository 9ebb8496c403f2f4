"""Check one password at a time, so that guessing does not slow down public pages.

A check takes a CPU for a quarter of a second. Each server process answers one request of a stranger at a time, at most
one every settings.SIGN_IN_PACE seconds, and at most half of the time; the others wait without blocking readers
(config/busy.py comes after this). Browsers in which somebody has signed in before have a queue of their own, so that
strangers do not delay them.
"""

import re
import time
from threading import Timer

from django.conf import settings
from django.shortcuts import render

from ..domain.places import Places
from .throttle import is_known_browser

# Passkeys, codes and requests for a link cost little and need not wait.
PATHS = re.compile(r"/admin/(login|password(_change)?|security/confirm)/(?!(passkey|code|cancel|forgotten)/).*")
WAITING = 20
PATIENCE = 10  # seconds


class TakeTurns:
    """Middleware that lets forms with passwords wait for their turn, and refuses them with 503 if too many wait."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.of_strangers, self.of_known_browsers = Places(1, WAITING, PATIENCE), Places(1, WAITING, PATIENCE)

    def __call__(self, request):
        if request.method != "POST" or not PATHS.fullmatch(request.path_info):
            return self.get_response(request)
        places = self.of_known_browsers if is_known_browser(request) else self.of_strangers
        if not places.take():
            return _refusal(request)
        began = time.monotonic()
        try:
            return self.get_response(request)
        finally:
            took = time.monotonic() - began
            was_checked = not getattr(request, "throttled_for", 0)
            if settings.SIGN_IN_PACE and places is self.of_strangers and was_checked:
                # The response does not wait.
                timer = Timer(max(settings.SIGN_IN_PACE - took, took), places.give_back)
                timer.daemon = True
                timer.start()
            else:
                places.give_back()


def _refusal(request):
    response = render(request, "503.html", {"form": "", "why": "busy"}, status=503)
    response["Retry-After"] = str(PATIENCE)
    response["Cache-Control"] = "no-store"
    return response
