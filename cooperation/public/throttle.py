"""Limit how often one address may ask for what costs much, is answered for programs, or is guessed at.

nginx counts the same exactly, for all server processes together; here each process counts for itself.
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
    """Requests of these methods to paths of this form: `most` at once, and as many again after `seconds`.

    The paths are without a language: those of both languages count together.
    """

    name: str
    paths: str
    methods: tuple[str, ...]
    most: int
    seconds: int
    read: str = ""  # paths of which reading counts as well
    is_page: bool = False  # whether people read the answer, in a browser

    def covers(self, request) -> bool:
        paths = self.paths if request.method in self.methods else self.read if request.method in READ else ""
        return bool(re.fullmatch(paths, without_prefix(request.path_info)))


PASSKEY = r"/admin/login/passkey/"  # each answer to a GET stores what a passkey must sign

# The first that covers a request counts it.
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
    """Refuses a request with 429 if its address asks too often, and tells programs how much they may still ask for.

    It is outside the page cache: no cached page has the numbers of one reader. It sets no cookie and asks no database.
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
        if not address:  # the proxy on this machine does not say whose request it is
            return self.get_response(request)
        taken = limit.take(address)
        response = self.get_response(request) if taken else refusal(request, taken.wait, is_page=rate.is_page)
        response["RateLimit-Policy"] = f'"{rate.name}";q={limit.most};w={rate.seconds}'
        response["RateLimit"] = f'"{rate.name}";r={taken.left};t={taken.wait or taken.full_after}'
        return response


def refusal(request, seconds: int, *, is_page: bool) -> HttpResponse:
    """Return 429: a page, or plain text for programs. The API makes a problem of it."""
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
