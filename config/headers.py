"""Headers of every response: pages, static files, redirects, errors and health checks."""

import re

from django.conf import settings
from django.utils.csp import build_policy

from cooperation.domain.languages import without_prefix

# No page uses any of these.
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
# Headers that scripts of other sites may read.
EXPOSED = "ETag, Content-Disposition, Retry-After, RateLimit, RateLimit-Policy"
API = "/api/"
EMBEDDED = "/embed/"
STAFF = "/admin/"
FRAMES = build_policy(settings.SECURE_CSP | {"frame-ancestors": ["*"]})
# The preview image, under its hashed name or the plain one in tests; and references to pages, which the page cache
# also sends, without a view.
SHARED_FILES = re.compile(r"(/img/preview(\.\w+)?\.png|\.bib|\.csl\.json)\Z")
# Lists in every format. The page cache sends feeds, and 304 for files that have not changed.
LISTS = re.compile(r"/(?!admin/).*\.(csv|xlsx|json|atom|ics)\Z")


class ResponseHeaders:
    """Adds Permissions-Policy and Cross-Origin-Resource-Policy, and to open data the link to its licence.

    No browser or proxy stores what staff see.

    Open data are public downloads and the API. Scripts of other sites may read them, without credentials. Other sites
    may also embed the preview image and the pages for iframes, and nothing else.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        if is_for_staff(request, response):
            response["Cache-Control"] = "no-store"
        if is_embedded := is_for_frames(request, response):
            response["Content-Security-Policy"] = FRAMES
            del response["X-Frame-Options"]
        is_open_data = (
            request.path_info.startswith(API)
            or is_current_file(request, response)
            or is_public_download(request, response)
        )
        if is_open_data:
            response["Link"] = f'<{settings.DATA_LICENCE.url}>; rel="license"'
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
        is_shared = is_open_data or is_embedded or SHARED_FILES.search(request.path_info)
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        return response


def is_current_file(request, response) -> bool:
    """Return whether the response is a list in a file format, or the status 304 or 429 in its place."""
    return response.status_code in (200, 304, 429) and bool(LISTS.match(request.path_info))


def is_for_staff(request, response) -> bool:
    """Return whether the response is a page of the admin, or of the public site for somebody with a session."""
    if request.path_info.startswith(STAFF):
        return "no-store" not in response.get("Cache-Control", "")
    return settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control")


def is_for_frames(request, response) -> bool:
    """Return whether other sites may show the page in a frame: not an error page, which has the site's forms."""
    is_ours = response.status_code in (200, 304) or getattr(response, "is_embedded", False)
    return is_ours and without_prefix(request.path_info).startswith(EMBEDDED)


def is_public_download(request, response) -> bool:
    match = request.resolver_match
    return bool(match) and match.app_name != "admin" and response.has_header("Content-Disposition")
