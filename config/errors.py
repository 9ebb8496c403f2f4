"""Error pages. They do not query the database, which may be the cause of the error, except for a 403 in the admin."""

import sys

from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from cooperation.database.errors import (
    NotConfirmed,
    is_busy,
    is_disk_full,
    is_of_other_release,
    is_read_only,
    is_unreachable,
)
from cooperation.database.standby import StandbyRefuses
from cooperation.public.clients import SAFE
from cooperation.workflow import audit

# Retry-After, in seconds.
BUSY_FOR, UNREACHABLE_FOR = 5, 60


def permission_denied(request, exception):
    """403: the account lacks the permission."""
    audit.refused(request, str(exception))
    sentences = [
        _("Your account may not view this page or do this."),
        _("If you need it, ask an administrator to change your role."),
    ]
    page = _page_of_admin(request, _("You do not have permission"), sentences)
    return page or defaults.permission_denied(request, exception)


def csrf_failure(request, reason=""):
    """403: the form was not sent from a page of the registry."""
    audit.refused(request, reason)
    sentences = [
        _("You signed in again after you opened the form, or the form was not sent from this site. Nothing was saved."),
        _("Go back, reload the form, and restore the text that this browser kept for you."),
    ]
    page = _page_of_admin(request, _("Your form was not accepted"), sentences)
    return page or csrf.csrf_failure(request, reason)


def _page_of_admin(request, title, sentences):
    """Return the page within the admin, if the request is for the admin and its user may use it; otherwise None."""
    match = request.resolver_match
    try:
        if not match or admin.site.name not in match.namespaces or not admin.site.has_permission(request):
            return None
        context = {**admin.site.each_context(request), "title": title, "subtitle": None, "sentences": sentences}
        return render(request, "admin/403.html", context, status=403)
    except DatabaseError:
        return None


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """500, or 503 if the same request can succeed later or in another process.

    That is so if the database is busy, unreachable, read-only or being upgraded, if its disk is full, or if it is not
    known whether a change was saved.
    """
    error = sys.exception()
    if isinstance(error, NotConfirmed):
        return _unavailable(request, UNREACHABLE_FOR, why="" if request.method in SAFE else "unconfirmed")
    if isinstance(error, StandbyRefuses) or is_busy(error) or is_read_only(error):
        return busy(request)
    if is_unreachable(error) or is_of_other_release(error):
        return _unavailable(request, UNREACHABLE_FOR)
    if is_disk_full(error):
        return _unavailable(request, UNREACHABLE_FOR, why="full")
    return _uncached(render(request, "500.html", status=500))


def busy(request):
    """503: a row is locked, a statement took too long, or there are too many requests."""
    return _unavailable(request, BUSY_FOR, why="busy")


def _unavailable(request, seconds, why=""):
    # Staff forms keep the user's input in the browser (static/admin_registry/unsaved.js).
    is_staff_form = request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES
    form = request.get_full_path() if is_staff_form else ""
    response = render(request, "503.html", {"form": form, "why": why}, status=503)
    response["Retry-After"] = str(seconds)
    return _uncached(response)


def _uncached(response):
    response["Cache-Control"] = "no-store"
    return response
