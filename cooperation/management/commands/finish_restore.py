"""Finish a restore."""

from django.core.management.base import BaseCommand, CommandError

from cooperation.management.owner import AsOwner
from cooperation.operations import restore
from cooperation.operations.failures import Failed


class Command(AsOwner, BaseCommand):
    """`manage.py finish_restore`: for a database that was not restored by `restore`; it may be repeated."""

    help = (
        "Install functions, triggers and grants, run missing migrations, read the index again, end all sessions: after "
        "a recovery to a point in time, or a restore by pg_restore."
    )
    requires_system_checks = ()

    def handle(self, *args, **options):
        try:
            restore.finish(self.stdout.write)
        except Failed as error:
            raise CommandError(str(error)) from error
