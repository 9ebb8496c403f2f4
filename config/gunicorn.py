"""How gunicorn serves the registry: `gunicorn -c python:config.gunicorn config.wsgi`. It reads the environment."""

import os

from django.db import DatabaseError, connection
from django.utils import timezone

from config.environment import Environment
from cooperation.index import now

env = Environment()

bind = env.text("BIND", "0.0.0.0:8000")
workers = env.number("WORKERS", 2)
threads = env.number("THREADS", 4)
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

# Log lines like Django's (config/settings.py), to standard output. They do not say who reads.
access_log_format = "%(s)s %(m)s %(U)s?%(q)s %(B)s bytes %(M)s ms"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"level": env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])},
        # It would warn of each answer to HEAD: Django leaves it to the server to send no body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "gunicorn.access": {"level": "INFO" if env.switch("ACCESS_LOG", True) else "WARNING"},
    },
}

# The index is read once, before the workers part: they share its memory (cooperation/index).
preload_app = True

env.check()

# Each thread can have a connection of its own. The workers read this when they load the settings.
os.environ.setdefault("DATABASE_POOL", str(threads))


def when_ready(server):
    """Read the index into memory, and leave no connection for the workers to share."""
    try:
        now(timezone.localdate())
    except DatabaseError as error:
        server.log.warning("The index is not read yet: %s", error)
    finally:
        connection.close()
        connection.close_pool()


def worker_exit(server, worker):
    """Close the pool of a worker that stops: its threads would hold the process up for five seconds."""
    connection.close_pool()
