"""The parameters and sort orders of the list of outcomes."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ..index import Dimension, tag
from ..models import Outcome
from .base import Order, RegistryFilter
from .codes import Years
from .orders import by_columns, by_date
from .record import NEWEST_FIRST, OLDEST_FIRST


class OutcomeFilter(RegistryFilter):
    """Outcomes of published meetings. `year`, `from` and `to` filter by the date of the meeting, not by the due date.

    `country` matches outcomes by or to the country and those of meetings that it took part in, `organization` those by,
    to or about the organization. `region` is that of the countries and organizations that the outcome is by or to, else
    that of the meeting.
    """

    rows = Outcome.objects
    date_help = _("The date is the start of the meeting. Outcomes of meetings without a date are last.")
    orders = {
        "unkept": Order(
            _("no follow-up first"),
            _("Open outcomes without follow-up first, then other open outcomes. In each group, oldest first."),
            by_date(newest=False, groups=tuple(tag(Dimension.TURN, turn) for turn in range(4))),
        ),
        "date": NEWEST_FIRST,
        "oldest": OLDEST_FIRST,
        "due": Order(
            _("due date"),
            _("Sorted by due date. Outcomes without a due date are last."),
            by_columns(lambda rows: rows.order_by(F("due_on").asc(nulls_last=True), "meeting_id", "position", "key")),
        ),
        "modified": Order(
            _("recently updated first"),
            _("Sorted by the last update of the meeting, newest first."),
            by_columns(lambda rows: rows.order_by("-meeting__updated_at", "-meeting_id", "position", "key")),
        ),
    }

    year = Years()
