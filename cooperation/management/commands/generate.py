"""Fill an empty registry with generated records."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from cooperation.generator import SIZES, generate, is_empty
from cooperation.management.bar import Bar


class Command(BaseCommand):
    """`manage.py generate --size m --seed 1`: the same seed makes the same rows."""

    help = "Fill an empty registry with generated records, to see how it does with many."

    def add_arguments(self, parser):
        """Take the size and the seed."""
        sizes = ", ".join(f"{name}: {size.meetings:,} meetings" for name, size in SIZES.items())
        parser.add_argument("--size", choices=SIZES, default="s", help=sizes)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, size, seed, **options):
        """Generate, unless there are records that somebody entered."""
        if not is_empty():
            raise CommandError("This registry holds records. Generated ones enter an empty registry only.")
        began = time.monotonic()
        try:
            generate(size, seed, Bar)
        except ProgrammingError as error:  # the triggers rest meanwhile, and only the owner of a table may see to that
            raise CommandError(f"Generating takes the role that owns the tables: {error}") from None
        self.stdout.write(f"Generated in {time.monotonic() - began:.0f} s.")
