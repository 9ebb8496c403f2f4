"""Commands that need the role that owns the tables."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection
from psycopg.errors import InsufficientPrivilege

OTHERS = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


class AsOwner:
    """A command that connects with DATABASE_OWNER_URL. Without it, the role of DATABASE_URL must own the tables."""

    def execute(self, *args, **options):
        with as_owner():
            try:
                return super().execute(*args, **options)
            except ProgrammingError as error:
                if not isinstance(error.__cause__, InsufficientPrivilege):
                    raise
                said = " ".join(str(error).split())
                raise CommandError(
                    f"This command needs the role that owns the tables. Set DATABASE_OWNER_URL. PostgreSQL says: {said}"
                ) from None


@contextmanager
def as_owner():
    """Connect as the owner of the tables inside the block. A running transaction keeps its role."""
    used = connection.settings_dict
    kept = {name: used[name] for name in OTHERS}
    wanted = {name: settings.OWNER_DATABASE[name] for name in OTHERS} if settings.OWNER_DATABASE else kept
    if wanted == kept or connection.in_atomic_block:
        yield
        return
    connection.close()
    used.update(wanted)
    try:
        yield
    finally:
        connection.close()
        used.update(kept)
