"""Long work in batches: each is one transaction of about a second, so that it can be stopped and continued."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ...database.errors import in_words

SECONDS = 1.0  # of one batch
# Rows or records of one batch. On a busy server, a batch of any size takes a second: smaller ones would only be more.
LEAST, MOST = 50, 1000


def paced(number: int, seconds: float) -> int:
    """Return how many the next batch takes, if this one took `seconds` for `number`."""
    return min(max(int(number * SECONDS / max(seconds, 0.001)), LEAST), MOST)


def in_parts(items: list, act: Callable[[list], object]) -> tuple[list, dict]:
    """Call `act` with all items. If one of them is refused, its changes are rolled back, and each half is tried alone.

    Return the results of the calls that succeeded, and the reason for each single item that was refused.
    """
    if not items:
        return [], {}
    try:
        with transaction.atomic():
            result = act(items)
            connection.check_constraints()
    except (IntegrityError, DataError, PermissionDenied, ValidationError) as error:
        if len(items) == 1:
            return [], {items[0]: reason_of(error)}
        half = len(items) // 2
        (first, refused), (second, also_refused) = in_parts(items[:half], act), in_parts(items[half:], act)
        return first + second, refused | also_refused
    return [result], {}


def reason_of(error: Exception) -> str:
    if isinstance(error, ProtectedError):
        others = list(error.protected_objects)
        words = _("“%(name)s” refers to it.") if len(others) == 1 else _("“%(name)s” and others refer to it.")
        return words % {"name": min(str(each) for each in others)}
    if isinstance(error, (IntegrityError, DataError)):
        error = in_words(error)
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
