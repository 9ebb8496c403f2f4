"""Writes the zip of everything public once a day, for a server with the setting EXPORT_FOLDER."""

import logging
import os
import subprocess
import sys
import time

from django.conf import settings

from cooperation.exchange.package.archive import is_due

from . import metrics_folder

logger = logging.getLogger(__name__)
HOUR = 3600
# The timeouts are for requests, and the process needs one connection.
ENVIRONMENT = {"DATABASE_TIMEOUTS": "off", "DATABASE_POOL": "0"}


class DailyExport:
    """Runs `manage.py export_public --daily` as a process of its own, so that no request waits for it.

    Each server process starts one; all but the first find that nothing is left to do.
    """

    def __init__(self):
        self.process = None
        self.again_at = time.monotonic()

    def act(self, day):
        """Start the process if it is due, or log that it failed; the next attempt is an hour later.

        `day` is the day of the index, and so of the zip (late on a standby), or None if it is not known yet. An OSError
        is logged, not raised: the calling thread has other work.
        """
        try:
            if self.process is not None:
                self._check_exit()
            elif self._is_due(day):
                self.again_at = time.monotonic() + HOUR
                self._start()
        except OSError as error:  # the folder cannot be read, or no process can be started
            self.again_at = time.monotonic() + HOUR
            logger.error("The zip of everything public was not written: %s", error)

    def _is_due(self, day):
        folder = settings.EXPORT_FOLDER
        return folder and day and time.monotonic() >= self.again_at and is_due(folder, day)

    def stop(self):
        """End the process. The old zip remains."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def _start(self):
        command = [sys.executable, "manage.py", "export_public", "--daily"]
        # It is not a server process, so the metrics must not include it.
        inherited = {name: value for name, value in os.environ.items() if name != metrics_folder.VARIABLE}
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=inherited | ENVIRONMENT)

    def _check_exit(self):
        code = self.process.poll()
        if code is None:
            return
        if code:
            logger.error("The zip of everything public was not written: export_public ended with status %s.", code)
        self.process = None
