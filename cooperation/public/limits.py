"""Rate limits that do not store who did something.

They stay in the memory of one server process, under keys hashed with a random salt, and a key is dropped when its limit
has no effect any more. Nothing is stored, and nothing can be looked up.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from threading import Lock

CAPACITY = 20_000  # keys of one limit, about 4 MB; if there are more, those asked for least recently are dropped


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether something may be done; how many times more; seconds until it may be done as often as at first.

    If it may not be done, `wait` is the whole number of seconds until it may.
    """

    is_allowed: bool
    left: int
    full_after: int
    wait: int

    def __bool__(self):
        return self.is_allowed


class Limit:
    """At most `most` times at once for each key, and then once more every `seconds / most` seconds (a token bucket).

    For each key it stores one number: the time at which the bucket is full again.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic):
        self.most, self.seconds, self.clock = most, seconds, clock
        self._lock = Lock()
        self._salt, self._full_at = secrets.token_bytes(16), OrderedDict()

    def take(self, *key: str) -> Taken:
        """Count the key once more, if that is within the limit."""
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
