"""Longer titles, and what staff choose about a file that they import."""

from django.db import migrations

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
    ]
