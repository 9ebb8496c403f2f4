import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="country",
            options={
                "ordering": (
                    django.db.models.functions.comparison.Collate(
                        django.db.models.functions.text.Lower(
                            models.Func(
                                "name",
                                template="regexp_replace(normalize(%(expressions)s, NFKD), '[\\u0300-\\u036f]', '', 'g')",
                            )
                        ),
                        "C",
                    ),
                    "slug",
                )
            },
        ),
        migrations.AddField(
            model_name="country",
            name="formal_name",
            field=regions.fields.ShortTextField(blank=True, max_length=150),
        ),
    ]
