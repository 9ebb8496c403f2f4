"""The last runs of the jobs that timers start."""

import django.db.models.manager
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0014_closed_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("job", regions.fields.ShortTextField(max_length=20, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("succeeded_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
    ]
