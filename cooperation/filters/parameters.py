"""The parameters of the lists. Values of one parameter are combined with OR, parameters with AND."""

from copy import copy

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from .. import index
from ..domain.choices import InForce, MeetingStatus
from ..index import Dimension, code_tag, tag
from .several import CodesField, YearsField
from .single import DayField, OneOfField, PageField, WordsField

# In a dimension with more tags than this, such as organizations, only the most frequent tags are counted; if the list
# has few rows, the database returns their tags.
MANY = 1000
FEW = 100


class Parameter(Filter):
    """A parameter of a list. Its field is created for each list, because the options depend on the rows.

    `ids` returns the ids for a value. `linked` names the parameters that it is combined with.
    """

    dimension = None
    linked = ()

    def __init__(self, *, label, **kwargs):
        super().__init__(label=label, **kwargs)

    def __deepcopy__(self, memo):
        """Return the parameter itself, to share the declaration between lists."""
        return copy(self)

    @property
    def field(self):
        if not hasattr(self, "_field"):
            self._field = self.make_field(label=self.label, required=False)
        return self._field

    def make_field(self, **kwargs):
        raise NotImplementedError

    def ids(self, entries, value):
        """Return the ids of the entries that match any of the values; None means all."""
        return entries.having(map(self.tag, value))

    def tag(self, value) -> int:
        raise NotImplementedError

    def counts(self) -> dict[int, int]:
        """Return the number of rows for each option, by its tag, when all other parameters apply."""
        entries, context = self.parent.entries, self.parent.found(without=(self.name, *self.linked))
        if context is None:
            return entries.totals(self.dimension)
        tags = entries.tags(self.dimension)
        if len(tags) > MANY and len(context) <= FEW:
            return index.tags_of(self.parent.kind, context, self.dimension)
        sets = entries.sets[self.dimension] if tags else {}
        return {of: number for of in tags[:MANY] if (number := sets[of].intersection_cardinality(context))}

    @property
    def name(self):
        return self.field_name.rstrip("_")


class Keyword(Parameter):
    """The search text."""

    def __init__(self):
        super().__init__(label=_("Words"))

    def make_field(self, **kwargs):
        return WordsField(**kwargs)

    def ids(self, entries, value):
        return index.id_set(value.found(self.parent.kind)) & entries.whole


class Codes(Parameter):
    """Codes of one dimension."""

    def __init__(self, choices, *, label, dimension=Dimension.KIND):
        super().__init__(label=label)
        self.choices = choices
        self.dimension = dimension

    def make_field(self, **kwargs):
        return CodesField(choices=self.choices, counts=self.code_counts, **kwargs)

    def code_counts(self):
        counts = self.counts()
        return {each: number for each in self.choices if (number := counts.get(self.tag(each)))}

    def tag(self, value):
        return code_tag(self.dimension, str(value.value))


class Force(Codes):
    """Whether agreements are in force on the date of the list."""

    def __init__(self):
        super().__init__(InForce, label=_("In force today"), dimension=Dimension.STATUS)


UPCOMING = "upcoming"
MeetingState = TextChoices(
    "MeetingState",
    [("UPCOMING", (UPCOMING, _("still to come"))), *((each.name, (each.value, each.label)) for each in MeetingStatus)],
)


class States(Codes):
    """The status of meetings. "held" includes confirmed meetings that are over; "upcoming" means not over yet."""

    def __init__(self):
        super().__init__(MeetingState, label=_("Status"), dimension=Dimension.STATUS)


class Years(Parameter):
    """The year of the date that the list is sorted by."""

    dimension = Dimension.YEAR

    def __init__(self):
        super().__init__(label=_("Year"))

    def make_field(self, **kwargs):
        return YearsField(counts=self.year_counts, **kwargs)

    def year_counts(self):
        return {index.number(of): number for of, number in self.counts().items()}

    def tag(self, value):
        return tag(Dimension.YEAR, value)


class Day(Parameter):
    """One end of a period: "from" uses the first day of a partial date, "to" the last."""

    def __init__(self, *, is_end, label):
        super().__init__(label=label)
        self.is_end = is_end

    def make_field(self, **kwargs):
        return DayField(**kwargs)

    def ids(self, entries, value):
        """Return the ids of the entries whose period overlaps the time from, or up to, this day."""
        return entries.between(None, value) if self.is_end else entries.between(value, None)


class Sort(Parameter):
    """The order of the list."""

    def make_field(self, **kwargs):
        labels = {code: order.label for code, order in self.parent.offered_orders.items()}
        return OneOfField(labels=labels, unknown=_("“%(value)s” is no order of this list."), **kwargs)

    def ids(self, entries, value):
        """Return None: this parameter does not filter."""


class Page(Parameter):
    """The page of the list."""

    def make_field(self, **kwargs):
        return PageField(**kwargs)

    def ids(self, entries, value):
        """Return None: this parameter does not filter."""


class Size(Page):
    """The number of rows per page."""

    def make_field(self, **kwargs):
        labels = {size: size for size in ("25", "50", "100")}
        return OneOfField(labels=labels, unknown=_("“%(value)s” is not 25, 50 or 100."), **kwargs)
