"""The transaction of each public commit, under which history has what it changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0012_import_whole")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cooperation_publiccommit ADD COLUMN transaction bigint",
            "ALTER TABLE cooperation_publiccommit DROP COLUMN transaction",
            state_operations=[
                migrations.AddField("publiccommit", "transaction", models.BigIntegerField(null=True)),
            ],
        ),
    ]
