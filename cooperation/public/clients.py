"""Where a request comes from, and whether it belongs to a session."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

SESSION_KEY = re.compile("[a-z0-9]{32}")


def client_address(request) -> str:
    """Return the IP address of the client, of IPv6 the network of 64 bits that one connection has.

    X-Forwarded-For is believed as far as trusted proxies wrote it: its last address that is not one of theirs counts.
    "" is a client of which no address is known.
    """
    found = ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    peer = request.META.get("REMOTE_ADDR", "")
    # A peer without an address came by the Unix socket, where only a proxy on this machine can.
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
    """Return the address in a text, which may have a port; None if it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        try:
            address = ip_address(urlsplit(f"//{text}").hostname or "")
        except ValueError:
            return None
    return getattr(address, "ipv4_mapped", None) or address


def has_session(request) -> bool:
    """Return whether the request belongs to a session that exists; a statement only for a cookie that could name one.

    True where the database cannot tell.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not SESSION_KEY.fullmatch(key):
        return False
    with suppress(DatabaseError):
        return Session.objects.filter(pk=key, expire_date__gt=timezone.now()).exists()
    return True
