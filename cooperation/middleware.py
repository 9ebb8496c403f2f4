"""Middleware: language, methods, limits on bodies, sessions, HEAD, old addresses, and attribution of changes."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.deprecation import MiddlewareMixin

from .domain.browsers import browser_name
from .domain.languages import answer_in, is_file, language_of, prefix_of, without_prefix
from .history import attributed
from .public.clients import SAFE, has_session

MOST_WITHOUT_SESSION = 64 * 1024  # bytes of a body; with a session DATA_UPLOAD_MAX_MEMORY_SIZE applies
FORM_AROUND_FILES = 64 * 1024  # bytes of the other fields in a body with files
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


class Language:
    """Activates the language of the address for the whole request, and names it in Content-Language.

    Cookies and Accept-Language are ignored, so that pages do not vary by them. Error pages have it too, because this
    comes before any middleware that refuses requests. In the admin, the account decides later
    (cooperation/sign_in/middleware.py).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return answer_in(language_of(request.path_info), self.get_response, request)


def refuse_other_methods(get_response):
    """Answer 405 to TRACE and unknown methods: many pages of the admin do not check the method."""

    def middleware(request):
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(["GET", "HEAD"])

    return middleware


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


class Sessions(SessionMiddleware):
    """Django's middleware, with a session that stores the name of the browser (models/session.py)."""

    def process_request(self, request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = self.SessionStore(key, browser_name(request.headers.get("User-Agent", "")))


def answer_head(get_response):
    """Drop the content of a streamed response to HEAD: the server would generate all of it and send none."""

    def middleware(request):
        response = get_response(request)
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()
        return response

    return middleware


class RedirectOldAddresses(MiddlewareMixin):
    """Replaces a 404 response with a redirect if the address was once a page, or is that of a file with a language.

    Django's own fallback middleware includes the query string in the lookup; this one keeps it in the redirect. The
    address of a file of the page, such as its reference, leads to the same file of the new page. Redirects are stored
    without a language: a page leads to the new one in the same language. Files have one address, without a language.
    """

    def process_response(self, request, response):
        if response.status_code != 404 or "\0" in request.path_info:  # PostgreSQL stores no such character
            return response
        language, path = language_of(request.path_info), without_prefix(request.path_info)
        query = request.META.get("QUERY_STRING", "")
        if language != settings.LANGUAGE_CODE and is_file(path):
            return _moved(path, query)
        folder, _slash, name = path.rpartition("/")
        slug, dot, ending = name.partition(".") if request.resolver_match else (name, "", "")
        page = f"{folder}/{slug}/" if dot else path
        new_path = (
            Redirect.objects.filter(site_id=settings.SITE_ID, old_path=page)
            .exclude(new_path="")
            .values_list("new_path", flat=True)
            .first()
        )
        if new_path is None:
            return response
        new_path, hash_sign, fragment = new_path.partition("#")
        if dot:
            new_path, hash_sign, fragment = f"{new_path.rstrip('/')}.{ending}", "", ""
        return _moved(prefix_of(language) + new_path, query, hash_sign + fragment)


def _moved(path, query, fragment=""):
    path = f"{get_script_prefix()}{path.removeprefix('/')}"
    return HttpResponsePermanentRedirect(f"{path}{query and '?'}{query}{fragment}")


def attribute_changes(get_response):
    """Attribute changes in the history to the user and the address of the request.

    The user's session is named too: it continues if the user changes their own password (database/accounts.py).
    """

    def middleware(request):
        if request.method in SAFE or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        reason = request.POST.get("reason_for_change", "")[:300]
        with attributed(user, f"{request.method} {request.path}", reason, request.session.session_key or ""):
            return get_response(request)

    return middleware
