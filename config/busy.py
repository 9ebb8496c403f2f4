"""Limit how many requests a process handles at once and how many wait; reject the others immediately with 503.

gunicorn gives each request a thread from a pool and queues requests without one, including /healthz and static files.
If the pool were as small as the number of database connections, requests that wait for the database would block
everything. So the pool is larger (config/gunicorn.py): one thread for each active request, one for each that waits
here, and two more. Those two always stay free for requests that need no database, because a request is rejected
immediately if too many are waiting. Waiting threads cost almost nothing, and start only when needed.

A client that sends its request slowly occupies a thread but no place, so a process can have `WAITING` slow clients
before others notice. nginx buffers requests, so behind it there are none.
"""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.http.request import UnreadablePostError

from cooperation.domain.places import Places
from cooperation.middleware import MOST_WITHOUT_SESSION

from .errors import busy
from .places import GIVE_BACK, WAITING

PATIENCE = 5  # seconds


class LimitRequests:
    """Rejects requests with 503 if no place is free in time. The server frees the place after sending the response.

    Middleware before this one needs no database: /healthz and static files.
    """

    def __init__(self, get_response):
        if not settings.REQUESTS_AT_ONCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.places = Places(settings.REQUESTS_AT_ONCE, WAITING, PATIENCE)

    def __call__(self, request):
        try:
            _read_short_body(request)
        except UnreadablePostError:  # the client has closed the connection
            return HttpResponse(status=400)
        if not self.places.take():
            return busy(request)
        request.environ[GIVE_BACK] = self.places.give_back
        return self.get_response(request)


def _read_short_body(request):
    """Read a short body, which Django keeps. A longer one, or one of unknown length, may be refused unread."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and 0 < int(length) <= MOST_WITHOUT_SESSION and "HTTP_TRANSFER_ENCODING" not in request.META:
        request.body  # noqa: B018
