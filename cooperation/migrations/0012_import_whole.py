"""Imported files and the records of each, and previews that are computed in batches."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0011_different_pairs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="is_checked",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="uploadedrow",
            name="is_entered",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="uploadedrow",
            name="is_linked_later",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="uploadedrow",
            name="links",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="uploadedrow",
            name="marks",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="uploadedrow",
            name="state",
            field=regions.fields.CodeField(
                blank=True,
                choices=[("new", "new"), ("changed", "changed"), ("unchanged", "unchanged"), ("wrong", "wrong")],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", regions.fields.ShortTextField(max_length=20)),
                ("about", regions.fields.ShortTextField(max_length=20)),
                ("name", regions.fields.ShortTextField(max_length=200)),
                (
                    "imported_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("rows", models.JSONField(default=dict)),
                ("spans", models.JSONField(default=list)),
                ("batch", models.PositiveIntegerField(default=100)),
                (
                    "action",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[("submit", "submit"), ("publish", "publish"), ("delete", "delete"), ("undo", "undo")],
                        max_length=20,
                    ),
                ),
                ("action_at", models.DateTimeField(null=True)),
                ("is_finished", models.BooleanField(default=True)),
                ("done_before", models.PositiveIntegerField(default=0)),
                ("with_gaps", models.BooleanField(default=False)),
                ("message", models.TextField(blank=True)),
                (
                    "action_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cooperation.upload",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", regions.fields.ShortTextField(max_length=20)),
                ("record", models.BigIntegerField()),
                ("is_new", models.BooleanField()),
                ("version", models.BigIntegerField(null=True)),
                (
                    "state",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[("waiting", "waiting"), ("done", "done"), ("failed", "failed")],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cooperation.importedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["file", "state", "id"], name="importedrecord_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "kind", "record"), name="importedrecord_once_in_file")
                ],
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
    ]
