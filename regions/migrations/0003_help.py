from django.db import migrations

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="country",
            name="alpha_2",
            field=regions.fields.ShortTextField(
                help_text="Two capital letters of ISO 3166-1, such as KR.",
                max_length=2,
                unique=True,
                verbose_name="alpha-2 code",
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="alpha_3",
            field=regions.fields.ShortTextField(
                help_text="Three capital letters of ISO 3166-1, such as KOR.",
                max_length=3,
                unique=True,
                verbose_name="alpha-3 code",
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="m49_region",
            field=regions.fields.CodeField(
                blank=True,
                choices=[
                    ("002", "Africa"),
                    ("009", "Oceania"),
                    ("019", "Americas"),
                    ("142", "Asia"),
                    ("150", "Europe"),
                ],
                help_text="The region by the United Nations' M49, beside the ministry's own.",
                max_length=3,
                verbose_name="M49 region",
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="m49_subregion",
            field=regions.fields.CodeField(
                blank=True,
                choices=[
                    ("015", "Northern Africa"),
                    ("021", "Northern America"),
                    ("030", "Eastern Asia"),
                    ("034", "Southern Asia"),
                    ("035", "South-eastern Asia"),
                    ("039", "Southern Europe"),
                    ("053", "Australia and New Zealand"),
                    ("054", "Melanesia"),
                    ("057", "Micronesia"),
                    ("061", "Polynesia"),
                    ("143", "Central Asia"),
                    ("145", "Western Asia"),
                    ("151", "Eastern Europe"),
                    ("154", "Northern Europe"),
                    ("155", "Western Europe"),
                    ("202", "Sub-Saharan Africa"),
                    ("419", "Latin America and the Caribbean"),
                ],
                help_text="The sub-region by the United Nations' M49.",
                max_length=3,
                verbose_name="M49 sub-region",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="name",
            field=regions.fields.ShortTextField(
                help_text="As the ministry's own text calls it.", max_length=100, unique=True, verbose_name="name"
            ),
        ),
    ]
