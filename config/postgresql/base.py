from django.db.backends.postgresql import base, schema

from config.request_log import count_statement


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
        self.execute_wrappers.append(count_statement)

    def get_new_connection(self, conn_params):
        """Raise OperationalError at once if the pool has no connection and the database cannot be reached.

        The pool itself would let the request wait for five seconds, in the place of another one.
        """
        if self.pool and not self.pool.get_stats()["pool_available"]:
            self.Database.connect(**conn_params).close()
        return super().get_new_connection(conn_params)
