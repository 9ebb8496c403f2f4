"""Restore a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cooperation.management.owner import AsOwner
from cooperation.operations import restore
from cooperation.operations.failures import Failed


class Command(AsOwner, BaseCommand):
    """`manage.py restore FILE`: the exit status is 1 if it was not restored, or differs from the backup."""

    help = "Restore a backup into an empty database, compare it with the backup, and do what must follow."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--unchecked", action="store_true", help="restore a dump that has no manifest")

    def handle(self, *args, file, unchecked=False, **options):
        try:
            restore.restore(file, unchecked, self.stdout.write)
        except Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The backup is restored.")
