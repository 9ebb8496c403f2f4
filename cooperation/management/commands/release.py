"""Print the version of the code, and whether the database matches it."""

from django.core.management.base import BaseCommand, CommandError

from cooperation import __version__
from cooperation.database import installation


class Command(BaseCommand):
    """`manage.py release`: the exit status is 1 if the database has another release."""

    help = "Print the version of this code, the release that the database was last brought to, and whether they match."

    def handle(self, *args, **options):
        self.stdout.write(f"Code: version {__version__}, {installation.digests()['release'][:12]}")
        if not installation.is_installed():
            raise CommandError("The database has no release. Run manage.py migrate.")
        version, digest = installation.installed_release()
        self.stdout.write(f"Database: version {version}, {digest[:12]}")
        if not installation.is_current():
            raise CommandError("The database belongs to another release. Run manage.py migrate, or use its own code.")
        if list(installation.differences()):
            raise CommandError(
                "Functions or triggers were changed by hand. check_index names them, migrate mends them."
            )
        self.stdout.write("They match.")
