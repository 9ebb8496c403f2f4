from django.db.backends.postgresql import base, schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def _field_db_check(self, field, field_db_params):
        """Return the check of a column, by which AlterField sees whether it changes.

        Django 6.1 asks its backend here and not the field, so it would leave the check of a field class of ours as it
        was. The name of the column is left out: a column that is only renamed keeps its check.
        """
        check = field_db_params["check"]
        return check and check.replace(self.quote_name(field.column), "__column_name__")


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
