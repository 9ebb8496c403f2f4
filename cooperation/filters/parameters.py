"""What each parameter of a list means. Values of one parameter are alternatives, parameters narrow one another."""

from django.db.models import Q, TextChoices
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from ..choices import InForce, MeetingStatus
from ..models import Meeting
from .several import CodesField, YearsField
from .single import DayField, PageField, SortField


class Parameter(Filter):
    """A parameter of a list. Its field is made for the list at hand, whose rows decide which options there are."""

    def __init__(self, *, label, **kwargs):
        super().__init__(label=label, **kwargs)

    @property
    def field(self):
        """Return the form field."""
        if not hasattr(self, "_field"):
            self._field = self.make_field(label=self.label, required=False)
        return self._field

    def make_field(self, **kwargs):
        """Return a new form field."""
        raise NotImplementedError

    def filter(self, rows, value):
        """Return the rows that the value leaves; without a value all of them."""
        return self.find(rows, value) if value else rows

    def find(self, rows, value):
        """Return the rows that have the value, or one of the values."""
        raise NotImplementedError


class Codes(Parameter):
    """Codes of one column."""

    def __init__(self, choices, *, column, label):
        super().__init__(label=label)
        self.choices = choices
        self.column = column

    def make_field(self, **kwargs):
        """Return a field for the codes that occur in the list."""
        return CodesField(choices=self.choices, occurring=self.occurring, **kwargs)

    def occurring(self):
        """Return the codes of the list's rows."""
        return self.parent.queryset.order_by().values_list(self.column, flat=True).distinct()

    def find(self, rows, value):
        """Return the rows with one of the codes."""
        return rows.filter(**{f"{self.column}__in": value})


class Force(Codes):
    """Whether agreements are in force on the list's day."""

    def __init__(self):
        super().__init__(InForce, column="force", label=_("In force today"))

    def occurring(self):
        """Return the answers that occur."""
        rows = self.parent.queryset.with_force(self.parent.today).order_by()
        return rows.values_list("force", flat=True).distinct()

    def find(self, rows, value):
        """Return the agreements with one of the answers."""
        return super().find(rows.with_force(self.parent.today), value)


UPCOMING = "upcoming"
MeetingState = TextChoices(
    "MeetingState",
    [("UPCOMING", (UPCOMING, _("still to come"))), *((each.name, (each.value, each.label)) for each in MeetingStatus)],
)


class States(Codes):
    """The status of meetings. "held" holds the confirmed that are over as well; "upcoming" is still to come."""

    def __init__(self):
        super().__init__(MeetingState, column="status", label=_("Status"))

    def occurring(self):
        """Return the states that occur."""
        rows = self.parent.queryset
        found = set(super().occurring()) - {MeetingStatus.HELD}
        periods = {UPCOMING: rows.upcoming(self.parent.today), MeetingStatus.HELD: rows.held(self.parent.today)}
        return found | {code for code, meetings in periods.items() if meetings.exists()}

    def find(self, rows, value):
        """Return the meetings of one of the states."""
        stored = [code for code in value if code not in (UPCOMING, MeetingStatus.HELD)]
        condition = Q(status__in=stored)
        if UPCOMING in value:
            condition |= Q(pk__in=Meeting.objects.upcoming(self.parent.today).order_by().values("pk"))
        if MeetingStatus.HELD in value:
            condition |= Q(pk__in=Meeting.objects.held(self.parent.today).order_by().values("pk"))
        return rows.filter(condition)


class Years(Parameter):
    """The year of the one date that the list sorts by."""

    def __init__(self):
        super().__init__(label=_("Year"))

    def make_field(self, **kwargs):
        """Return a field for the years that occur in the list."""
        return YearsField(occurring=self.occurring, **kwargs)

    def occurring(self):
        """Return the years of the list's rows."""
        dated = self.parent.queryset.dated().filter(date__isnull=False).order_by()
        return dated.annotate(year=Left("date", 4)).values_list("year", flat=True).distinct()

    def find(self, rows, value):
        """Return the rows of one of the years."""
        return rows.in_years(value)


class Day(Parameter):
    """One end of a period: "from" is the first day that it may mean, "to" the last."""

    def __init__(self, *, is_end, label):
        super().__init__(label=label)
        self.is_end = is_end

    def make_field(self, **kwargs):
        """Return a text box."""
        return DayField(**kwargs)

    def find(self, rows, value):
        """Return the rows whose period overlaps what lies on this side of the day."""
        return rows.between(None, value) if self.is_end else rows.between(value, None)


class Sort(Parameter):
    """The order of the list."""

    def make_field(self, **kwargs):
        """Return a field for the orders of the list."""
        return SortField(orders=self.parent.orders, **kwargs)

    def filter(self, rows, value):
        """Leave the rows: the list sorts them at last."""
        return rows


class Page(Parameter):
    """The page of the list."""

    def make_field(self, **kwargs):
        """Return a text box."""
        return PageField(**kwargs)

    def filter(self, rows, value):
        """Leave the rows: the page cuts them at last."""
        return rows
