"""Reset the second factor of an account."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from cooperation.sign_in import second_factors


class Command(BaseCommand):
    """`manage.py reset_factor USERNAME`: for the last administrator, whom nobody else can help."""

    help = "Remove the authenticator app, passkeys and recovery codes of an account. Its next sign-in adds new ones."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f'There is no account "{username}".')
        if second_factors.reset(None, account, "By manage.py reset_factor."):
            self.stdout.write(f"The second factor of {username} was reset, and the account's sessions ended.")
        else:
            self.stdout.write(f"{username} has no second factor.")
