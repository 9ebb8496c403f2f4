"""Pairs of look-alikes that are different, and an index on the words of all names, in which look-alikes are found."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.datetime
import django.db.models.manager
from django.db import migrations, models
from django.db.models.functions import Left

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0010_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="DifferentPair",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "first", "second", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", regions.fields.ShortTextField(max_length=20)),
                ("first", models.BigIntegerField()),
                ("second", models.BigIntegerField()),
                ("said_by", regions.fields.ShortTextField(max_length=150)),
                ("said_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="agreement",
            name="agreement_title_words",
        ),
        migrations.RemoveIndex(
            model_name="mechanism",
            name="mechanism_title_words",
        ),
        migrations.RemoveIndex(
            model_name="meeting",
            name="meeting_title_words",
        ),
        migrations.RemoveIndex(
            model_name="project",
            name="project_title_words",
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", Left("other_names", 50000), config="english"),
                name="agreement_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", Left("other_names", 50000), config="english"),
                name="mechanism_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", Left("other_names", 50000), config="english"),
                name="meeting_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", Left("other_names", 50000), config="english"),
                name="project_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="differentpair",
            index=models.Index(fields=["kind", "second"], name="different_pair_second"),
        ),
        migrations.AddConstraint(
            model_name="differentpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="different_pair_in_order"
            ),
        ),
    ]
