"""A server thread that runs `pulse` every two seconds, for standbys (cooperation/database/standby.py)."""

import logging
import threading

from django.db import connection

from cooperation.database.standby import pulse

logger = logging.getLogger(__name__)
SECONDS = 2


class Pulse:
    """Runs until stopped. Not a task of the timer, some of whose tasks take minutes.

    It opens a new connection each time: those of the pool may all be in commits that only this thread can end, and a
    kept one would stay with a standby that was promoted.
    """

    def __init__(self):
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
                with connection.connect_apart(autocommit=True) as own:
                    pulse(own)
            except Exception:  # the timer logs that the database is away, and standbys say that they are behind
                logger.debug("No pulse.", exc_info=True)
