"""Single-value parameters: a date, the sort order, the page and the number of rows per page."""

import re
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from ..domain.dates import PartialDateFormField
from ..search import Query
from .option import Option, brief, own, printable

LONGEST_TEXT = 100
_PAGE = re.compile(r"[1-9][0-9]{0,8}\Z").match
_CURSOR = re.compile(r"(after|before)-(?:([0-9]{1,8})-)?([0-9]{1,19})\Z").match


def _typed(raw) -> str:
    return (raw or "").strip()


class OneText(forms.TextInput):
    """Reads a single-value parameter; if it is repeated, the last non-empty value."""

    def value_from_datadict(self, data, files, name):
        """Return the text; the form rejects different values for one parameter."""
        return next((text for text in reversed(data.getlist(name)) if text.strip()), None)


class BoundSingle(forms.BoundField):
    """A single-value parameter with its submitted data."""

    @cached_property
    def typed(self) -> str:
        """Return the submitted text in a printable form."""
        return printable(_typed(self.data))

    @property
    def chosen(self) -> list[Option]:
        """Return the selected value, unless it is the default."""
        typed = _typed(self.data)
        if self.errors:
            return [Option(printable(typed), brief(typed), True, True)]
        value = self.form.cleaned_data.get(self.name)
        if value in (None, self.field.usual):
            return []
        return [Option(str(value), self.field.name(value), True)]


class DayField(PartialDateFormField):
    """A year, a month or a day."""

    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = None

    def __init__(self, **kwargs):
        super().__init__(widget=OneText, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(error.message, error.code, {"value": brief(value)}) from None

    def name(self, value):
        return value.words


class WholeDayField(DayField):
    """A day. Cleans to a date."""

    def to_python(self, value):
        """Return the date. Raises ValidationError for a month or a year: what was true may have changed within it."""
        found = super().to_python(value)
        if found and found.precision != "day":
            raise ValidationError(_("Enter a whole day, such as 2012-05-31."), "day")
        return found and found.first

    def name(self, value):
        return formats.date_format(value, "DATE_FORMAT")


class WordsField(forms.Field):
    """The search text. Cleans to a search.Query, or None if empty."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = None

    def clean(self, raw):
        """Return the query. Raises ValidationError if it has nothing to search for."""
        query = Query(raw or "")
        if query.problem:
            raise ValidationError(query.problem, "words")
        return query or None

    def name(self, value):
        return value.text


class BoundOneOf(BoundSingle):
    """A choice with its submitted data."""

    @property
    def options(self) -> list[Option]:
        labels = self.field.labels
        typed = _typed(self.data) or self.field.usual
        wrong = [] if typed in labels else [Option(printable(typed), brief(typed), True, True)]
        return [*(Option(code, label, code == typed) for code, label in labels.items()), *wrong]


class OneOfField(forms.Field):
    """One of the codes in `labels`; the first one is the default."""

    widget = OneText
    bound_field_class = BoundOneOf
    __deepcopy__ = own

    def __init__(self, *, labels, unknown, **kwargs):
        super().__init__(**kwargs, error_messages={"unknown": unknown})
        self.labels = labels
        self.usual = next(iter(labels))

    def clean(self, raw):
        code = _typed(raw) or self.usual
        if code not in self.labels:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": brief(code)})
        return code

    def name(self, value):
        return str(self.labels[value])


@dataclass(frozen=True)
class Cursor:
    """The page after or before a row, wherever that row is now.

    In date order the row is identified by its date (as in the index, 20120504) and its place among those with the same
    date; in any other order by its id.
    """

    is_after: bool
    day: int | None
    row: int

    def __str__(self):
        day = "" if self.day is None else f"{self.day}-"
        return f"{'after' if self.is_after else 'before'}-{day}{self.row}"


class PageField(forms.Field):
    """The number of a page, from 1, or a Cursor. The list checks whether the page exists."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = 1
    default_error_messages = {"unknown": _("“%(value)s” is not a page number.")}

    def clean(self, raw):
        """Return the number or the Cursor; 1 if empty. Raises ValidationError for anything else."""
        text = _typed(raw) or "1"
        if found := _CURSOR(text):
            side, day, row = found.groups()
            return Cursor(side == "after", None if day is None else int(day), min(int(row), 2**63 - 1))
        if not _PAGE(text):
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": brief(text)})
        return int(text)

    def name(self, value):
        return str(value)


class FilterNameField(forms.Field):
    """The name of a multiple-choice filter of the list, such as "country"."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = ""
    default_error_messages = {"unknown": _("“%(value)s” is not a filter of this list.")}

    def __init__(self, *, names, **kwargs):
        super().__init__(**kwargs)
        self.names = names

    def clean(self, raw):
        name = _typed(raw)
        if name and name not in self.names:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": brief(name)})
        return name

    def name(self, value):
        return value


class TextField(forms.Field):
    """Any text. Cleans to the text as pages display it."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = ""

    def clean(self, raw):
        return printable(_typed(raw)[:LONGEST_TEXT])

    def name(self, value):
        return value
