"""The meetings of a month as a calendar, with the filters of the list."""

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from ...domain.dates import PartialDate, parse
from ...filters.orders import DateOrder
from ...index import Ordered
from ...models import Meeting
from ..drawings.month import sheet
from .listing import Way
from .meetings import MeetingList
from .record_page import to_list
from .related_lists import attach_claims, is_presumed_held
from .relations import attach_links

# Meetings shown for one day, and of those known only to the month or the year. Lists show the rest.
OF_A_DAY, OF_A_MONTH = 5, 10


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
    description = _("The meetings of one month, by day.")

    def get_template_names(self):
        return ["cooperation/meeting_calendar.html"]

    def embeds(self):
        return []

    def get_context_data(self, **kwargs):
        """Add the links to the list and the calendar."""
        context = super().get_context_data(**kwargs)
        here = self._address_of(context["sheet"].month) if context["sheet"] else self.request.path
        return context | {
            "ways": [
                Way(_("List"), self._address("meeting_list", self.filterset.query())),
                Way(_("Calendar"), here, "page"),
            ],
            "whole_url": self.request.path,
            "trail": [to_list(Meeting)],
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
                problem = _("“%(typed)s” is not a month. Enter a year and month, such as 2012-05.") % {
                    "typed": typed[:40]
                }
        ids = self._ids_of(month)
        drawn = sheet(month, self._dates(ids), self.today)
        totals = {"of_month_number": len(drawn.of_month), "of_year_number": len(drawn.of_year)}
        updated_at = self._show(drawn)
        return {
            "sheet": drawn,
            "counted": self.words(len(ids)),
            "is_empty": not len(ids),
            "page": None,
            "typed_month": typed if problem else str(month),
            "month_problem": problem,
            "month_words": month.words,
            "year_words": PartialDate(month[:4]).words,
            "weekdays": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
            "earlier_url": self._address_of(drawn.earlier),
            "later_url": self._address_of(drawn.later),
            "updated_at": updated_at,
            "month_list_url": self._list_address_of(month),
            **totals,
        }

    def _dates(self, ids):
        """Return the start, the end and the id of each meeting, in the order of the ids."""
        with connection.cursor() as cursor:
            cursor.execute('SELECT id, start, "end" FROM cooperation_meeting WHERE id = ANY (%s)', [list(ids)])
            dates = {pk: ends for pk, *ends in cursor}
        return [(*dates[pk], pk) for pk in ids if pk in dates]

    def _show(self, drawn):
        """Replace the ids on the calendar with meetings. Return when one of them was last modified."""
        days = [day for week in drawn.weeks for day in week if day.things]
        for day in days:
            day.number, day.list_url = len(day.things), self._list_address_of(day.date.isoformat())
        shown = [(day.things, OF_A_DAY) for day in days]
        shown += [(drawn.of_month, OF_A_MONTH), (drawn.of_year, OF_A_MONTH)]
        wanted = {pk for things, most in shown for pk in things[:most]}
        rows = attach_claims(Meeting.objects.published().filter(pk__in=wanted))
        attach_links(self.snapshot, rows, "host_country")
        for meeting in rows:
            meeting.is_presumed_held = is_presumed_held(meeting, self.today)
        found = {meeting.pk: meeting for meeting in rows}
        for things, most in shown:
            things[:] = [found[pk] for pk in things[:most] if pk in found]
        return max((meeting.updated_at for meeting in rows), default=None)

    def _ids_of(self, month):
        found, of_month = self.filterset.found(), self.filterset.entries.between(month, month)
        among = of_month if found is None else found & of_month
        return DateOrder(Ordered(self.filterset.kind, self.filterset.entries, among, newest=False))

    def get_query(self, *without):
        """Add the month."""
        query = super().get_query(*without)
        if "month" in self.request.GET:
            query["month"] = self.request.GET["month"]
        return query

    def _address_of(self, month):
        if month is None:
            return ""
        query = self.get_query()
        query["month"] = month
        return f"{self.request.path}?{query.urlencode()}"

    def _list_address_of(self, month):
        query = QueryDict(self.filterset.query(without=("page", "from", "to")), mutable=True)
        query["from"] = query["to"] = month
        return f"{reverse('meeting_list')}?{query.urlencode()}"

    def _canonical_query(self):
        query = QueryDict(super()._canonical_query(), mutable=True)
        if "month" in self.request.GET:
            query["month"] = self.request.GET["month"]
        return query.urlencode()
