from django.db.backends.postgresql import base, schema


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
