"""The meetings of a month as a calendar, with the filters of the list."""

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from ...domain.dates import PartialDate, parse
from ...domain.evidence import attach
from ...filters.orders import DateOrder
from ...index import Ordered
from ...models.in_order import in_order
from ..drawings.month import sheet
from . import related_lists
from .lists import MeetingList
from .relations import attach_links

MOST = 100  # meetings in one calendar; the list shows the rest


def known_month(filterset, today: date) -> PartialDate:
    """Return the month of the next meeting whose month is known, else of the latest one, else the current month."""
    this = today.year * 100 + today.month
    order = Ordered(filterset.kind, filterset.entries, filterset.found(), newest=True)
    # A position such as 201205; the last two digits are 0 if only the year is known, and there may be no position.
    months = (month for position in order.positions() if (month := position.day // 100) % 100)
    found = None
    for month in months:
        if month < this:
            found = found or month
            break
        found = month
    year, number = divmod(found or this, 100)
    return PartialDate(f"{year:04}-{number:02}")


class MeetingCalendar(MeetingList):
    """One month of meetings. A meeting known only to the month or year is listed under that, not on a day."""

    title = _("Calendar of meetings")
    description = _("The meetings of one month, on the days on which they are known to have been.")

    def get_template_names(self):
        return ["cooperation/meeting_calendar.html"]

    def get_context_data(self, **kwargs):
        """Add the link to the list, and keep the month in the links of the filters."""
        context = super().get_context_data(**kwargs)
        query = self.filterset.query()
        return context | {
            "list_url": f"{reverse('meeting_list')}?{query}" if query else reverse("meeting_list"),
            "here_url": self._of(context["sheet"].month) if context["sheet"] else self.request.path,
            "whole_url": self.request.path,
            "trail": [(MeetingList.title, reverse("meeting_list"))],
            "kept": [(name, option.value) for name, options in self.filterset.given.items() for option in options],
        }

    def _results(self):
        typed = self.request.GET.get("month", "").strip()
        if not self.filterset.is_valid():
            return {
                "typed_month": typed,
                "sheet": None,
                "counted": "",
                "page": None,
                "month_words": "",
                "updated_at": None,
            }
        problem, month = "", None
        with suppress(ValidationError):
            month = parse(typed)
        if month is None or month.precision != "month":
            month = known_month(self.filterset, self.today)
            if typed:
                problem = _("“%(typed)s” is no month. Write a year and a month: 2012-05.") % {"typed": typed[:40]}
        rows = in_order(self.filterset.rows.published(), self._ids_of(month))
        found = attach(rows.prefetch_related(related_lists.with_claims())[: MOST + 1])
        attach_links(self.snapshot, found, "host_country")
        for meeting in found:
            meeting.is_presumed_held = related_lists.is_presumed_held(meeting, self.today)
        drawn = sheet(month, [(each.start, each.end, each) for each in found[:MOST]], self.today)
        return {
            "sheet": drawn,
            "counted": self.words(len(found)) if len(found) <= MOST else "",
            "page": None,
            "is_cut": len(found) > MOST,
            "is_empty": not found,
            "typed_month": typed if problem else str(month),
            "month_problem": problem,
            "month_words": month.words,
            "year_words": formats.date_format(month.first, "Y"),
            "weekdays": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
            "earlier_url": self._of(drawn.earlier),
            "later_url": self._of(drawn.later),
            "updated_at": max((each.updated_at for each in found), default=None),
            "month_list_url": self._list_of(month),
        }

    def _ids_of(self, month):
        found, of_month = self.filterset.found(), self.filterset.entries.between(month, month)
        among = of_month if found is None else found & of_month
        return DateOrder(Ordered(self.filterset.kind, self.filterset.entries, among, newest=False))

    def get_query(self, *without):
        """Keep the month, too."""
        query = super().get_query(*without)
        if "month" in self.request.GET:
            query["month"] = self.request.GET["month"]
        return query

    def _of(self, month):
        if month is None:
            return ""
        query = self.get_query()
        query["month"] = month
        return f"{self.request.path}?{query.urlencode()}"

    def _list_of(self, month):
        query = QueryDict(self.filterset.query(without=("page", "from", "to")), mutable=True)
        query["from"] = query["to"] = month
        return f"{reverse('meeting_list')}?{query.urlencode()}"

    def _canonical_query(self):
        query = QueryDict(super()._canonical_query(), mutable=True)
        if "month" in self.request.GET:
            query["month"] = self.request.GET["month"]
        return query.urlencode()
