"""Parameters that are given once: a date, the sort order, the page and how many rows it shows."""

import re
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..domain.dates import PartialDateFormField
from ..search import Query
from .option import Option, brief, own, printable

_PAGE = re.compile(r"[1-9][0-9]{0,8}\Z").match
_CURSOR = re.compile(r"(after|before)-(?:([0-9]{1,8})-)?([0-9]{1,19})\Z").match


def _typed(raw) -> str:
    return (raw or "").strip()


class OneText(forms.TextInput):
    """Reads a parameter that is given once, and of several texts the last that says anything."""

    def value_from_datadict(self, data, files, name):
        """Return the text; the form refuses several that differ."""
        return next((text for text in reversed(data.getlist(name)) if text.strip()), None)


class BoundSingle(forms.BoundField):
    """A parameter together with what was given for it."""

    @cached_property
    def typed(self) -> str:
        """Return what was typed, as a page can show it."""
        return printable(_typed(self.data))

    @property
    def chosen(self) -> list[Option]:
        """Return what was given, unless it is what a list does anyway."""
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
        """Return a PartialDate or None."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(error.message, error.code, {"value": brief(value)}) from None

    def name(self, value):
        return value.words


class WordsField(forms.Field):
    """Keyword to look for. Cleans to a search.Query, or None where nothing was typed."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = None

    def clean(self, raw):
        """Return the question. Raises ValidationError where there is nothing to look for in it."""
        query = Query(raw or "")
        if query.problem:
            raise ValidationError(query.problem, "words")
        return query or None

    def name(self, value):
        return value.text


class BoundOneOf(BoundSingle):
    """A choice together with what was given for it."""

    @property
    def options(self) -> list[Option]:
        labels = self.field.labels
        typed = _typed(self.data) or self.field.usual
        wrong = [] if typed in labels else [Option(printable(typed), brief(typed), True, True)]
        return [*(Option(code, label, code == typed) for code, label in labels.items()), *wrong]


class OneOfField(forms.Field):
    """One of the codes that have `labels`; of nothing the first, which is what the list does anyway."""

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
    """The page that follows or precedes a row, wherever that is meanwhile.

    In the order of dates the row is its date (as the index has it, 20120504) and its place among those of one date; in
    any other order it is its id.
    """

    is_after: bool
    day: int | None
    row: int

    def __str__(self):
        day = "" if self.day is None else f"{self.day}-"
        return f"{'after' if self.is_after else 'before'}-{day}{self.row}"


class PageField(forms.Field):
    """The number of a page, from 1, or a Cursor. Whether there is such a page is the list's to say."""

    widget = OneText
    bound_field_class = BoundSingle
    __deepcopy__ = own
    usual = 1
    default_error_messages = {"unknown": _("“%(value)s” is no page number.")}

    def clean(self, raw):
        """Return the number or the Cursor; of nothing 1. Raises ValidationError for what is neither."""
        text = _typed(raw) or "1"
        if found := _CURSOR(text):
            side, day, row = found.groups()
            return Cursor(side == "after", None if day is None else int(day), min(int(row), 2**63 - 1))
        if not _PAGE(text):
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": brief(text)})
        return int(text)

    def name(self, value):
        return str(value)
