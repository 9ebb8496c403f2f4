"""Health checks for container engines, load balancers, scripts and the demo."""

import threading
import time

import psycopg
from django.db import connection
from django.http import HttpResponse

from cooperation.database.errors import OtherRelease
from cooperation.database.installation import check_release
from cooperation.database.standby import LAG, StandbyRefuses, check
from cooperation.index import is_ready

from .request_log import HEALTH, READY

NOT_READ = "The index is not read yet."
SECONDS = 2  # that the database may take to connect, and again to answer; libpq waits no shorter
RELEASE = f"SELECT digest, {LAG} FROM cooperation_release WHERE part = 'release'"  # noqa: S608


class HealthMiddleware:
    """Answers /healthz with 200 if the process has the index in memory, and /healthz/ready if it can serve requests.

    /healthz does not query the database: if that becomes unavailable later, a restart would not help. /healthz/ready
    also says whether the database answers, belongs to this release and, if it is a standby, is not too far behind.

    It is middleware and not a view because health checks use http and an IP address: the host name check and the
    redirect to https, which come later, would reject them.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.database = DatabaseProbe()

    def __call__(self, request):
        if request.path_info not in (HEALTH, READY):
            return self.get_response(request)
        problem = "" if is_ready() else NOT_READ
        if not problem and request.path_info == READY:
            problem = self.database.problem()
        return HttpResponse(
            f"{problem or 'ok'}\n",
            status=503 if problem else 200,
            content_type="text/plain",
            headers={"Cache-Control": "no-store"},
        )


class DatabaseProbe:
    """Asks the database at most once a second, by a connection of its own: the pool may be busy with requests.

    While one thread asks, others give the last answer: a database that is slow to answer must not occupy the threads
    that are kept for /healthz.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.asked_at = None
        self.answer = "The database has not been asked yet."

    def problem(self) -> str:
        """Return why no request can be answered, or ""."""
        if self.lock.acquire(blocking=False):
            try:
                if self.asked_at is None or time.monotonic() > self.asked_at + 1:
                    self.answer = _problem_of_database()
                    self.asked_at = time.monotonic()
            finally:
                self.lock.release()
        return self.answer


def _problem_of_database():
    try:
        with connection.connect_apart(connect_timeout=SECONDS) as asked:
            asked.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            row = asked.execute(RELEASE).fetchone()
        digest, lag = row or (None, None)
        check_release(digest)
        check(lag)
    except (OtherRelease, StandbyRefuses) as error:
        return str(error)
    except psycopg.Error:
        return "The database does not answer."
    return ""
