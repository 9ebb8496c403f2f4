import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("name", regions.fields.ShortTextField(max_length=100, unique=True)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("summary", models.TextField(blank=True)),
                ("policy_directions", regions.fields.LinesField(blank=True, default="")),
            ],
            options={
                "ordering": ("position", "slug"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="region_has_name"),
                    models.CheckConstraint(
                        condition=models.Q(("slug", "none"), _negated=True), name="region_slug_is_no_filter"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Country",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("name", regions.fields.ShortTextField(max_length=100, unique=True)),
                ("alpha_2", regions.fields.ShortTextField(max_length=2, unique=True)),
                ("alpha_3", regions.fields.ShortTextField(max_length=3, unique=True)),
                ("numeric", regions.fields.ShortTextField(max_length=3, unique=True)),
                (
                    "m49_region",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[("002", "002"), ("009", "009"), ("019", "019"), ("142", "142"), ("150", "150")],
                        max_length=3,
                    ),
                ),
                (
                    "m49_subregion",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[
                            ("015", "015"),
                            ("021", "021"),
                            ("030", "030"),
                            ("034", "034"),
                            ("035", "035"),
                            ("039", "039"),
                            ("053", "053"),
                            ("054", "054"),
                            ("057", "057"),
                            ("061", "061"),
                            ("143", "143"),
                            ("145", "145"),
                            ("151", "151"),
                            ("154", "154"),
                            ("155", "155"),
                            ("202", "202"),
                            ("419", "419"),
                        ],
                        max_length=3,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="countries", to="regions.region"
                    ),
                ),
            ],
            options={
                "ordering": ("slug",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="country_has_name"),
                    models.CheckConstraint(
                        condition=models.Q(("alpha_2__regex", "\\A[A-Z]{2}\\Z")), name="country_alpha_2_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alpha_3__regex", "\\A[A-Z]{3}\\Z")), name="country_alpha_3_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("numeric__regex", "\\A[0-9]{3}\\Z")), name="country_numeric_form"
                    ),
                ],
            },
        ),
    ]
