from django.db import InterfaceError, OperationalError
from django.db.backends.postgresql import base, schema

from config.request_log import count_statement
from cooperation.database.errors import NotConfirmed, is_unreachable


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def _field_db_check(self, field, field_db_params):
        """Return the check of a column. AlterField compares it to detect changes.

        Django 6.1 asks the backend for it and not the field, so it would miss changes to the check of a custom field.
        The column name is replaced, so that renaming a column keeps its check.
        """
        check = field_db_params["check"]
        return check and check.replace(self.quote_name(field.column), "__column_name__")


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.execute_wrappers += [count_statement, _confirmed]

    def get_connection_params(self):
        """Switch off compilation (JIT): it takes seconds for each statement of a trigger that looks costly, as all do
        before PostgreSQL has statistics. The `options` in DATABASE_URL come last and take precedence.
        """
        found = super().get_connection_params()
        return found | {"options": f"-c jit=off {found.get('options', '')}".strip()}

    def connect_apart(self, **parameters):
        """Return a psycopg connection outside the pool, with Django's parameters and the given ones."""
        own = {"context", "prepare_threshold"}  # of Django's own connections
        given = {name: value for name, value in self.get_connection_params().items() if name not in own}
        return self.Database.connect(**given | parameters)

    def get_new_connection(self, conn_params):
        """Raise OperationalError at once if the pool has no connection and the database cannot be reached.

        The pool would make the request wait five seconds, in the place of another one.
        """
        if self.pool and not self.pool.get_stats()["pool_available"]:
            self.Database.connect(**conn_params).close()
        connection = super().get_new_connection(conn_params)
        if not hasattr(connection, "confirmations"):  # the pool may have handed it out before
            connection.confirmations = Confirmations()
            connection.add_notice_handler(connection.confirmations)
        return connection

    def _commit(self):
        """Commit. Raise NotConfirmed if the connection is lost meanwhile: nobody knows whether it is committed."""
        try:
            super()._commit()
        except (OperationalError, InterfaceError) as error:
            if not is_unreachable(error):
                raise
            self.close()
            self.closed_in_transaction = True  # so that Atomic does not use it any more
            raise NotConfirmed("The connection to the database was lost during a commit.") from error

    def run_and_clear_commit_hooks(self):
        """Run the hooks, and then raise NotConfirmed if no standby confirmed the commit."""
        is_confirmed = self.is_confirmed()
        super().run_and_clear_commit_hooks()
        _check(is_confirmed)

    def is_confirmed(self) -> bool:
        """Return whether a synchronous standby confirmed all commits since the last call."""
        return self.connection is None or self.connection.confirmations.take()


class Confirmations:
    """Notes PostgreSQL's warning that it stopped waiting for a synchronous standby; the commit itself succeeds.

    It stops waiting when told to (cooperation/database/standby.py).
    """

    def __init__(self):
        self.is_missing = False

    def __call__(self, diagnostic):
        # The function of PostgreSQL that waits. The message is in the language of the server.
        self.is_missing |= diagnostic.source_function == "SyncRepWaitForLSN"

    def take(self) -> bool:
        """Return whether no confirmation was missing since the last call."""
        is_missing, self.is_missing = self.is_missing, False
        return not is_missing


def _confirmed(execute, sql, params, many, context):
    """Execute a statement, which commits if there is no transaction."""
    result = execute(sql, params, many, context)
    _check(context["connection"].is_confirmed())
    return result


def _check(is_confirmed):
    if not is_confirmed:
        raise NotConfirmed("No standby confirmed the change in time.")
