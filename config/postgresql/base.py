from django.db.backends.postgresql import base, schema

from config.request_log import count_statement
from cooperation.database.errors import NotConfirmed


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

    def get_new_connection(self, conn_params):
        """Raise OperationalError at once if the pool has no connection and the database cannot be reached.

        The pool itself would let the request wait for five seconds, in the place of another one.
        """
        if self.pool and not self.pool.get_stats()["pool_available"]:
            self.Database.connect(**conn_params).close()
        connection = super().get_new_connection(conn_params)
        if not hasattr(connection, "confirmations"):  # the pool may have handed it out before
            connection.confirmations = Confirmations()
            connection.add_notice_handler(connection.confirmations)
        return connection

    def _commit(self):
        """Commit, or raise NotConfirmed."""
        super()._commit()
        self.check_confirmed()

    def check_confirmed(self):
        """Raise NotConfirmed if no synchronous standby confirmed what this connection committed."""
        if self.connection is not None:
            self.connection.confirmations.check()


class Confirmations:
    """Notes that PostgreSQL stopped waiting for a synchronous standby: it warns of that, and the commit succeeds.

    It stops when it is told to (cooperation/database/standby.py).
    """

    def __init__(self):
        self.is_missing = False

    def __call__(self, diagnostic):
        # The function of PostgreSQL that waits. The message is in the language of the server.
        self.is_missing |= diagnostic.source_function == "SyncRepWaitForLSN"

    def check(self):
        is_missing, self.is_missing = self.is_missing, False
        if is_missing:
            raise NotConfirmed


def _confirmed(execute, sql, params, many, context):
    """Execute a statement, which commits if there is no transaction."""
    result = execute(sql, params, many, context)
    context["connection"].check_confirmed()
    return result
