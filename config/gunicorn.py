"""How gunicorn serves the registry: `gunicorn -c python:config.gunicorn config.wsgi`. It reads the environment."""

import os

from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from config import log
from config.busy import GIVE_BACK, WAITING
from config.environment import Environment
from cooperation.index import now

env = Environment()

bind = env.text("BIND", "0.0.0.0:8000")
workers = env.number("WORKERS", 2)
at_once = max(env.number("THREADS", 4), 1)  # requests that a process answers at once
# With those that wait, and two that are kept for what needs no database (config/busy.py).
threads = at_once + WAITING + 2
worker_class = "gthread"
# Seconds until a worker that hangs is replaced. A long request is none: the worker's first thread says that it lives.
# But one that stops after max_requests says no more, and an import in another thread of it may take minutes.
timeout = 300
graceful_timeout = env.number("GRACEFUL_TIMEOUT", 10)  # seconds that a request may still take after SIGTERM
keepalive = 5
max_requests = 1_000_000  # against leaks: a worker that begins anew has to load and to fill its page cache
max_requests_jitter = 100_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  the heartbeat never waits for a disk
control_socket_disable = True

# Whose X-Forwarded-Proto is believed: addresses or networks, separated by commas. Nobody's, unless it is said.
forwarded_allow_ips = env.text("TRUSTED_PROXIES")
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""  # else a reader's SCRIPT_NAME would pass through the proxy and move the page to another address

# Log lines like Django's. They do not say who reads. gunicorn stops its two loggers from propagating: they must again.
access_log_format = "%(s)s %(m)s %({raw_uri}e)s %(B)s bytes %(M)s ms"
log_level = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
logconfig_dict = log.configuration(
    "INFO",
    {
        "gunicorn.error": {"level": log_level, "propagate": True},
        "gunicorn.access": {"level": "INFO" if env.switch("ACCESS_LOG", True) else "WARNING", "propagate": True},
        # It would warn of each answer to HEAD: Django leaves it to the server to send no body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
)

# The index is read once, before the workers part: they share its memory (cooperation/index).
preload_app = True

env.check()

# Each request that is answered can have a connection of its own, and the timer one. Settings read these when they load.
os.environ.setdefault("REQUESTS_AT_ONCE", str(at_once))
os.environ.setdefault("DATABASE_POOL", str(at_once + 1))


def when_ready(server):
    """Read the index into memory, and leave no connection for the workers to share."""
    try:
        now()
    except DatabaseError as error:
        server.log.warning("The index is not read yet: %s", error)
    finally:
        connection.close()
        connection.close_pool()


def post_worker_init(worker):
    """Start the thread that does what is due. It needs the settings, which this module is read before."""
    worker.timer = import_string("config.timer.Timer")()
    worker.timer.start()


def post_request(worker, request, environ, response):
    """Give back the place of a request when its answer was sent, or broken off."""
    if give_back := environ.get(GIVE_BACK):
        give_back()


def worker_exit(server, worker):
    """Stop the timer, and close the pool of a worker that stops: its threads would hold it up for five seconds."""
    if timer := getattr(worker, "timer", None):
        timer.stop()
    connection.close_pool()
