"""The meetings of a list, or with one object, as a calendar."""

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Meeting
from ..feeds import calendar
from ..feeds.calendar import CONTENT_TYPE
from .everything import Everything
from .selection import Refused, Selection

__all__ = ("CONTENT_TYPE", "IS_FILE", "LABEL", "READS", "stream", "writes")

LABEL = gettext_lazy("Calendar file")
IS_FILE = True
INEXACT, YES = "inexact", "1"  # the parameter that adds meetings known by month or year only, and its value
READS = (INEXACT,)


def writes(table) -> bool:
    return isinstance(table, Everything) or table.model is Meeting


def stream(selection: Selection) -> Iterator[bytes]:
    """Return the calendar, one part for each chunk of meetings. Raises Refused if a parameter is wrong."""
    if not writes(selection.table):
        raise Refused(_("Only lists of meetings are available as a calendar."))
    return calendar.stream(
        calendar.About(selection.title, selection.address("ics"), selection.page),
        selection.ids["meeting"],
        selection.snapshot.day,
        selection.origin,
        inexact=wants_inexact(selection.parameters),
    )


def wants_inexact(parameters: QueryDict) -> bool:
    """Return whether to add meetings known by month or year only. Raises Refused."""
    given = {text.strip() for text in parameters.getlist(INEXACT)} - {""}
    if given - {YES}:
        raise Refused(_("“inexact” must be 1 or left out. With 1, meetings known only by month or year are included."))
    return bool(given)
