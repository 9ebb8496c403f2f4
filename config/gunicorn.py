"""gunicorn's configuration: `gunicorn -c python:config.gunicorn config.wsgi`. Reads environment variables."""

import gc
import os

from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from config import log, metrics_folder, request_log
from config.environment import Environment
from config.places import GIVE_BACK, WAITING
from cooperation.index import now

env = Environment()

bind = env.text("BIND", "0.0.0.0:8000")
workers = env.number("WORKERS", 2)
at_once = max(env.number("THREADS", 4), 1)  # requests that a process handles at once
# Plus the requests that wait, and two threads for requests that need no database (config/busy.py).
threads = at_once + WAITING + 2
worker_class = "gthread"
# Seconds until a worker that hangs is replaced. Long requests do not count: the worker's main thread sends heartbeats.
# But a worker that stops after max_requests sends none, and an import in one of its threads can take minutes.
timeout = 300
graceful_timeout = env.number("GRACEFUL_TIMEOUT", 10)  # seconds that a request may still take after SIGTERM
keepalive = 5
max_requests = 1_000_000  # limits memory leaks; high, because a new worker must load and refill its page cache
max_requests_jitter = 100_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  the heartbeat never waits for a disk
control_socket_disable = True

# Proxies whose X-Forwarded-Proto is trusted: addresses or networks, separated by commas. None by default.
forwarded_allow_ips = env.text("TRUSTED_PROXIES")
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""  # otherwise a reader's SCRIPT_NAME would pass through the proxy and change the page's address

# Log lines in Django's format. gunicorn disables propagation of its two loggers: enable it.
logger_class = "config.access.Logger"
log_level = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
logconfig_dict = log.configuration(
    env.choice("LOG_FORMAT", "JSON", log.FORMATS),
    "INFO",
    {
        "gunicorn.error": {"level": log_level, "propagate": True, "filters": ["without_readers"]},
        "gunicorn.access": {"level": "INFO" if env.switch("ACCESS_LOG", True) else "WARNING", "propagate": True},
        # It would warn about each response to HEAD: Django relies on the server to omit the body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
)

# The index is read before the workers fork: they share its memory (cooperation/index).
preload_app = True

has_metrics = env.address("METRICS_BIND") is not None
env.check()
if has_metrics:
    metrics_folder.make()

# One connection for each active request, one for the timer, and one for metrics. The settings read these when they
# load.
os.environ.setdefault("REQUESTS_AT_ONCE", str(at_once))
os.environ.setdefault("DATABASE_POOL", str(at_once + 1 + has_metrics))


def pre_fork(server, worker):
    """Read the index, or what changed in it, into the main process, and close the connection before the worker forks.

    So the first request of a worker that replaces another one applies only what changed since.
    """
    try:
        server.log.info("The index is read up to commit %s.", now().number)
    except DatabaseError as error:
        server.log.warning("The index is not read yet: %s", error)
    finally:
        connection.close()
        connection.close_pool()
    # Exclude the present objects from garbage collection in the workers, which would write to them and so copy their
    # memory.
    gc.freeze()
    # A page makes thousands of objects that live until it is sent. Looking for garbage among them takes 4 %.
    gc.set_threshold(50_000)


def post_worker_init(worker):
    """Start the two threads. They are imported here because they need the settings, which load later."""
    worker.background = import_string("config.timer.Timer")(), import_string("config.pulse.Pulse")()
    for thread in worker.background:
        thread.start()


def post_request(worker, request, environ, response):
    """Free the place of a request after its response was sent or aborted. Later log lines are not its own."""
    request_log.current.set(None)
    if give_back := environ.get(GIVE_BACK):
        give_back()


def child_exit(server, worker):
    """Forget the connections of a process that has ended: metrics count those of running ones."""
    if has_metrics:
        import_string("prometheus_client.multiprocess.mark_process_dead")(worker.pid)


def on_exit(server):
    metrics_folder.remove()


def worker_exit(server, worker):
    """Stop the threads and close the connection pool, whose own threads would delay the exit for five seconds."""
    for thread in getattr(worker, "background", ()):
        thread.stop()
    connection.close_pool()
