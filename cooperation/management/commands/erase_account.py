"""Erase the personal data of an account at once: `manage.py erase_account USERNAME`."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from cooperation.operations import retention


class Command(BaseCommand):
    help = "Erases name, e-mail address, password and second factors of a deactivated account. Its user name stays."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        if not retention.erase(account):
            raise CommandError(f"The account “{username}” is active. Deactivate it first.")
        self.stdout.write(f"The personal data of “{username}” was erased. The history keeps the user name.")
