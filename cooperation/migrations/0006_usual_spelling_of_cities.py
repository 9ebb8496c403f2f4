from django.db import migrations, models
from django.db.models import F, Q

import regions.fields


def by_update(kind):
    """Return the operation that adds the index for the home page: what was published or changed last."""
    order = F("updated_at").desc(), F("id").desc()
    condition = Q(is_public=True, version__gt=1)
    return migrations.AddIndex(kind, models.Index(*order, condition=condition, name=f"{kind}_by_update"))


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
        by_update("agreement"),
        by_update("meeting"),
        by_update("project"),
        by_update("mechanism"),
    ]
