"""Pages for what goes wrong. They ask the database for nothing: it may be what went wrong."""

import sys

from django.conf import settings
from django.shortcuts import render
from django.views import csrf, defaults

from cooperation.database.errors import is_busy, is_of_other_release, is_unreachable
from cooperation.workflow import audit

# Seconds after which a program should ask again.
BUSY_FOR, UNREACHABLE_FOR = 5, 60


def permission_denied(request, exception):
    """403: the account may not do this."""
    audit.refused(request, str(exception))
    return defaults.permission_denied(request, exception)


def csrf_failure(request, reason=""):
    """403: the form was not sent from the page that the registry gave out."""
    audit.refused(request, reason)
    return csrf.csrf_failure(request, reason)


def page_not_found(request, exception):
    """404: nothing is published at this address."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500; or 503 where the same request may succeed later: the database is busy, away, or upgraded."""
    error = sys.exception()
    if is_busy(error):
        return busy(request)
    if is_unreachable(error) or is_of_other_release(error):
        return _unavailable(request, UNREACHABLE_FOR)
    return _uncached(render(request, "500.html", status=500))


def busy(request):
    """503: a row is locked, a statement took too long, or too many requests are being answered."""
    return _unavailable(request, BUSY_FOR, is_busy=True)


def _unavailable(request, seconds, **context):
    # The forms of the staff keep what was typed in the browser (static/admin_registry/unsaved.js).
    is_staff_form = request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES
    context["form"] = request.get_full_path() if is_staff_form else ""
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(seconds)
    return _uncached(response)


def _uncached(response):
    response["Cache-Control"] = "no-store"
    return response
