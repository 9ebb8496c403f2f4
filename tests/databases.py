"""Template databases: a migrated one, and one with the demo data. After a test that commits, the next gets a new copy.

Each worker has both as templates. PostgreSQL copies a template in about a tenth of a second; emptying all tables takes
four times as long, and loading the demo data fifty times.
"""

import psycopg
from django.core.management import call_command
from django.db import connection, connections

from config import demo_data
from cooperation import index

MIGRATED, DEMO = "migrated", "demo"


class Databases:
    """The database that the tests use, and the templates that it is copied from."""

    def __init__(self):
        self.name = connection.settings_dict["NAME"]
        self.current = MIGRATED
        self.templates = {}
        self._create_template(MIGRATED)
        index.now()

    def use(self, template):
        """Copy the template, unless the database is an unchanged copy of it."""
        if self.current == template:
            return
        if template not in self.templates:
            self._copy(MIGRATED)
            call_command("loaddata", *demo_data.fixtures(), verbosity=0)
            self._create_template(template)
        else:
            self._copy(template)
        self.current = template
        index.now()  # loaded before a transaction begins, as in a server process

    def connect_as(self, role):
        """Give all connections the rights of this role; "" is the owner of the tables."""
        options = connection.settings_dict["OPTIONS"]
        wanted = f"-c role={role}" if role else ""
        if options.get("options", "") != wanted:
            options["options"] = wanted
            connections.close_all()

    def changed(self):
        """Note that something was committed: the next test gets a new copy."""
        self.current = None

    def remove_templates(self):
        """Drop the templates that `use` created."""
        for template in self.templates.values():
            self._execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')

    def _create_template(self, template):
        kept = f"{self.name}_{template}"
        connections.close_all()
        self._execute(
            f'DROP DATABASE IF EXISTS "{kept}" WITH (FORCE)',
            # Django has another connection, opened before Playwright's event loop ran.
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'",  # noqa: S608
            f'CREATE DATABASE "{kept}" TEMPLATE "{self.name}" STRATEGY FILE_COPY',
        )
        self.templates[template] = kept

    def _copy(self, template):
        connections.close_all()
        self._execute(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.templates[template]}" STRATEGY FILE_COPY',
            # A copy lacks the privileges on the database itself.
            f'REVOKE ALL ON DATABASE "{self.name}" FROM PUBLIC',
            f'GRANT CONNECT ON DATABASE "{self.name}" TO registry_web, registry_backup',
        )

    def _execute(self, *statements):
        parameters = connection.get_connection_params() | {"dbname": "postgres"}
        wanted = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters}
        with psycopg.connect(**wanted, autocommit=True) as maintenance:
            for statement in statements:
                maintenance.execute(statement)
