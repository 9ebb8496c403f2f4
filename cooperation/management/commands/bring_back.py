"""Bring one record back from a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cooperation.management.owner import AsOwner
from cooperation.operations import bring_back
from cooperation.operations.failures import Failed


class Command(AsOwner, BaseCommand):
    """`manage.py bring_back FILE KIND ADDRESS`: the exit status is 1 if nothing was changed."""

    help = "Write one record, with its parts, as it is in a backup. Its history restores it without a backup."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("kind", help="such as meeting")
        parser.add_argument("address", help="the last part of its address, or its id")

    def handle(self, *args, file, kind, address, **options):
        try:
            number = bring_back.bring_back(file, kind, address, self.stdout.write)
        except Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The {kind} {address} is as in the backup: {number:,} rows were written.")
