"""The permanent ids of objects in feeds, made from kind and id, so that they survive a new slug."""

from urllib.parse import urlsplit

from django.conf import settings

# A tag URI (RFC 4151) needs a date on which the owner had the host. It is part of every id: never change it.
SINCE = 2026


def host_of(origin: str) -> str:
    """Return the host of SITE_ADDRESS, if it is set, otherwise that of `origin`, the address of the request.

    The id of an object must not depend on the address of the request.
    """
    return urlsplit(settings.SITE_ADDRESS or origin).hostname or ""


def tag_uri(host: str, *names) -> str:
    """Return the Atom id of an object or a feed, such as tag:registry.example,2026:meeting/12."""
    return f"tag:{host},{SINCE}:{'/'.join(map(str, names))}"


def calendar_uid(host: str, kind: str, pk: int) -> str:
    """Return the iCalendar UID of an object, such as meeting-12@registry.example."""
    return f"{kind}-{pk}@{host}"
