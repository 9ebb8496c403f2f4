"""Check that the index matches the tables, and that the database functions and triggers match the code."""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from cooperation import search
from cooperation.database import installation
from cooperation.index import sums, upkeep
from cooperation.management.bar import Bar


class Command(BaseCommand):
    """`manage.py check_index`: prints a line for each difference; the exit status is 1 if there are any."""

    help = "Compare the index, the sums of money and the search tables with the records, row by row."

    def handle(self, *args, **options):
        bar = Bar("comparing", upkeep.size())
        number = 0
        for difference in upkeep.check(bar.advance):
            number += 1
            self.stdout.write(str(difference))
        for sentence in chain(sums.check(), search.check()):
            number += 1
            self.stdout.write(sentence)
        programs = list(installation.differences())
        for sentence in programs:
            self.stdout.write(sentence)
        if programs:
            raise CommandError("The functions and triggers are not those of this release. migrate installs them.")
        if number:
            raise CommandError(f"The index differs from the tables in {number:,} rows. rebuild_index mends it.")
        self.stdout.write(f"The index is true: {bar.done:,} rows compared.")
