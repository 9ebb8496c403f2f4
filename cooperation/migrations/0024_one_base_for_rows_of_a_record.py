"""Citations, documents and submissions get their foreign keys to records from one base class.

Only the way in which the names of the reverse relations are written changes, so no table is touched.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0023_open_closed_versions")]

    operations = [
        migrations.AlterField(
            row,
            record,
            models.ForeignKey(
                f"cooperation.{record}", models.CASCADE, blank=True, null=True, related_name="%(class)ss"
            ),
        )
        for row in ("citation", "document", "submission")
        for record in ("mechanism", "agreement", "meeting", "project")
    ]
