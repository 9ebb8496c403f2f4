"""The base class of the parameters of the lists, and the parameters with a single value.

Values of one parameter are combined with OR, parameters with AND.
"""

from copy import copy

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from .. import index
from .single import DayField, FilterNameField, OneOfField, PageField, TextField, WholeDayField, WordsField


class Parameter(Filter):
    """A parameter of a list. Its field is created for each list, because its values depend on the list."""

    def __deepcopy__(self, memo):
        """Return a shallow copy: lists share the rest of the declaration."""
        return copy(self)

    @property
    def field(self):
        if not hasattr(self, "_field"):
            self._field = self.make_field(label=self.label, required=False)
        return self._field

    def make_field(self, **kwargs):
        raise NotImplementedError

    def ids(self, entries, value):
        """Return the ids of the entries that match the value; None means all."""
        raise NotImplementedError

    @property
    def name(self):
        return self.field_name.rstrip("_")


class Keyword(Parameter):
    """The search text."""

    def __init__(self):
        super().__init__(label=_("Keyword"))

    def make_field(self, **kwargs):
        return WordsField(**kwargs)

    def ids(self, entries, value):
        return index.id_set(value.found(self.parent.kind)) & entries.whole


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


class On(Parameter):
    """A day. `found` returns the ids of the entries for which the label is true on it; `note` says what is left out."""

    def __init__(self, label, found, *, note):
        super().__init__(label=label)
        self.found = found
        self.note = note

    def make_field(self, **kwargs):
        return WholeDayField(help_text=format_lazy("{} {}", _("A day: 2012-05-31."), self.note), **kwargs)

    def ids(self, entries, value):
        return self.found(entries, value) & entries.whole


class Unfiltering(Parameter):
    """A parameter that changes what a page shows of the list, not which rows the list has."""

    def ids(self, entries, value):
        """Return None: all rows match."""


class Sort(Unfiltering):
    """The order of the list."""

    def make_field(self, **kwargs):
        labels = {code: order.label for code, order in self.parent.offered_orders.items()}
        return OneOfField(labels=labels, unknown=_("“%(value)s” is not a valid sort order."), **kwargs)


class Page(Unfiltering):
    def make_field(self, **kwargs):
        return PageField(**kwargs)


class Size(Unfiltering):
    """The number of rows per page."""

    def make_field(self, **kwargs):
        labels = {size: size for size in ("25", "50")}
        unknown = _("“%(value)s” is not a valid number of results. Choose 25 or 50.")
        return OneOfField(labels=labels, unknown=unknown, **kwargs)


class OptionsOf(Unfiltering):
    """The filter whose options a page shows instead of the list."""

    def make_field(self, **kwargs):
        return FilterNameField(names=self.parent.multiple_choice, **kwargs)


class Find(Unfiltering):
    """The text that narrows the options on that page."""

    def make_field(self, **kwargs):
        return TextField(**kwargs)
