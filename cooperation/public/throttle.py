"""Rate limits by client address: sign-in, ratings, search, the API, feeds and exports.

nginx has the same limits for all server processes together; here each process counts alone.
docs/operations.md has the numbers. Other pages have no limit: the page cache answers most of them.

The header fields are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from ..domain.languages import without_prefix
from .clients import client_address
from .limits import Limit

READ = ("GET", "HEAD")


@dataclass(frozen=True)
class Rate:
    """A limit for these methods and paths: `most` at once, and as many again after `seconds`.

    Paths have no language prefix: both languages count together.
    """

    name: str
    paths: str
    methods: tuple[str, ...]
    most: int
    seconds: int
    read: str = ""  # paths where reading counts too
    is_page: bool = False  # whether people read the response in a browser

    def covers(self, request) -> bool:
        paths = self.paths if request.method in self.methods else self.read if request.method in READ else ""
        return bool(re.fullmatch(paths, without_prefix(request.path_info)))


PASSKEY = r"/admin/login/passkey/"  # each GET stores a challenge for a passkey

# The first that covers a request applies.
RATES = (
    Rate("sign-in", r"/admin/(login|security|password(_change)?)/.*", ("POST",), 60, 120, PASSKEY, is_page=True),
    Rate("rating", r"/rating/", ("POST",), 30, 30 * 60, is_page=True),
    Rate("suggestions", r"/search/suggest/", READ, 100, 10),
    Rate("search", r"/search/", READ, 60, 30, is_page=True),
    Rate("api", r"/api/.*", READ, 100, 10),
    Rate("feeds", r"/(?!admin/).*\.(atom|ics)", READ, 60, 60),
    Rate("exports", r"/(?!admin/).*\.(csv|xlsx|(?<!\.csl\.)json)|/data/.*\.(zip|xml|jsonld)", READ, 30, 60),
)


class Throttle:
    """Responds with 429 if an address sends too many requests, and sets the RateLimit header fields.

    It is outside the page cache: no cached page has the limits of one reader. It uses no cookie and no database.
    """

    def __init__(self, get_response):
        factor = settings.RATE_LIMITS
        if not factor:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.limits = [(rate, Limit(rate.most * factor, rate.seconds)) for rate in RATES]

    def __call__(self, request):
        rate, limit = next(((rate, limit) for rate, limit in self.limits if rate.covers(request)), (None, None))
        address = client_address(request) if rate else ""
        if not address:  # no limit, or no address from the proxy
            return self.get_response(request)
        taken = limit.take(address)
        response = self.get_response(request) if taken else refusal(request, taken.wait, is_page=rate.is_page)
        response["RateLimit-Policy"] = f'"{rate.name}";q={limit.most};w={rate.seconds}'
        response["RateLimit"] = f'"{rate.name}";r={taken.left};t={taken.wait or taken.full_after}'
        return response


def refusal(request, seconds: int, *, is_page: bool) -> HttpResponse:
    """Return a 429 page, or plain text, which the API converts to problem details."""
    if is_page:
        response = render(request, "429.html", {"seconds": seconds}, status=429)
    else:
        text = ngettext(
            "Too many requests. Wait %(seconds)d second, then try again.",
            "Too many requests. Wait %(seconds)d seconds, then try again.",
            seconds,
        )
        text = f"{text % {'seconds': seconds}}\n"
        response = HttpResponse(text, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
