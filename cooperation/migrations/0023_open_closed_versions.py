"""Closed versions can be opened again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0022_withdraw_an_import"),
    ]

    operations = [
        migrations.AddField(
            model_name="closedversions",
            name="opens",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
