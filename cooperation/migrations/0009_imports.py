"""Longer titles, and what staff choose about a file that they import."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0008_merge"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agreement",
            name="title",
            field=regions.fields.ShortTextField(max_length=600),
        ),
        migrations.AlterField(
            model_name="mechanism",
            name="title",
            field=regions.fields.ShortTextField(max_length=600),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="title",
            field=regions.fields.ShortTextField(max_length=600),
        ),
        migrations.AlterField(
            model_name="project",
            name="title",
            field=regions.fields.ShortTextField(max_length=600),
        ),
        migrations.AlterField(
            model_name="uploadedrow",
            name="label",
            field=regions.fields.ShortTextField(max_length=600),
        ),
        migrations.AddField(
            model_name="upload",
            name="choices",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="upload",
            name="data",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="upload",
            name="dates",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="upload",
            name="encoding",
            field=regions.fields.ShortTextField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="upload",
            name="headers",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="RememberedChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("scope", regions.fields.ShortTextField(max_length=60)),
                ("text", regions.fields.ShortTextField(max_length=300)),
                ("meaning", models.JSONField()),
            ],
            options={
                "ordering": ("scope", "text"),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("scope", "text"), name="rememberedchoice_unique")],
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="UploadedValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("scope", regions.fields.ShortTextField(max_length=60)),
                ("text", regions.fields.ShortTextField(max_length=300)),
                ("columns", models.JSONField(default=list)),
                ("rows", models.PositiveIntegerField()),
                ("is_decided", models.BooleanField(default=False)),
                ("meaning", models.JSONField(default=list)),
                ("proposal", models.JSONField(default=list)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cooperation.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("-rows", "text"),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "scope", "text"), name="uploadedvalue_unique")
                ],
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
    ]
