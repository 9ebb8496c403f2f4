import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import cooperation.domain.dates


class Migration(migrations.Migration):
    """By what one finds records that may be the same: the words of titles, and dates."""

    dependencies = [
        ("cooperation", "0011_accents"),
        ("regions", "0002_rules"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="agreement",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="agreement_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce(
                    "signed_on", "adopted_on", "in_force_on", output_field=cooperation.domain.dates.PartialDateField()
                ),
                name="agreement_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="mechanism_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="meeting_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["start"], name="meeting_by_date"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="project_title_words"
            ),
        ),
    ]
