"""Metrics of requests for Prometheus. docs/operations.md lists all metrics.

Each server process counts in files of its own, in a folder that config/gunicorn.py makes for each start. One process
serves those of all processes at METRICS_BIND (config/metrics_server.py). Labels have few values: names of URL patterns,
never an address.
"""

from django.conf import settings
from prometheus_client import Counter, Histogram

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
BUCKETS = (0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

REQUESTS = Counter("registry_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("registry_request_seconds", "Time until the response was sent", ["route"], buckets=BUCKETS)
CACHE = Counter("registry_page_cache", "Pages sent from the page cache, or rendered", ["outcome"])


def count_request(route: str, method: str, status: int, seconds: float, cache: str) -> None:
    """Count a request; `cache` is "hit", "miss", or "" if the page cache had no part in it."""
    if not settings.METRICS_BIND:
        return
    REQUESTS.labels(route or "none", method if method in METHODS else "other", status).inc()
    SECONDS.labels(route or "none").observe(seconds)
    if cache:
        CACHE.labels(cache).inc()
