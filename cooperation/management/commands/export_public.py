"""Write everything public into one zip."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperation.domain.choices import Job
from cooperation.exchange.package import archive
from cooperation.exchange.package.state import one_state
from cooperation.operations import jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py export_public FOLDER`: the exit status is 1 if the zip was not written."""

    help = (
        "Write everything that readers see into FOLDER/registry.zip. Without FOLDER it is the one of the setting"
        " EXPORT_FOLDER, from which the registry offers the zip on its page about data."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path)
        parser.add_argument("--daily", action="store_true", help="do nothing if the zip was written today")

    def handle(self, *args, folder=None, daily=False, **options):
        say = logger.info if daily else self.stdout.write  # a server process starts it once a day: its lines are logs
        folder = folder or settings.EXPORT_FOLDER
        if folder is None:
            raise CommandError("Name a folder, or set EXPORT_FOLDER.")
        if not settings.SITE_ADDRESS:
            raise CommandError("SITE_ADDRESS is not set: the addresses in the zip begin with it.")
        if daily and not archive.is_due(folder, day_of_index()):
            say(f"The zip in {folder} is of today.")
            return
        # Any folder other than EXPORT_FOLDER is an archive, such as a month's.
        job = Job.EXPORT if folder == settings.EXPORT_FOLDER else Job.ARCHIVE
        try:
            with jobs.run(job) as details:
                details["folder"] = str(folder)
                state = archive.write(folder, settings.SITE_ADDRESS)
        except archive.IsBeingWritten:
            say(f"Another process is writing into {folder}.")
        except OSError as error:
            raise CommandError(f"The folder {folder} cannot be used ({error.strerror}).") from None
        else:
            say(f"Wrote {folder / archive.NAME}: public state {state.number} ({state.token}).")


def day_of_index():
    with one_state() as state:
        return state.day
