"""The public version: one row that every change which readers may see raises once, when its transaction commits."""

import importlib

import django.db.models.manager
from django.db import migrations, models

rules = importlib.import_module("cooperation.migrations.0002_rules")

REFERENCE = (
    "regions_region",
    "regions_country",
    *(f"cooperation_{name}" for name in rules.ADDRESSED if name not in rules.RECORDS),
    "django_redirect",
)
RECORDS = tuple(f"cooperation_{name}" for name in rules.RECORDS)
# Parts and links need nothing: what changes one of them touches its record, which then counts.
TOUCHING = tuple(
    f"cooperation_{name}" for name in (*rules.OWNERS, *(f"outcome_{link}" for link in rules.OUTCOME_LINKS))
)

NEXT_DUE = f"least({', '.join(f'(SELECT min(publish_at) FROM {table})' for table in RECORDS)})"  # noqa: S608

TABLE = f"""
CREATE TABLE cooperation_publicversion (
    id bigint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    next_due timestamptz
);

-- Holds a line while a transaction that changed something is on its way to commit, and none that others could see. A
-- crash may take it.
CREATE UNLOGGED TABLE cooperation_publicchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    is_seen boolean NOT NULL
);

INSERT INTO cooperation_publicversion (version, changed_at, next_due)
SELECT 1, clock_timestamp(), {NEXT_DUE};
"""

FUNCTIONS = """
CREATE FUNCTION registry_note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
-- Notes once in a transaction that readers will see something else ("seen"), or only that another draft is the next
-- one due ("due"). With an argument the table holds records, of which readers see those that were ever published. The
-- setting and the line go when a savepoint is rolled back, both or neither.
DECLARE
    noted text := current_setting('registry.public_change', true);
    note text := 'seen';
BEGIN
    IF noted = 'seen' OR TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS = 1 THEN
        IF coalesce(NEW.published_at, OLD.published_at) IS NULL THEN
            IF noted = 'due' OR NEW.publish_at IS NOT DISTINCT FROM OLD.publish_at THEN
                RETURN NULL;
            END IF;
            note := 'due';
        END IF;
    END IF;
    PERFORM set_config('registry.public_change', note, true);
    INSERT INTO cooperation_publicchange (is_seen) VALUES (note = 'seen');
    RETURN NULL;
END $$;

CREATE FUNCTION registry_raise_public_version() RETURNS trigger LANGUAGE plpgsql AS $$
-- At commit, and after whatever else waits for it: only then the row is locked, so that nobody waits for more than the
-- last moment of somebody's transaction. What constraints that are set immediate cut short is noted anew.
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM cooperation_publicchange WHERE id = NEW.id;
        RETURN NULL;
    END IF;
    PERFORM set_config('registry.public_change', '', true);
    PERFORM FROM cooperation_publicversion FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO cooperation_publicversion (version, changed_at) VALUES (0, clock_timestamp())
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM registry_settle_organizations();
    -- A statement of its own sees what was committed while the one above waited.
    UPDATE cooperation_publicversion SET
        version = version + OLD.is_seen::int,
        changed_at = CASE WHEN OLD.is_seen THEN clock_timestamp() ELSE changed_at END,
        next_due = NEXT_DUE;
    RETURN NULL;
END $$;

-- Two steps: what is queued while the deferred triggers run comes after all that were queued before.
CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON cooperation_publicchange
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_raise_public_version();
CREATE CONSTRAINT TRIGGER counts AFTER DELETE ON cooperation_publicchange
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_raise_public_version();
"""

REMOVE = """
DROP TABLE cooperation_publicchange, cooperation_publicversion;
DROP FUNCTION registry_note_public_change, registry_raise_public_version CASCADE;
"""


def noted(table, argument=""):
    """Return the statements that note what becomes of the rows of a table."""
    return f"""
    CREATE TRIGGER note_public_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_note_public_change({argument});
    """


def emptied(table):
    """Return the statement that notes that a table is emptied at a stroke, which changes no row."""
    return f"""
    CREATE TRIGGER note_emptied AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION registry_note_public_change();
    """


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0005_index"), ("redirects", "0002_alter_redirect_new_path_help_text")]

    operations = [
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.BigIntegerField(verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "next_due",
                    models.DateTimeField(
                        help_text="The earliest time that any draft is planned to be published at.",
                        null=True,
                        verbose_name="next due",
                    ),
                ),
            ],
            options={"managed": False, "db_table": "cooperation_publicversion", "default_permissions": ()},
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_seen", models.BooleanField(verbose_name="seen by readers")),
            ],
            options={"managed": False, "db_table": "cooperation_publicchange", "default_permissions": ()},
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
        migrations.RunSQL(TABLE + FUNCTIONS.replace("NEXT_DUE", NEXT_DUE), REMOVE),
        migrations.RunSQL(
            "".join(
                [
                    *(noted(table) for table in REFERENCE),
                    *(noted(table, "'record'") for table in RECORDS),
                    *(emptied(table) for table in (*REFERENCE, *RECORDS, *TOUCHING)),
                ]
            ),
            migrations.RunSQL.noop,
        ),
    ]
