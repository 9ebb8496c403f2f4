"""The parameters of the list of meetings."""

from django.utils.translation import gettext_lazy as _

from ..models import Meeting
from .codes import States
from .record import RecordFilter


class MeetingFilter(RecordFilter):
    """Meetings. Their date is the start date; a meeting without an end date lasts as long as that date.

    `country` matches participants and the host. `status` "held" includes confirmed meetings that are over; "upcoming"
    matches tentative and confirmed meetings that are not over.
    """

    rows = Meeting.objects
    date_help = _("The date is the start of the meeting. Meetings without a date are last.")

    status = States()
