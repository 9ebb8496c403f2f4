"""Publish planned records that are due, and move the index to the current day."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from cooperation.database.errors import is_unreachable
from cooperation.domain.choices import Job
from cooperation.operations import jobs
from cooperation.workflow.scheduled import catch_up


class Command(BaseCommand):
    """`manage.py publish_due`: the exit status is 1 if a planned record was rejected."""

    help = (
        "Publish the records whose planned time has come, and bring the index to the current day."
        " The web server does the same every ten seconds."
    )

    def handle(self, *args, **options):
        try:
            with jobs.run(Job.PUBLICATION):
                done = catch_up(timezone.localdate(), retry=timedelta(0))
        except Error as error:
            if not is_unreachable(error):
                raise
            raise CommandError(f"The database cannot be reached: {' '.join(str(error).split())}") from None
        for name in done.published:
            self.stdout.write(f"Published: {name}")
        for name in done.locked:
            self.stdout.write(f"Left for the next run, somebody else is changing it: {name}")
        for name, reason in done.refused:
            self.stderr.write(f"Refused: {name}: {reason}")
        if done.day:
            self.stdout.write(f"The index is of {done.day.isoformat()}.")
        if done.refused:
            raise CommandError(f"Planned records that were refused: {len(done.refused)}.")
        if not (done.published or done.locked or done.day):
            self.stdout.write("Nothing is due.")
