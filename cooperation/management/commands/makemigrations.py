"""Django's command, except that it leaves display texts out of migrations."""

from django.core.management.commands.makemigrations import Command as DjangoCommand

from cooperation.database.autodetector import WordlessAutodetector


class Command(DjangoCommand):
    autodetector = WordlessAutodetector
