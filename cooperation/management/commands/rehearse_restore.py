"""Rehearse the restore of a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cooperation.domain.choices import Job
from cooperation.management.owner import AsOwner
from cooperation.operations import jobs, rehearsal
from cooperation.operations.failures import Failed


class Command(AsOwner, BaseCommand):
    """`manage.py rehearse_restore [FILE]`: the exit status is 1 if the backup cannot be restored."""

    help = "Restore the newest backup, or FILE, into a database of its own, check it, and drop that database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args, file=None, **options):
        try:
            with jobs.run(Job.REHEARSAL) as details:
                rehearsal.rehearse(details, file, self.stdout.write)
        except Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The rehearsal of {details['file']} succeeded. The restore took {details['seconds']} s.")
