"""Middleware: limits on request bodies, redirects from old addresses, and attribution of changes."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin

from .history import attributed
from .public.clients import has_session

MOST_WITHOUT_SESSION = 64 * 1024  # bytes of a body; with a session DATA_UPLOAD_MAX_MEMORY_SIZE applies
FORM_AROUND_FILES = 64 * 1024  # bytes of the other fields in a body with files


class LimitBodies:
    """Rejects a request whose body is too large, before reading it: the server then closes the connection.

    A body without a Content-Length is also rejected: browsers always send one, and Django cannot read a body without
    it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return an error page with status 411 or 413, or pass the request on."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return render(
                request, "413.html", {"has_no_length": True, "size": 0, "most": 0, "is_signed_in": False}, status=411
            )
        length = request.META.get("CONTENT_LENGTH", "")
        size = int(length) if length.isdecimal() else 0  # Django ignores a length that is not a number
        if size <= MOST_WITHOUT_SESSION:
            return self.get_response(request)
        most, more, is_signed_in = MOST_WITHOUT_SESSION, 0, has_session(request)
        if is_signed_in:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if files := _most_of_files(request.path_info):
                most, more = files, FORM_AROUND_FILES
        if size <= most + more:
            return self.get_response(request)
        context = {"has_no_length": False, "is_signed_in": is_signed_in, "size": size, "most": most}
        return render(request, "413.html", context, status=413)


def _most_of_files(path):
    try:
        return getattr(resolve(path).func, "most_of_files", 0)
    except Resolver404:
        return 0


class RedirectOldAddresses(MiddlewareMixin):
    """Replaces a 404 response with a redirect if the address was once a page.

    Django's own fallback middleware includes the query string in the lookup; this one keeps it in the redirect. The
    address of a file of the page, such as its reference, leads to the same file of the new page. If the database is
    down, the response stays 404.
    """

    def process_response(self, request, response):
        if response.status_code != 404:
            return response
        folder, _slash, name = request.path.rpartition("/")
        slug, dot, ending = name.partition(".") if request.resolver_match else (name, "", "")
        page = f"{folder}/{slug}/" if dot else request.path
        try:
            new_path = (
                Redirect.objects.filter(site_id=settings.SITE_ID, old_path=page)
                .exclude(new_path="")
                .values_list("new_path", flat=True)
                .first()
            )
        except DatabaseError:
            return response
        if new_path is None:
            return response
        new_path, hash_sign, fragment = new_path.partition("#")
        if dot:
            new_path, hash_sign, fragment = f"{new_path.rstrip('/')}.{ending}", "", ""
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{new_path}{query and '?'}{query}{hash_sign}{fragment}")


def attribute_changes(get_response):
    """Attribute changes in the history to the user and the address of the request."""

    def middleware(request):
        if request.method in {"GET", "HEAD", "OPTIONS"} or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with attributed(user, f"{request.method} {request.path}", request.POST.get("reason_for_change", "")[:300]):
            return get_response(request)

    return middleware
