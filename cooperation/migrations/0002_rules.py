"""A citation is about a part of its own record."""

from django.db import migrations

ABOUT = """
ALTER TABLE cooperation_citation ADD CONSTRAINT citation_about_own_{part}
FOREIGN KEY ({owner}_id, {part}_id) REFERENCES cooperation_{part} ({owner}_id, id) DEFERRABLE INITIALLY IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0001_initial"), ("regions", "0002_rules")]

    operations = [
        migrations.RunSQL(
            ABOUT.format(part=part, owner=owner),
            f"ALTER TABLE cooperation_citation DROP CONSTRAINT citation_about_own_{part}",
        )
        for part, owner in {"party": "agreement", "outcome": "meeting", "phase": "project"}.items()
    ]
