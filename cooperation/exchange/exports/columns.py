"""The columns of an export: name, description and how each value is read from a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from ...domain.evidence import attach


@dataclass(frozen=True)
class Column:
    """One column. `fields` are the model fields that the value comes from; citations of these fields set its marks.

    A value computed from parts of the row has `bearers` instead: a function that returns the parts of the row that
    carry the marks.
    """

    name: str
    what: str
    read: Callable[[Any], Any]
    fields: tuple[str, ...] = ()
    bearers: Callable[[Any], Iterable] | None = None

    def wears(self, row, mark: str) -> bool:
        """Return whether the value has the mark, such as "is_inferred"."""
        bearers = self.bearers(row) if self.bearers else [row.evidence.of(field) for field in self.fields]
        return any(getattr(each, mark) for each in bearers if hasattr(each, mark))


def _cell(value) -> str:
    """Return a value as text: lists joined by "; ", datetimes in ISO 8601, None as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (list, tuple)):
        return "; ".join(_cell(each) for each in value)
    return str(value)


def plain(model, *names: str) -> list[Column]:
    return [_plain(model._meta.get_field(name)) for name in names]


def _plain(model_field):
    what = capfirst(model_field.verbose_name)
    if model_field.choices:
        codes = ", ".join(str(code) for code, label in model_field.flatchoices if code)
        what = format_lazy("{what}: {codes}", what=what, codes=codes)
    return Column(model_field.name, what, lambda row: getattr(row, model_field.name), (model_field.name,))


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

    def read(row):
        return getattr(row, name)

    return [
        Column(name, format_lazy(_("{what}: a year, a month or a day (ISO 8601)"), what=what), read, fields or (name,)),
        Column(f"{name}_first", _("The first day that it may mean"), lambda row: read(row) and read(row).first),
        Column(f"{name}_last", _("The last day that it may mean"), lambda row: read(row) and read(row).last),
    ]


def days(model, *names: str) -> list[Column]:
    return [column for name in names for column in day(name, capfirst(model._meta.get_field(name).verbose_name))]


def countries(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return two columns for several countries: their ISO 3166-1 alpha-3 codes, and their names in the same order."""
    codes = format_lazy(_("{what}: ISO 3166-1 alpha-3 codes, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_codes", codes, lambda row: [each.alpha_3 for each in read(row)], fields),
        Column(f"{prefix}_names", _("Their names, in the same order"), lambda row: [each.name for each in read(row)]),
    ]


def things(prefix: str, what: str, read, *fields: str) -> list[Column]:
    """Return two columns for several objects with pages: their slugs, and their names in the same order."""
    codes = format_lazy(_("{what}: the last part of each one’s address, separated by semicolons"), what=what)
    return [
        Column(f"{prefix}_slugs", codes, lambda row: [each.slug for each in read(row)], fields),
        Column(f"{prefix}_names", _("Their names, in the same order"), lambda row: [str(each) for each in read(row)]),
    ]


def thing(name: str, what: str, read=None) -> Column:
    """Return a column with the slug of one object that has a page."""
    return Column(
        name,
        format_lazy(_("{what}: the last part of its address"), what=what),
        lambda row: each.slug if (each := (read(row) if read else getattr(row, name))) else None,
        (name,),
    )


def _marked(columns, mark):
    """Return a function that lists the columns of a row that have the mark; "record" is the row as a whole."""
    record = Column("record", "", None, ("",))
    bearing = [column for column in (record, *columns) if column.fields or column.bearers]

    def read(row):
        # Most rows have citations for only a few fields: skip the other columns.
        cited = {citation.field for citation in row.citations.all()}
        asked = (column for column in bearing if column.bearers or not cited.isdisjoint(column.fields))
        return [column.name for column in asked if column.wears(row, mark)]

    return read


@dataclass(frozen=True)
class Table:
    """One export: its columns and the queryset that they need. Rows include their citations, if any."""

    columns: list[Column]
    fetch: Callable[[Any, Any], Any]
    is_cited: bool = True
    all: list[Column] = field(init=False)

    def __post_init__(self):
        marks = (
            ("inferred", "is_inferred", _("The columns whose value no source states: a reader found it")),
            ("disputed", "is_disputed", _("The columns about which sources contradict each other")),
            ("incomplete", "is_incomplete", _("The columns that hold a list of which a source names only some")),
        )
        about = [Column(name, what, _marked(self.columns, mark)) for name, mark, what in marks if self.is_cited]
        url = Column("url", _("The address of the page"), lambda row: row.get_absolute_url())
        object.__setattr__(self, "all", [url, *self.columns, *about])

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.all]

    def rows(self, queryset, today) -> Iterable:
        """Return the rows with everything that the columns read. The queryset is one from models/in_order.py."""
        rows = self.fetch(queryset, today).iterator()
        return (attach([row])[0] for row in rows) if self.is_cited else rows

    def cells(self, row, origin: str) -> list[str]:
        first, *rest = [_cell(column.read(row)) for column in self.all]
        return [f"{origin.rstrip('/')}{first}", *rest]
