"""Texts are stored in the composed form of Unicode (NFC) on every path. A Mac sends the jamo of a syllable one by one.

Otherwise two names could look the same and be different, and a search would find one of them.
"""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import BinaryField, CharField, TextField

from regions.fields import AddressField, CodeField

from ..models import Record
from . import classes

NAME = "function registry_compose"
FUNCTIONS = """
CREATE FUNCTION registry_compose() RETURNS trigger LANGUAGE plpgsql AS $$
-- The whole row is checked as one text, which is cheap. Texts inside JSON are composed too.
DECLARE
    whole text := NEW::text;
BEGIN
    IF octet_length(whole) = char_length(whole) OR whole IS NFC NORMALIZED THEN
        RETURN NEW;
    END IF;
    RETURN jsonb_populate_record(NEW, normalize(to_jsonb(NEW)::text, NFC)::jsonb);
END $$;
"""


def _is_typed(field) -> bool:
    """Return whether people type the values of the field, or take them from files. Codes and dates are ASCII."""
    is_text = isinstance(field, (CharField, TextField)) and not field.generated
    return is_text and not field.choices and not isinstance(field, (CodeField, AddressField))


def models() -> list:
    """Return the models with texts that the web server writes, and the user model.

    Uploaded files are left out: comparing 20 MB takes a second each time the row is saved, and their texts are composed
    as they are read.
    """
    found = [model for app in ("regions", "cooperation") for model in apps.get_app_config(app).get_models()]
    rights = classes.rights()
    written = [model for model in found if rights.get(model._meta.db_table) in (classes.WRITE, classes.ADD)]
    typed = [model for model in written if any(map(_is_typed, model._meta.local_concrete_fields))]
    return [*(model for model in typed if not _has_a_file(model)), get_user_model()]


def _has_a_file(model):
    return any(isinstance(field, BinaryField) for field in model._meta.local_concrete_fields)


def compose(table):
    """Return the trigger. Triggers run in the order of their names: this one before all others, which read the row."""
    return f"""
    CREATE TRIGGER as_composed BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_compose();
    """


def compose_rows() -> None:
    """Compose the texts that were stored before the trigger existed, by updating their rows.

    Rows that are only added, and records that were merged, cannot be updated.
    """
    rights = classes.rights()
    with connection.cursor() as cursor:
        for model in models():
            table, first = model._meta.db_table, model._meta.local_concrete_fields[0].column
            if rights[table] == classes.ADD:
                continue
            condition = "octet_length(r::text) <> char_length(r::text) AND r::text IS NOT NFC NORMALIZED"
            if issubclass(model, Record):
                condition += " AND merged_into_id IS NULL"
            cursor.execute(f"UPDATE {table} AS r SET {first} = {first} WHERE {condition}")


PROGRAMS = (FUNCTIONS, *(compose(model._meta.db_table) for model in models()))
