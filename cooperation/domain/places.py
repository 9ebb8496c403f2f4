"""Limit how many threads of a process do something at once, and how many wait for it."""

from threading import BoundedSemaphore


class Places:
    """The limits of one process: `at_once` active, and `waiting` that wait up to `patience` seconds."""

    def __init__(self, at_once: int, waiting: int, patience: float):
        self.patience = patience
        self.answered = BoundedSemaphore(at_once)
        self.all = BoundedSemaphore(at_once + waiting)

    def take(self) -> bool:
        """Return whether the caller can continue; if so, call `give_back` afterwards."""
        if not self.all.acquire(blocking=False):
            return False
        if self.answered.acquire(timeout=self.patience):
            return True
        self.all.release()
        return False

    def give_back(self) -> None:
        """Let the next one continue."""
        self.answered.release()
        self.all.release()
