"""How many requests a process answers at once; how many wait; and that others are told at once to try again.

gunicorn gives each request a thread of a pool, and queues what finds none, /healthz and static files among it. With a
pool as small as the number of database connections, some requests that wait for the database would hold up everything.
So the pool is larger (config/gunicorn.py): a thread for each request that is answered, one for each that waits here,
and two more. Those two are always free for what needs no database, because a request that finds no place to wait is
refused at once. Threads that wait cost a process next to nothing, and are started only when they are needed.
"""

from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from .errors import busy

WAITING = 400
PATIENCE = 5  # seconds
GIVE_BACK = "registry.give_back"  # in the WSGI environment: what to call when the answer was sent


class Places:
    """The places of one process: `at_once` requests are answered, `waiting` wait for so many seconds."""

    def __init__(self, at_once: int, waiting: int = WAITING, patience: float = PATIENCE):
        self.patience = patience
        self.answered = BoundedSemaphore(at_once)
        self.all = BoundedSemaphore(at_once + waiting)

    def take(self) -> bool:
        """Return whether the request may go on; if so, `give_back` must be called."""
        if not self.all.acquire(blocking=False):
            return False
        if self.answered.acquire(timeout=self.patience):
            return True
        self.all.release()
        return False

    def give_back(self) -> None:
        """Let the next request go on."""
        self.answered.release()
        self.all.release()


class LimitRequests:
    """Refuses with 503 what finds no place in time. The server gives the place back when the answer was sent.

    What comes before this middleware needs no database: /healthz and static files.
    """

    def __init__(self, get_response):
        if not settings.REQUESTS_AT_ONCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.places = Places(settings.REQUESTS_AT_ONCE)

    def __call__(self, request):
        """Answer."""
        if not self.places.take():
            return busy(request)
        request.environ[GIVE_BACK] = self.places.give_back
        return self.get_response(request)
