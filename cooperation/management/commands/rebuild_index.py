"""Write the index anew from the tables."""

from django.core.management.base import BaseCommand

from cooperation.index import upkeep
from cooperation.management.bar import Bar


class Command(BaseCommand):
    """`manage.py rebuild_index`: a thousand rows at a time, while the registry is read and written."""

    help = "Write the index that lists, facets and search ask anew from the tables, while the registry runs."

    def handle(self, *args, **options):
        """Rebuild it."""
        bar = Bar("rebuilding", upkeep.size())
        upkeep.rebuild(bar.advance)
        self.stdout.write(f"The index is rebuilt: {bar.done:,} rows.")
