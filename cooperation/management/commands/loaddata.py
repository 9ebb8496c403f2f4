"""Django's command, as the owner of the tables: a dump also holds rows that the web server may not write."""

from django.core.management.commands.loaddata import Command as DjangoCommand

from cooperation.management.owner import AsOwner


class Command(AsOwner, DjangoCommand):
    pass
