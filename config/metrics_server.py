"""The server of the metrics: in one of the server processes, for all of them."""

import errno
import logging

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from cooperation.operations.metrics import RegistryCollector

logger = logging.getLogger(__name__)
POOL = Gauge("registry_pool_connections", "Connections to the database", ["state"], multiprocess_mode="livesum")
WAITING = Gauge("registry_pool_waiting", "Requests that wait for a connection", multiprocess_mode="livesum")
WAITS = Counter("registry_pool_waits", "Times that a request waited for a connection")
WAIT_SECONDS = Counter("registry_pool_wait_seconds", "Seconds that requests waited for a connection")
TIMEOUTS = Counter("registry_pool_timeouts", "Times that a request got no connection in time")
INDEX = Gauge(
    "registry_index_current_timestamp_seconds",
    "When the index of the process that is furthest behind was last made current",
    multiprocess_mode="livemin",
)


class MetricsServer:
    """Serves the metrics in the server process that got the address first. If that one ends, another takes over.

    The threads that answer are the only ones that read the database for metrics.
    """

    def __init__(self):
        self.server = None
        self.failure = ""

    def act(self, is_index_current: bool) -> None:
        """Note the state of this process, and serve the metrics if no process does. Called every ten seconds.

        Raises nothing: the thread that calls this has other work. An error is logged once, until it works again.
        """
        if not settings.METRICS_BIND:
            return
        try:
            if is_index_current:
                INDEX.set_to_current_time()
            _note_pool()
            if self.server is None:
                self._serve(*settings.METRICS_BIND)
        except Exception as error:
            if str(error) != self.failure:
                logger.error("There are no metrics: %s", error)
            self.failure = str(error)
        else:
            self.failure = ""

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()

    def _serve(self, host, port):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        registry.register(RegistryCollector())
        try:
            self.server, _thread = start_http_server(port, host, registry)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # usually another process of this server has the address
                raise


def _note_pool():
    if connection.pool is None:
        return
    found = connection.pool.pop_stats()
    POOL.labels("open").set(found.get("pool_size", 0))
    POOL.labels("idle").set(found.get("pool_available", 0))
    WAITING.set(found.get("requests_waiting", 0))
    WAITS.inc(found.get("requests_queued", 0))
    WAIT_SECONDS.inc(found.get("requests_wait_ms", 0) / 1000)
    TIMEOUTS.inc(found.get("requests_errors", 0))
