"""Rate limits that do not record who sent a request.

They are in the memory of one server process, with keys hashed with a random salt. A key is dropped when its limit has
no effect any more.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from threading import Lock

CAPACITY = 20_000  # keys of one limit, about 4 MB; the least recently used ones above that are dropped


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a request is allowed, how many more are, and the seconds until the bucket is full again.

    If it is not allowed, `wait` is the number of seconds until it is.
    """

    is_allowed: bool
    left: int
    full_after: int
    wait: int

    def __bool__(self):
        return self.is_allowed


class Limit:
    """A token bucket for each key: `most` requests at once, and then one every `seconds / most` seconds.

    For each key it stores only the time at which the bucket is full again.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic):
        self.most, self.seconds, self.clock = most, seconds, clock
        self._lock = Lock()
        self._salt, self._full_at = secrets.token_bytes(16), OrderedDict()

    def take(self, *key: str) -> Taken:
        """Take a token for the key, if one is left."""
        name = blake2b("\0".join(key).encode(errors="replace"), key=self._salt, digest_size=16).digest()
        pause = self.seconds / self.most
        with self._lock:
            now = self.clock()
            full_after = max(self._full_at.get(name, now) - now, 0.0)
            over = full_after + pause - self.seconds
            is_allowed = over < 1e-6  # rounding errors
            if is_allowed:
                full_after += pause
                self._full_at[name] = now + full_after
                self._full_at.move_to_end(name)
            self._drop(now)
        left = int((self.seconds - full_after) / pause + 1e-6)
        return Taken(is_allowed, left, ceil(full_after), 0 if is_allowed else max(ceil(over), 1))

    def _drop(self, now):
        while self._full_at and (len(self._full_at) > CAPACITY or next(iter(self._full_at.values())) <= now):
            self._full_at.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._full_at.clear()
