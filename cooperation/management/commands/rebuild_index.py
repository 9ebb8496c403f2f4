"""Rebuild the index from the tables."""

from django.core.management.base import BaseCommand

from cooperation import search
from cooperation.index import sums, upkeep
from cooperation.management.bar import Bar
from cooperation.management.owner import AsOwner


class Command(AsOwner, BaseCommand):
    """`manage.py rebuild_index`: rebuilds a thousand rows at a time, while the registry stays in use."""

    help = "Rebuild the index, the sums of money and the search tables from the records, while the registry runs."

    def handle(self, *args, **options):
        bar = Bar("rebuilding", upkeep.size())
        upkeep.rebuild(bar.advance)
        sums.rebuild()
        search.rebuild(Bar("search").reach)
        upkeep.read_again()  # the copies in memory may be wrong too
        self.stdout.write(f"The index is rebuilt: {bar.done:,} rows.")
