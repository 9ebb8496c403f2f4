"""Limit how many requests a process handles at once and how many wait; reject the others immediately with 503.

gunicorn gives each request a thread from a pool and queues requests without one, including /healthz and static files.
If the pool were as small as the number of database connections, requests that wait for the database would block
everything. So the pool is larger (config/gunicorn.py): one thread for each active request, one for each that waits
here, and two more. Those two always stay free for requests that need no database, because a request is rejected
immediately if too many are waiting. Waiting threads cost almost nothing, and start only when needed.
"""

from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from .errors import busy

WAITING = 400
PATIENCE = 5  # seconds
GIVE_BACK = "registry.give_back"  # key in the WSGI environment: the function to call after the response is sent


class Places:
    """The limits of one process: `at_once` active requests, and `waiting` ones that wait up to `patience` seconds."""

    def __init__(self, at_once: int, waiting: int = WAITING, patience: float = PATIENCE):
        self.patience = patience
        self.answered = BoundedSemaphore(at_once)
        self.all = BoundedSemaphore(at_once + waiting)

    def take(self) -> bool:
        """Return whether the request can continue; if so, call `give_back` afterwards."""
        if not self.all.acquire(blocking=False):
            return False
        if self.answered.acquire(timeout=self.patience):
            return True
        self.all.release()
        return False

    def give_back(self) -> None:
        """Let the next request continue."""
        self.answered.release()
        self.all.release()


class LimitRequests:
    """Rejects requests with 503 if no place is free in time. The server frees the place after sending the response.

    Middleware before this one needs no database: /healthz and static files.
    """

    def __init__(self, get_response):
        if not settings.REQUESTS_AT_ONCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.places = Places(settings.REQUESTS_AT_ONCE)

    def __call__(self, request):
        if not self.places.take():
            return busy(request)
        request.environ[GIVE_BACK] = self.places.give_back
        return self.get_response(request)
