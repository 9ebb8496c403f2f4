"""The address of the client, and whether the request belongs to a session of a member of staff."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from ..models import Session

SESSION_KEY = re.compile("[a-z0-9]{32}")
SAFE = {"GET", "HEAD", "OPTIONS"}  # methods that change nothing (RFC 9110, 9.2.1)


def client_address(request) -> str:
    """Return the IP address of the client; for IPv6, the /64 network that one connection gets.

    Only the entries of X-Forwarded-For that trusted proxies wrote are used: the last address that is not a trusted
    proxy. Return "" if no address is known.
    """
    found = ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    peer = request.META.get("REMOTE_ADDR", "")
    # A peer without an address uses the Unix socket, which only a proxy on this machine can reach.
    for text in reversed([*forwarded, peer] if peer else forwarded):
        address = _parsed(text.strip())
        if address is None:
            break
        found = address
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            break
    if not found:
        return ""
    return str(found) if found.version == 4 else str(int(found) >> 64)


def _parsed(text):
    """Return the address in a text, which may have a port, or None if the text is not an address."""
    try:
        address = ip_address(text)
    except ValueError:
        try:
            address = ip_address(urlsplit(f"//{text}").hostname or "")
        except ValueError:
            return None
    return getattr(address, "ipv4_mapped", None) or address


def has_session(request) -> bool:
    """Return whether the request has a current session of a signed-in user; True if the database cannot answer.

    A session without a user, as before sign-in, does not count. Only a well-formed session cookie costs a query.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not SESSION_KEY.fullmatch(key):
        return False
    with suppress(DatabaseError):
        return Session.objects.filter(pk=key, user__isnull=False, expire_date__gt=timezone.now()).exists()
    return True
