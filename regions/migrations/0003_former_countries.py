"""Former countries such as the Soviet Union: with a last year and successors, and without an alpha-2 code."""

from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_formal_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="country",
            name="last_year",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="country",
            name="successors",
            field=models.ManyToManyField(blank=True, related_name="predecessors", to="regions.country"),
        ),
        migrations.AlterField(
            model_name="country",
            name="alpha_2",
            field=regions.fields.ShortTextField(blank=True, max_length=2, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="country",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alpha_2__isnull", False), ("last_year__isnull", True)),
                    models.Q(("alpha_2__isnull", True), ("last_year__isnull", False)),
                    _connector="OR",
                ),
                name="country_has_alpha_2_or_last_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="country",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_year__isnull", True), ("last_year__range", (1800, 2100)), _connector="OR"),
                name="country_last_year_has_four_digits",
            ),
        ),
    ]
