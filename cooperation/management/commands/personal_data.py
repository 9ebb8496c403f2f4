"""Print what is stored about an account: `manage.py personal_data USERNAME`."""

import json

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from cooperation.operations import personal_data


class Command(BaseCommand):
    help = "Prints as JSON what the registry stores about an account and the person who uses it."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        text = json.dumps(personal_data.of(account), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        self.stdout.write(text)
