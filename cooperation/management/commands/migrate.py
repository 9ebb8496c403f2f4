"""Bring the database to this release: tables, programs, index and search, all in one transaction."""

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from cooperation import search
from cooperation.database import installation
from cooperation.database.autodetector import WordlessAutodetector
from cooperation.index import upkeep

LOCK = 0x7265_6769_7374_7279  # "registry", the key of the advisory lock


class Command(DjangoCommand):
    """`manage.py migrate`: Django's own, and then everything that follows from the tables.

    Killed at any point, it has changed nothing. A second one waits for the first.
    """

    autodetector = WordlessAutodetector

    def handle(self, *args, **options):
        if options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("The registry has one database.")
        if options["check_unapplied"] or options["plan"]:
            return super().handle(*args, **options)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            applied = self._applied()
            is_changed = bool(self._missing() or options["app_label"] in installation.APPS)
            if is_changed and applied:
                installation.remove()
            super().handle(*args, **options)
            if any(app == "cooperation" for app, _name in self._applied()):
                self._finish(is_changed)
        return None

    def migration_progress_callback(self, action, migration=None, fake=False):
        """After each migration its constraints are checked: PostgreSQL alters no table while some of them wait."""
        super().migration_progress_callback(action, migration, fake)
        if action in {"apply_success", "unapply_success"}:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _applied(self):
        """Return our migrations that the database has. Raises CommandError if it has any that we do not know."""
        applied = {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in installation.APPS}
        if unknown := sorted(applied - installation.migrations()):
            names = ", ".join(f"{app}.{name}" for app, name in unknown)
            raise CommandError(
                f"This database is not of release 0.1.0 or later, or it is newer than this code. It has {names}. "
                "Use the release that it was made with, or an empty database."
            )
        return applied

    def _missing(self):
        """Return our migrations that the database does not have yet."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [migration for migration, _ in plan if migration.app_label in installation.APPS]

    def _say(self, text):
        if self.verbosity >= 1:
            self.stdout.write(text)

    def _finish(self, is_changed):
        if self._missing():
            raise CommandError("The registry can only be brought to its latest migration. Nothing was changed.")
        before, digests = installation.installed_digests(), installation.digests()
        if not is_changed and before == digests:
            return
        self._say("Installing functions and triggers")
        installation.install()
        if is_changed or before.get("index") != digests["index"]:
            self._say("Rebuilding the index")
            upkeep.rebuild()
        if is_changed or before.get("search") != digests["search"]:
            self._say("Rebuilding the tables of search")
            search.rebuild()
        installation.begin_commits()
        installation.remember()
