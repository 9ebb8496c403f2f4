from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        ("sites", "0002_alter_domain_unique"),
    ]
    operations = []
