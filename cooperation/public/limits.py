"""How often something may be done, remembered without knowing who did it.

What is counted stays in the memory of one server process, under keys that are hashed with a random salt; salt and
counts are thrown away together when their time is over. Nothing is stored and nothing can be looked up.
"""

import secrets
from collections import Counter
from datetime import datetime, timedelta
from hashlib import blake2b
from threading import Lock

CAPACITY = 20_000  # keys: a flood of them is forgotten as a whole, other limits still hold


class Limit:
    """At most `most` times for each key within `period`, counted from midnight UTC."""

    def __init__(self, most: int, period: timedelta):
        self.most, self.period = most, period
        self._lock = Lock()
        self._window, self._salt, self._counts = None, b"", Counter()

    def allows(self, now: datetime, *key: str) -> bool:
        """Count once more for the key, and return whether that was within the limit. `now` is aware of its zone."""
        window = int(now.timestamp() // self.period.total_seconds())
        with self._lock:
            if window != self._window or len(self._counts) >= CAPACITY:
                self._window, self._salt, self._counts = window, secrets.token_bytes(16), Counter()
            name = blake2b("\0".join(key).encode(errors="replace"), key=self._salt, digest_size=16).digest()
            self._counts[name] += 1
            return self._counts[name] <= self.most

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._window = None
