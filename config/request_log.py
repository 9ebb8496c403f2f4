"""What log lines and metrics say about the request that a thread handles: id, route, user and number of statements.

They never contain its address, its parameters or the client's address: no line tells who asked what.
"""

import re
import secrets
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address

from django.conf import settings
from django.urls import Resolver404
from django.utils.functional import SimpleLazyObject

from cooperation.domain.languages import resolved

HEADER = "X-Request-ID"
HEALTH, READY = "/healthz", "/healthz/ready"
ROUTES = {HEALTH: "health", READY: "health_ready"}  # answered by middleware (config/health.py)
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
HIDDEN = "[hidden]"
# The form of the registry's own cookies. A client could send other values to hide words of a log line.
COOKIE = re.compile(r"[A-Za-z0-9:_-]{32,}")

# gunicorn resets it after the response is sent (config/gunicorn.py), so it also holds while a response is streamed.
current = ContextVar("request", default=None)


class NoteRequest:
    """Gives each request an id, which the response names in X-Request-ID, and makes it the current request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = _given_id(request) or secrets.token_hex(16)
        request.statements = 0
        current.set(request)
        response = self.get_response(request)
        response[HEADER] = request.id
        return response


def count_statement(execute, *statement):
    """Count a statement of the current request. Every connection has this wrapper (config/postgresql/base.py)."""
    if request := current.get():
        request.statements += 1
    return execute(*statement)


def described() -> dict:
    """Return what a log line says about the current request; {} if there is none."""
    request = current.get()
    if request is None:
        return {}
    found = {"request_id": request.id, "user_id": _staff_id(request)}
    return {name: value for name, value in found.items() if value} | {
        "route": route_of(request),
        "method": request.method,
    }


def route_of(request) -> str:
    """Return the name of the URL pattern, "static" for a static file, "" if no pattern matches.

    The page cache answers before Django resolves the address.
    """
    if match := request.resolver_match:
        return match.view_name
    if request.path_info in ROUTES:
        return ROUTES[request.path_info]
    return "static" if request.path_info.startswith(settings.STATIC_URL) else _resolved(request.path_info)


def without_secrets(text: str) -> str:
    """Replace in the text what would let its reader act as the user: the values of the registry's own cookies."""
    request = current.get()
    if request is None:
        return text
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.KNOWN_BROWSER_COOKIE):
        value = request.COOKIES.get(name, "")
        if COOKIE.fullmatch(value):
            text = text.replace(value, HIDDEN)
    return text


@lru_cache(maxsize=2048)
def _resolved(path):
    try:
        return resolved(path).view_name
    except Resolver404:
        return ""


def _given_id(request):
    """Return the id that a trusted proxy gave, or "". A peer without an address is a proxy on this machine."""
    found = request.META.get("HTTP_X_REQUEST_ID", "")
    peer = request.META.get("REMOTE_ADDR", "")
    address = ip_address(peer) if peer else None
    address = getattr(address, "ipv4_mapped", None) or address
    is_trusted = not peer or any(address in network for network in settings.TRUSTED_PROXIES)
    return found if is_trusted and GIVEN_ID.fullmatch(found) else ""


def _staff_id(request):
    """Return the id of the signed-in member of staff, or None, without a query: the user may not be loaded yet."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = request.__dict__.get("_cached_user")  # if the lazy object was evaluated (django.contrib.auth.middleware)
    return user.pk if user is not None and user.is_staff else None
