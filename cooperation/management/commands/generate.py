"""Fill an empty registry with generated records."""

import time

from django.core.management.base import BaseCommand, CommandError

from cooperation.generator import SIZES, generate, is_empty
from cooperation.management.bar import Bar
from cooperation.management.owner import AsOwner


class Command(AsOwner, BaseCommand):
    """`manage.py generate --size m --seed 1`: the same seed generates the same rows."""

    help = "Fill an empty registry with generated records, to see how it does with many."

    def add_arguments(self, parser):
        sizes = ", ".join(f"{name}: {size.meetings:,} meetings" for name, size in SIZES.items())
        parser.add_argument("--size", choices=SIZES, default="s", help=sizes)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, size, seed, **options):
        """Generate records. Raises CommandError if the registry has records."""
        if not is_empty():
            raise CommandError("This registry holds records. Generated ones enter an empty registry only.")
        began = time.monotonic()
        generate(size, seed, Bar)  # disabling triggers requires the owner of the tables
        self.stdout.write(f"Generated in {time.monotonic() - began:.0f} s.")
