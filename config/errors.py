"""Error pages. They do not query the database, which may be the cause of the error."""

import sys

from django.conf import settings
from django.shortcuts import render
from django.views import csrf, defaults

from cooperation.database.errors import is_busy, is_of_other_release, is_unreachable
from cooperation.workflow import audit

# Retry-After, in seconds.
BUSY_FOR, UNREACHABLE_FOR = 5, 60


def permission_denied(request, exception):
    """403: the account lacks the permission."""
    audit.refused(request, str(exception))
    return defaults.permission_denied(request, exception)


def csrf_failure(request, reason=""):
    """403: the form was not sent from a page of the registry."""
    audit.refused(request, reason)
    return csrf.csrf_failure(request, reason)


def page_not_found(request, exception):
    """404: page not found."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500, or 503 if the same request can succeed later: the database is busy, unreachable or being upgraded."""
    error = sys.exception()
    if is_busy(error):
        return busy(request)
    if is_unreachable(error) or is_of_other_release(error):
        return _unavailable(request, UNREACHABLE_FOR)
    return _uncached(render(request, "500.html", status=500))


def busy(request):
    """503: a row is locked, a statement took too long, or there are too many requests."""
    return _unavailable(request, BUSY_FOR, is_busy=True)


def _unavailable(request, seconds, *, is_busy=False):
    # Staff forms keep the user's input in the browser (static/admin_registry/unsaved.js).
    is_staff_form = request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES
    form = request.get_full_path() if is_staff_form else ""
    response = render(request, "503.html", {"form": form, "is_busy": is_busy}, status=503)
    response["Retry-After"] = str(seconds)
    return _uncached(response)


def _uncached(response):
    response["Cache-Control"] = "no-store"
    return response
