"""Back up the database."""

from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from cooperation.database import installation, standby
from cooperation.domain.choices import Job
from cooperation.management.owner import AsOwner
from cooperation.operations import backup, jobs
from cooperation.operations.failures import Failed


class Command(AsOwner, BaseCommand):
    """`manage.py backup`: the exit status is 1 if no backup was written; the old ones then stay."""

    help = "Write a backup of the database into BACKUP_FOLDER, and remove those that BACKUP_KEEP does not keep."
    requires_system_checks = ()

    def handle(self, *args, **options):
        try:
            with self._stored() as details:
                made = backup.make(self._say)
                details |= {"file": made.file, "bytes": made.size, "rows": made.rows, "encryption": made.encryption}
                details["damaged"] = backup.remove_old(self._say)
        except Failed as error:
            raise CommandError(str(error)) from error
        for sentence in details["damaged"]:
            self.stderr.write(sentence)
        self.stdout.write(f"The backup is complete: {made.file}, {made.size:,} bytes, {made.rows:,} rows.")
        if standby.lag() is not None:
            self.stdout.write("This database is a standby: it does not store that the job ran.")

    def _stored(self):
        """Store that the job runs; not in the database of an earlier release, which is backed up before an upgrade."""
        try:
            is_current = installation.is_installed() and installation.is_current()
        except OperationalError as error:
            raise Failed(f"The database cannot be reached: {error}") from error
        return jobs.run(Job.BACKUP) if is_current else nullcontext({})

    def _say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
