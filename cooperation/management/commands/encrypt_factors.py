"""Encrypt the secrets of second factors with the current key."""

from django.core.management.base import BaseCommand

from cooperation.sign_in import second_factors


class Command(BaseCommand):
    """`manage.py encrypt_factors`: after SECRET_KEY was replaced, before the old one leaves SECRET_KEY_FALLBACKS."""

    help = "Encrypt the secrets of authenticator apps and recovery codes with the current SECRET_KEY."

    def handle(self, *args, **options):
        self.stdout.write(f"Encrypted with the current key: {second_factors.encrypt_again()} secrets.")
