"""The feed of the whole registry, and the calendar of one meeting."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import index
from ...exchange.exports import ics, tables
from ...exchange.exports.selection import Refused
from ...exchange.feeds.calendar import days_of
from ...filters.orders import DateOrder
from ...models import RECORDS, Meeting
from .export import Export
from .record_page import withdrawn_page


class RegistryFeed(Export):
    """The latest changes to agreements, meetings, projects and mechanisms, or to their parts."""

    def get(self, request):
        snapshot = index.now()
        kinds = [model._meta.model_name for model in RECORDS]
        ids = {kind: DateOrder(index.Ordered(kind, snapshot[kind], None)) for kind in kinds}
        return self.stream("atom", "registry", table=None, ids=ids, snapshot=snapshot, title="", page=reverse("home"))


class MeetingCalendar(Export):
    """One public meeting, to add to a calendar: 404 for a draft, 410 for a withdrawn one."""

    def get(self, request, slug):
        """Return the calendar, or 400 if no day is known and `inexact` is not given."""
        meeting = get_object_or_404(Meeting, slug=slug)
        if meeting.withdrawn_at:
            return withdrawn_page(request, meeting)
        if not meeting.is_public:
            raise Http404
        try:
            inexact = ics.wants_inexact(request.GET)
        except Refused as refusal:
            return self.refuse([str(refusal)])
        if not days_of(meeting.start, meeting.end, inexact=inexact):
            return self.refuse([_no_day(meeting)])
        selected = {
            "table": tables.TABLES[Meeting],
            "ids": {"meeting": [meeting.pk]},
            "snapshot": index.now(),
            "title": str(meeting),
            "page": meeting.get_absolute_url(),
        }
        return self.stream("ics", slug, **selected)


def _no_day(meeting):
    if meeting.start:
        return _(
            "The day of this meeting is not known. Add “?inexact=1” to the address to get the whole month or year."
        )
    return _("The date of this meeting is not known.")
