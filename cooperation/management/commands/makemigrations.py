"""Django's own command, which leaves the words that people read out of migrations."""

from django.core.management.commands.makemigrations import Command as DjangoCommand

from cooperation.database.autodetector import WordlessAutodetector


class Command(DjangoCommand):
    autodetector = WordlessAutodetector
