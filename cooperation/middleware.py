"""What every request passes: its body has a limit, old addresses redirect, and what is written is attributed."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin

from .history import attributed
from .public.clients import has_session

MOST_WITHOUT_SESSION = 64 * 1024  # bytes of a body; with a session DATA_UPLOAD_MAX_MEMORY_SIZE
FORM_AROUND_FILES = 64 * 1024  # bytes of the other fields, where a body has files


class LimitBodies:
    """Refuses a request whose body is too large, before any of it is read: the server then closes the connection.

    A body without a stated length is refused too: browsers always state it, and Django reads no other.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer 411 or 413 in words, or let the request pass."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return render(request, "413.html", {"has_no_length": True}, status=411)
        length = request.META.get("CONTENT_LENGTH", "")
        size = int(length) if length.isdecimal() else 0  # Django reads nothing of a length that is no number
        if size <= MOST_WITHOUT_SESSION:
            return self.get_response(request)
        most, more, is_signed_in = MOST_WITHOUT_SESSION, 0, has_session(request)
        if is_signed_in:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if files := _most_of_files(request.path_info):
                most, more = files, FORM_AROUND_FILES
        if size <= most + more:
            return self.get_response(request)
        context = {"is_signed_in": is_signed_in, "size": size, "most": most}
        return render(request, "413.html", context, status=413)


def _most_of_files(path):
    try:
        return getattr(resolve(path).func, "most_of_files", 0)
    except Resolver404:
        return 0


class RedirectOldAddresses(MiddlewareMixin):
    """Answers what would be a 404 with a redirect where the address once led somewhere.

    Django's own fallback looks up the address with its query string; here the query string is carried along instead.
    With the database down the 404 stands.
    """

    def process_response(self, request, response):
        if response.status_code != 404:
            return response
        try:
            new_path = (
                Redirect.objects.filter(site_id=settings.SITE_ID, old_path=request.path)
                .exclude(new_path="")
                .values_list("new_path", flat=True)
                .first()
            )
        except DatabaseError:
            return response
        if new_path is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{new_path}?{query}" if query else new_path)


def attribute_changes(get_response):
    """Let history know who sends a request that may write, and to which address."""

    def middleware(request):
        if request.method in {"GET", "HEAD", "OPTIONS"} or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with attributed(user, f"{request.method} {request.path}", request.POST.get("reason_for_change", "")[:300]):
            return get_response(request)

    return middleware
