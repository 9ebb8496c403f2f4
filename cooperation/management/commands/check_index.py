"""Prove that the index says what the tables say."""

from django.core.management.base import BaseCommand, CommandError

from cooperation import search
from cooperation.index import upkeep
from cooperation.management.bar import Bar


class Command(BaseCommand):
    """`manage.py check_index`: a line for each difference, and 1 as its exit status where there is any."""

    help = "Compare the index that lists and facets ask, and the tables of search, with the records, row by row."

    def handle(self, *args, **options):
        """Compare all rows."""
        bar = Bar("comparing", upkeep.size())
        number = 0
        for difference in upkeep.check(bar.advance):
            number += 1
            self.stdout.write(str(difference))
        for sentence in search.check():
            number += 1
            self.stdout.write(sentence)
        if number:
            raise CommandError(f"The index differs from the tables in {number:,} rows. rebuild_index mends it.")
        self.stdout.write(f"The index is true: {bar.done:,} rows compared.")
