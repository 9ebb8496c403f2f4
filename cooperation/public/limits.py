"""Rate limits that do not store who did something.

Counts stay in the memory of one server process, under keys hashed with a random salt. Salt and counts are deleted
together at the end of the period, so nothing is stored and nothing can be looked up.
"""

import secrets
from collections import Counter
from datetime import datetime, timedelta
from hashlib import blake2b
from threading import Lock

CAPACITY = 20_000  # keys; if there are more, all counts of this limit are deleted, and other limits still apply


class Limit:
    """At most `most` times for each key within `period`, counted from midnight UTC."""

    def __init__(self, most: int, period: timedelta):
        self.most, self.period = most, period
        self._lock = Lock()
        self._window, self._salt, self._counts = None, b"", Counter()

    def allows(self, now: datetime, *key: str) -> bool:
        """Count the key once more and return whether that is within the limit. `now` is an aware datetime."""
        window = int(now.timestamp() // self.period.total_seconds())
        with self._lock:
            if window != self._window or len(self._counts) >= CAPACITY:
                self._window, self._salt, self._counts = window, secrets.token_bytes(16), Counter()
            name = blake2b("\0".join(key).encode(errors="replace"), key=self._salt, digest_size=16).digest()
            self._counts[name] += 1
            return self._counts[name] <= self.most

    def forget(self) -> None:
        with self._lock:
            self._window = None
