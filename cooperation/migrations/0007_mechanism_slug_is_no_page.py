"""The slug of a mechanism is not the address of the page that compares two series."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0006_usual_spelling_of_cities"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "compare"), _negated=True), name="mechanism_slug_is_no_page"
            ),
        ),
    ]
