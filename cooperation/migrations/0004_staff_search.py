"""The table that the staff's lists search and filter by: one row for each record and named thing, drafts included."""

from django.db import migrations, models

TABLE = """
CREATE TABLE cooperation_staff_search (
    kind text NOT NULL,
    id bigint NOT NULL,
    record bigint NOT NULL,  -- of an outcome its meeting, else the id itself
    date text COLLATE "C",
    title text COLLATE "C",  -- of a record, in small letters
    place bigint NOT NULL,  -- the order of rows of one date, the last first
    tags bigint[] NOT NULL,
    vector tsvector NOT NULL,
    PRIMARY KEY (kind, id)
) PARTITION BY LIST (kind);
"""
RECORDS = ("agreement", "meeting", "project", "mechanism")
KINDS = (*RECORDS, "outcome", "organization", "country", "region", "topic", "source")


def partition(kind):
    name = f"cooperation_staff_search_{kind}"
    # Rows of the other kinds are found by their id.
    record = f"CREATE INDEX {name}_record ON {name} (record);" if kind == "outcome" else ""
    title = f"CREATE INDEX {name}_by_title ON {name} (title, place DESC);" if kind in RECORDS else ""
    newest = f"CREATE INDEX {name}_newest ON {name} (date DESC NULLS LAST, place DESC);"
    return f"""
    CREATE TABLE {name} PARTITION OF cooperation_staff_search FOR VALUES IN ('{kind}');
    CREATE INDEX {name}_words ON {name} USING gin (vector, tags);
    {record} {title} {newest}
    """


# The records that an account changed: for its own drafts.
CHANGES = """
CREATE INDEX cooperation_change_author ON cooperation_change (user_id, kind, record) WHERE user_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0003_search")]

    operations = [
        migrations.RunSQL(
            TABLE + "".join(map(partition, KINDS)),
            "DROP TABLE cooperation_staff_search",
        ),
        migrations.RunSQL(CHANGES, "DROP INDEX cooperation_change_author"),
        # What two lines of the to-do list ask for.
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                models.F("expires_on"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("terminated_on__isnull", True)),
                name="agreement_by_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["mechanism", "date"], name="meeting_of_mechanism"),
        ),
    ]
