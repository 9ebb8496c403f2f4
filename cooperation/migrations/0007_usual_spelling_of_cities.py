from django.db import migrations

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0005_sums"),
        ("regions", "0002_formal_names"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="membership",
            options={"ordering": ("country", "joined_on")},
        ),
        migrations.AddField(
            model_name="meeting",
            name="usual_city",
            field=regions.fields.ShortTextField(blank=True, max_length=100),
        ),
    ]
