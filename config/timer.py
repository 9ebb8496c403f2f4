"""A server thread that runs scheduled tasks (cooperation/workflow/scheduled.py), keeps the index current, and starts
the daily export and the server of the metrics. With a standby it only keeps the index current.
"""

import logging
import random
import threading
import time
from contextlib import nullcontext

from django.db import connection
from django.utils import timezone

from cooperation.database import standby
from cooperation.database.errors import NotConfirmed, OtherRelease, is_busy, is_of_other_release, is_unreachable
from cooperation.domain.choices import Job
from cooperation.index import now
from cooperation.index.upkeep import verify_sample
from cooperation.operations import jobs
from cooperation.workflow.scheduled import catch_up

from .daily_export import DailyExport
from .metrics_server import MetricsServer

logger = logging.getLogger(__name__)
SECONDS = 10
HOUR = 3600
STORED = 300


class Timer:
    """Runs at once and then every ten seconds until stopped. A repeated error is logged once, until a run succeeds."""

    def __init__(self, seconds: float = SECONDS):
        self.seconds = seconds
        self.is_stopped = threading.Event()
        self.failure = ""
        self.day = self.late = self.said = None
        self.store_at = time.monotonic()
        self.export = DailyExport()
        self.metrics = MetricsServer()
        # A random delay, so that processes do not check at the same time.
        self.check_at = time.monotonic() + random.uniform(0.5, 1) * HOUR  # noqa: S311
        # A daemon thread: the process can exit without waiting. Another process, or the next start, does uncommitted
        # work.
        self.thread = threading.Thread(target=self._run, name="timer", daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        """Stop the thread, waiting up to five seconds for it to finish, and the export."""
        self.is_stopped.set()
        self.thread.join(5)
        self.export.stop()
        self.metrics.stop()

    def _run(self):
        while not self.is_stopped.is_set():
            self.act()
            self.export.act(self.day)
            self.metrics.act(is_index_current=not self.failure)
            self.is_stopped.wait(self.seconds)

    def act(self):
        """Run once."""
        try:
            is_standby = standby.lag() is not None
            if not is_standby:
                with self._stored():
                    catch_up(timezone.localdate())
            self.day = now().day  # read here, so that no request waits for many changes, or for the whole index
            if is_standby:
                self._compare(self.day, timezone.localdate())
            if time.monotonic() >= self.check_at:
                self.check_at = time.monotonic() + HOUR
                verify_sample()
        except Exception as error:
            self._failed(error)
        else:
            if self.failure:
                logger.warning("Planned publication works again.")
            self.failure = ""
        finally:
            connection.close()  # so that a request can use it meanwhile

    def _compare(self, day, today):
        """Warn once that the index of this standby is not yet of today.

        Just after midnight that is normal, so warn only if it is still so at the next run.
        """
        late = day if day != today else None
        if late and late == self.late and late != self.said:
            logger.warning("The index of this standby is of %s: pages show the registry as of that day.", late)
            self.said = late
        self.late = late

    def _stored(self):
        """Return a context that stores the run, every five minutes: doctor reports missing runs."""
        if time.monotonic() < self.store_at:
            return nullcontext()
        self.store_at = time.monotonic() + STORED
        return jobs.run(Job.PUBLICATION)

    def _failed(self, error):
        if is_of_other_release(error):
            error = OtherRelease()  # also if a statement waited for the upgrade and then found other tables
        failure = " ".join(str(error).split()) or type(error).__name__
        if failure == self.failure:
            return
        self.failure = failure
        if is_unreachable(error) or is_busy(error) or isinstance(error, NotConfirmed):
            logger.warning("Planned publication waits for the database: %s", failure)
        elif isinstance(error, OtherRelease):
            logger.error("Planned publication has stopped: %s", failure)
        else:
            logger.error("Planned publication failed: %s", failure, exc_info=error)
