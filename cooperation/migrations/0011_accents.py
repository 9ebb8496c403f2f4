from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What the staff's searches need to find "Cote d'Ivoire" and "Genève" without their signs."""

    dependencies = [("cooperation", "0010_uploads")]

    operations = [UnaccentExtension()]
