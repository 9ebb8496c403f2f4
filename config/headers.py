"""Headers of every response: pages, static files, redirects, errors and health checks."""

import re

from django.conf import settings

# No page uses any of these.
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
# The preview image, under its hashed name or the plain one in tests; and references to pages, which the page cache
# also sends, without a view.
SHARED_FILES = re.compile(r"(/img/preview(\.\w+)?\.png|\.bib|\.csl\.json)\Z")


class ResponseHeaders:
    """Adds Permissions-Policy and Cross-Origin-Resource-Policy, and to a public download the link to its licence.

    Other sites may embed the preview image and read public downloads, and nothing else.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        is_download = is_public_download(request, response)
        if is_download:
            response["Link"] = f'<{settings.DATA_LICENCE.url}>; rel="license"'
        is_shared = is_download or SHARED_FILES.search(request.path_info)
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        return response


def is_public_download(request, response) -> bool:
    match = request.resolver_match
    return bool(match) and match.app_name != "admin" and response.has_header("Content-Disposition")
