"""The columns of an export: name, description and how each value is read from a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from ...domain.evidence import Evidence


@dataclass(frozen=True)
class Column:
    """One column. `read` returns the value of a Row, which a format turns into text.

    `fields` are the model fields that the value comes from; citations of these fields set its marks.
    A value computed from parts of the row has `bearers` instead: a function that returns the parts of the row that
    carry the marks.
    """

    name: str
    what: str
    read: Callable[[Any], Any]
    fields: tuple[str, ...] = ()
    bearers: Callable[[Any], Iterable] | None = None

    def has_mark(self, row, evidence: Evidence, mark: str) -> bool:
        """Return whether the value has the mark, such as "is_inferred"."""
        bearers = self.bearers(row) if self.bearers else [evidence.of(field) for field in self.fields]
        return any(getattr(each, mark) for each in bearers if hasattr(each, mark))


def plain(model, *names: str) -> list[Column]:
    return [_plain(model._meta.get_field(name)) for name in names]


def _plain(model_field):
    what = capfirst(model_field.verbose_name)
    if model_field.choices:
        codes = ", ".join(str(code) for code, label in model_field.flatchoices if code)
        what = format_lazy("{what}: {codes}", what=what, codes=codes)
    return Column(model_field.name, what, attrgetter(model_field.name), (model_field.name,))


def lines(model, *names: str) -> list[Column]:
    """Return columns for fields that hold several texts, one per line."""
    return [
        Column(
            name,
            format_lazy(_("{what}, separated by semicolons"), what=capfirst(model._meta.get_field(name).verbose_name)),
            lambda row, name=name: getattr(row, name).splitlines(),
            (name,),
        )
        for name in names
    ]


def day(name: str, what: str, *fields: str) -> list[Column]:
    """Return three columns for a partial date: the date as recorded, and the first and last day that it can mean."""
    read = attrgetter(name)
    return [
        Column(name, format_lazy(_("{what}: a year, a month or a day (ISO 8601)"), what=what), read, fields or (name,)),
        Column(f"{name}_first", _("The first day that it can mean"), lambda row: read(row) and read(row).first),
        Column(f"{name}_last", _("The last day that it can mean"), lambda row: read(row) and read(row).last),
    ]


def days(model, *names: str) -> list[Column]:
    return [column for name in names for column in day(name, capfirst(model._meta.get_field(name).verbose_name))]


def countries(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return two columns for several countries: their ISO 3166-1 alpha-3 codes, and their names in the same order."""
    codes = format_lazy(_("{what}: ISO 3166-1 alpha-3 codes, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_codes", codes, lambda row: [each.alpha_3 for each in read(row)], fields),
        Column(f"{prefix}_names", _("Their names, in the same order"), lambda row: [str(each) for each in read(row)]),
    ]


def things(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return two columns for several objects with pages: their slugs, and their names in the same order."""
    codes = format_lazy(_("{what}: the last part of each one’s address, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_slugs", codes, lambda row: [each.slug for each in read(row)], fields),
        Column(f"{prefix}_names", _("Their names, in the same order"), lambda row: [str(each) for each in read(row)]),
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
