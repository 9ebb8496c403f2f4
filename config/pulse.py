"""A server thread that every two seconds does what several database servers need (cooperation/database/standby.py)."""

import logging
import threading
from contextlib import suppress

from django.db import connection

from cooperation.database.standby import pulse

logger = logging.getLogger(__name__)
SECONDS = 2


class Pulse:
    """Runs until stopped. Not a task of the timer, some of whose tasks take minutes.

    It has a connection of its own: those of the pool may all wait for what this ends.
    """

    def __init__(self):
        self.own = None
        self.is_stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        """Stop the thread, waiting up to five seconds for it to finish."""
        self.is_stopped.set()
        self.thread.join(5)

    def _run(self):
        while not self.is_stopped.wait(SECONDS):
            try:
                self.own = self.own or connection.connect_apart(autocommit=True)
                pulse(self.own)
            except Exception:  # the timer logs that the database is away, and standbys say that they are behind
                logger.debug("No pulse.", exc_info=True)
                self._close()
        self._close()

    def _close(self):
        with suppress(Exception):
            self.own.close()
        self.own = None
