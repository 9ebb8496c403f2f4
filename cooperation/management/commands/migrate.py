"""Upgrade the database to this release: tables, functions and triggers, index and search, all in one transaction."""

import time

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from cooperation import search
from cooperation.database import composed, grants, installation, renames
from cooperation.database.announcement import announcement
from cooperation.database.autodetector import WordlessAutodetector
from cooperation.database.model_states import changed_in_place
from cooperation.index import sums, upkeep
from cooperation.management.owner import AsOwner

# What is rebuilt if this part of the release differs.
REBUILT = {"release": "functions and triggers", "index": "the index", "search": "the tables of search"}
PAUSE = 0.5  # seconds between two attempts to lock the tables


class Command(AsOwner, DjangoCommand):
    """`manage.py migrate`: runs Django's migrations, then updates everything that depends on the tables.

    If it is killed, nothing has changed. A second run waits for the first.
    """

    autodetector = WordlessAutodetector

    @changed_in_place()
    def handle(self, *args, **options):
        if options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("The registry has one database.")
        self.verbosity = options["verbosity"]
        if options["plan"] and installation.is_installed():
            executor = MigrationExecutor(connection)
            self._announce(executor, executor.migration_plan(executor.loader.graph.leaf_nodes()), is_changed=False)
        if options["check_unapplied"] or options["plan"]:
            return super().handle(*args, **options)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [installation.UPGRADE])
            is_there = self._check_known()
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            is_changed = bool(self._ours(plan) or options["app_label"] in installation.APPS)
            renamed = []
            if is_there:
                # Somebody changed the installed functions or triggers of this release, so data written since may be
                # wrong.
                is_changed = is_changed or (installation.is_current() and any(installation.differences()))
                if not is_changed and installation.is_current():
                    super().handle(*args, **options)
                    installation.remember()  # the version may differ
                    self._grant()
                    return None
                self._announce(executor, plan, is_changed)
                self._lock_tables()
                if is_changed:
                    installation.remove()
                    renamed = renames.renames(plan, self._state(executor), installation.APPS)
            super().handle(*args, **options)
            if installation.is_installed():
                self._finish(is_changed, renamed)
        return None

    def migration_progress_callback(self, action, migration=None, fake=False):
        """Check deferred constraints after each migration: PostgreSQL cannot alter a table with pending checks."""
        super().migration_progress_callback(action, migration, fake)
        if action in {"apply_success", "unapply_success"}:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _check_known(self):
        """Return whether the database has a release. Raises CommandError if this code does not know the release."""
        applied = {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in installation.APPS}
        is_there = installation.is_installed()
        unknown = sorted(applied - installation.migrations())
        if not unknown and (is_there or all(app != "cooperation" for app, _name in applied)):
            return is_there
        first, *others = [f"{app}.{name}" for app, name in unknown or sorted(applied)]
        names = f"{first} and {len(others)} other migrations" if others else first
        raise CommandError(
            f"This database is older than release 0.1.0, or newer than this code. It has {names}. "
            "Use the release that it was made with, or an empty database."
        )

    def _ours(self, plan):
        return [migration for migration, _is_backwards in plan if migration.app_label in installation.APPS]

    def _announce(self, executor, plan, is_changed):
        """Say what is locked, changed and rebuilt."""
        is_changed = is_changed or bool(self._ours(plan))
        before, digests = installation.installed_digests(), installation.digests()
        rebuilt = [words for part, words in REBUILT.items() if is_changed or before.get(part) != digests[part]]
        locked = len(installation.tables_to_lock().split(",")) if rebuilt else 0
        for sentence in announcement(plan, self._state(executor), rebuilt, locked):
            self._say(sentence)

    def _state(self, executor):
        """Return the project state after the applied migrations."""
        applied = [key for key in executor.loader.applied_migrations if key in executor.loader.graph.nodes]
        return executor.loader.project_state(applied)

    def _lock_tables(self):
        is_told = False
        while not installation.lock_tables():
            if not is_told:
                self._say("Waiting for another transaction to end")
            is_told = True
            time.sleep(PAUSE)

    def _say(self, text):
        if self.verbosity >= 1:
            self.stdout.write(text)
            self.stdout.flush()

    def _finish(self, is_changed, renamed):
        executor = MigrationExecutor(connection)
        if self._ours(executor.migration_plan(executor.loader.graph.leaf_nodes())):
            raise CommandError("The registry can only be brought to its latest migration. Nothing was changed.")
        renames.store(renamed)
        before, digests = installation.installed_digests(), installation.digests()
        self._say("Installing functions and triggers")
        is_composed = composed.NAME in installation.installed_names()
        installation.install()
        if not is_composed:
            composed.compose_rows()
        if is_changed or before.get("index") != digests["index"]:
            self._say("Rebuilding the index")
            upkeep.rebuild()
            sums.rebuild()
        if is_changed or before.get("search") != digests["search"]:
            self._say("Rebuilding the tables of search")
            search.write_anew()
        installation.begin_commits()
        installation.remember()
        self._grant()

    def _grant(self):
        if missing := grants.missing_roles():
            raise CommandError(
                f"PostgreSQL has no role {' and no role '.join(missing)}. Its administrator makes the roles with"
                " config/postgresql/roles.sql. Nothing was changed."
            )
        grants.install()
        for sentence in grants.differences():
            self._say(f"Rights: {sentence}")
