"""A next release that a test defines: additional migrations, and changed functions and triggers."""

import os
import subprocess
import sys
from itertools import count

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cooperation.database import installation, programs
from tests.connections import database_url
from tests.serving import ROOT

NUMBERS = count(1)
MIGRATION = """
import time
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [({app!r}, {after!r})]
    operations = [{operations}]
"""
MANAGE = """
import sys

import django
from django.core.management import execute_from_command_line

django.setup()  # the programs read the models

from cooperation.database import programs
from tests.upgrades.next_release import edited

rendered = programs.rendered
programs.rendered = lambda *modules: [
    programs.Program(*(edited(text, {edits!r}) for text in each)) for each in rendered(*modules)
]
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def edited(sql, edits):
    for old, new in edits:
        sql = sql.replace(old, new)
    return sql


def ask(statement, *parameters):
    """Return the rows of the statement in the test database, or None if it returns none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


class NextRelease:
    """What a test adds to this release. `migrate` applies it in this process, `start` runs it in another one."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.monkeypatch = folder, monkeypatch
        self.edits = []
        self.modules = {}
        monkeypatch.syspath_prepend(str(folder))

    def add_migration(self, operations, app="cooperation"):
        """Add a migration after the last one of the app. `operations` is its source code."""
        package = self.folder / self._package(app)
        names = sorted(path.stem for path in package.glob("[0-9]*.py"))
        text = MIGRATION.format(app=app, after=names[-1], operations=operations)
        (package / f"{900 + len(names):04}_next.py").write_text(text)

    def edit_programs(self, old, new):
        """Replace a text in every function and trigger."""
        assert any(old in program.sql for program in programs.rendered())
        self.edits.append((old, new))

    def migrate(self):
        """Switch this process to the next release, and migrate the database."""
        rendered, edits = programs.rendered, list(self.edits)
        self.monkeypatch.setattr(
            programs,
            "rendered",
            lambda *modules: [programs.Program(*(edited(text, edits) for text in each)) for each in rendered(*modules)],
        )
        self.monkeypatch.setattr(settings, "MIGRATION_MODULES", dict(self.modules))
        installation.digests.cache_clear()
        call_command("migrate", interactive=False, verbosity=0)

    def start(self, *arguments):
        """Start `manage.py` of the next release in its own process, on the test database."""
        (self.folder / "next_settings.py").write_text(
            f"from tests.settings import *\nMIGRATION_MODULES = {self.modules!r}\n"
        )
        (self.folder / "next_manage.py").write_text(MANAGE.format(edits=self.edits))
        return subprocess.Popen(
            [sys.executable, self.folder / "next_manage.py", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "next_settings",
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _package(self, app):
        """Return the name of a package with the app's migrations, created on first use."""
        if app not in self.modules:
            self.modules[app] = f"next_{app}_{next(NUMBERS)}"
            package = self.folder / self.modules[app]
            package.mkdir()
            (package / "__init__.py").write_text("")
            for path in (ROOT / app / "migrations").glob("[0-9]*.py"):
                text = f"Migration = import_module('{app}.migrations.{path.stem}').Migration\n"
                (package / path.name).write_text(f"from importlib import import_module\n\n{text}")
        return self.modules[app]
