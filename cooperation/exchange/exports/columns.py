"""The columns of an export: name, description and how each value is read from a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.translated import FIRST, LANGUAGES, column_in, first_text, is_first, name_in, others

from ...domain.evidence import Evidence

# The types of values, and how files write them.
TYPES = {
    "text": pgettext_lazy("type of values", "text"),
    "list": _("several texts, separated by semicolons"),
    "whole number": _("whole number"),
    "number": pgettext_lazy("type of values", "number"),
    "yes or no": _("yes or no"),
    "day": pgettext_lazy("type of values", "day"),
    "partial date": _("year, month or day"),
    "time": _("date and time, with UTC offset"),
}
_TYPES = {
    models.BooleanField: "yes or no",
    models.IntegerField: "whole number",
    models.DecimalField: "number",
    models.DateTimeField: "time",
}


@dataclass(frozen=True)
class Column:
    """One column. `read` returns the value of a Row, which a format turns into text.

    `fields` are the model fields that the value comes from, or a function that returns those of a row; citations of
    these fields set its marks.
    A value computed from parts of the row has `bearers` instead: a function that returns the parts of the row that
    carry the marks. `type` is one of TYPES; `codes` are the possible values, with their labels. If
    `is_address`, `read` returns one path of the registry or a list of paths.
    """

    name: str
    what: str
    read: Callable[[Any], Any]
    fields: tuple[str, ...] | Callable[[Any], tuple[str, ...]] = ()
    bearers: Callable[[Any], Iterable] | None = None
    type: str = "text"
    codes: tuple[tuple[str, str], ...] = ()
    is_address: bool = False

    def reader(self, origin: str) -> Callable[[Any], Any]:
        """Return `read`; for an address, with `origin` (scheme and host) before each path."""
        if not self.is_address:
            return self.read
        return lambda row: _absolute(self.read(row), origin)

    def has_mark(self, row, evidence: Evidence, mark: str) -> bool:
        """Return whether the value has the mark, such as "is_inferred"."""
        fields = self.fields(row) if callable(self.fields) else self.fields
        bearers = self.bearers(row) if self.bearers else [evidence.of(field) for field in fields]
        return any(getattr(each, mark) for each in bearers if hasattr(each, mark))


def _absolute(paths, origin):
    return f"{origin}{paths}" if isinstance(paths, str) else [f"{origin}{path}" for path in paths]


def plain(model, *names: str) -> list[Column]:
    return [_plain(model._meta.get_field(name)) for name in names]


def _plain(model_field):
    """Return the column of a field. For a translated text, it has the first language with a text."""
    name, what, read, fields = model_field.name, capfirst(model_field.verbose_name), attrgetter(model_field.name), ()
    if name == "slug":
        what = _("The last part of the address of its page")
    if is_first(model_field):
        what = in_any(what)
        read, fields = lambda row: str(first_text(row, name)), lambda row: (first_text(row, name).column_of(name),)
    return Column(
        name,
        what,
        read,
        fields or (name,),
        type=next((name for field, name in _TYPES.items() if isinstance(model_field, field)), "text"),
        codes=tuple((str(code), label) for code, label in model_field.flatchoices if code),
    )


def in_any(what: str):
    """Return the description of a text in the first language that has one."""
    return format_lazy(_("{what}: in {first}, or else in another language"), what=what, first=LANGUAGES[FIRST])


def lines(model, *names: str) -> list[Column]:
    """Return columns for fields that hold several texts, one per line."""
    return [_lines(model._meta.get_field(name)) for name in names]


def _lines(model_field):
    column = _plain(model_field)
    return replace(
        column,
        what=format_lazy(_("{what}, separated by semicolons"), what=column.what),
        read=lambda row: column.read(row).splitlines(),
        type="list",
    )


def day(name: str, what: str, *fields: str) -> list[Column]:
    """Return three columns for a partial date: the date as recorded, and the first and last day that it can mean."""
    read = attrgetter(name)
    return [
        Column(
            name,
            format_lazy(_("{what}: a year, a month or a day (ISO 8601)"), what=what),
            read,
            fields or (name,),
            type="partial date",
        ),
        Column(f"{name}_first", _("The first possible day"), lambda row: read(row) and read(row).first, type="day"),
        Column(f"{name}_last", _("The last possible day"), lambda row: read(row) and read(row).last, type="day"),
    ]


def days(model, *names: str) -> list[Column]:
    return [column for name in names for column in day(name, capfirst(model._meta.get_field(name).verbose_name))]


def countries(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return columns for several countries: their ISO 3166-1 alpha-3 codes, and their names in the same order."""
    codes = format_lazy(_("{what}: ISO 3166-1 alpha-3 codes, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_codes", codes, lambda row: [each.alpha_3 for each in read(row)], fields, type="list"),
        *_names(prefix, read),
    ]


def _names(prefix, read):
    """Return a column with the names for each language of the content."""
    words = _("Their names in {language}, or else in another language")
    return [
        Column(
            column_in(language, f"{prefix}_names"),
            _("Their names, in the same order") if language == FIRST else format_lazy(words, language=name),
            lambda row, language=language: [str(name_in(each, language)) for each in read(row)],
            type="list",
        )
        for language, name in LANGUAGES.items()
    ]


def same_in_others(name: str, read: Callable[[Any, str], Any] | None = None) -> list[Column]:
    """Return a column for each other language with the same text as the column `name`.

    `read` returns the value of a row; it gets the language too.
    """
    return [
        Column(
            column_in(language, name),
            format_lazy(_("The same in {language}"), language=words),
            read and (lambda row, language=language: read(row, language)),
        )
        for language, words in others().items()
    ]


def things(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return columns for several objects with pages: their slugs, and their names in the same order."""
    codes = format_lazy(_("{what}: the last part of each one’s address, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_slugs", codes, lambda row: [each.slug for each in read(row)], fields, type="list"),
        *_names(prefix, read),
    ]


def thing(name: str, what: str) -> Column:
    """Return a column with the slug of the one object of a relation, if there is one."""
    read = attrgetter(name)
    return Column(
        name,
        format_lazy(_("{what}: the last part of its address"), what=what),
        lambda row: found[0].slug if (found := read(row)) else None,
        (name,),
    )
