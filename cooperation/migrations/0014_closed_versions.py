"""Versions of records that publishers closed."""

import django.db.models.functions.datetime
import django.db.models.manager
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0013_transaction_of_commit"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedVersions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", regions.fields.ShortTextField(max_length=20)),
                ("record", models.BigIntegerField()),
                ("first", models.IntegerField()),
                ("last", models.IntegerField()),
                ("reason", regions.fields.ShortTextField(max_length=300)),
                ("closed_by", regions.fields.ShortTextField(max_length=150)),
                (
                    "closed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "ordering": ("pk",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "record"], name="closed_versions_of_record")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__gte", 1), ("last__gte", models.F("first"))),
                        name="closed_versions_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="closed_versions_have_reason"
                    ),
                ],
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
    ]
