"""A kind of record in the table of everything: its cells, and the role of a country in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.translated import column_in, others, text_of

from ...models import Mechanism, Organization, Outcome, Topic
from .rows import Row
from .table import address

DATES = ("date", "date_first", "date_last", "date_is", "end", "end_is")


@dataclass(frozen=True)
class Kind:
    """A kind of record: the fields that it reads, and the functions that return its cells.

    `ends` are date fields, of which the first known one is used. `involved(row, today)` returns the countries and
    organizations with their roles, `status(row, today)` the status and the date as of which it is known.
    """

    model: type[Model]
    reads: tuple[str, ...]
    ends: tuple[str, ...]
    involved: Callable[[Row, date], list[tuple]]
    evidence: dict[str, tuple[str, ...]]
    status: Callable[[Row, date], tuple] = lambda row, today: ("", None)
    place: Callable[[Row], list | str] = lambda row: ""
    of_mechanism: Callable[[Row, Mechanism], str] = lambda row, mechanism: ""
    title: str = "title"
    type: str = "kind"
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    annotate: Callable[[QuerySet, date], QuerySet] = lambda rows, today: rows

    def values(self, row: Row, about, today: date) -> dict:
        """Return the cells of a row by column, except its sources, marks and address."""
        return self.facts(row, today) | {"part": self._part(row, about, today)}

    def facts(self, row: Row, today: date) -> dict:
        """Return the cells that do not depend on what the table is about."""
        status, as_of = self.status(row, today)
        return {
            "kind": self.model._meta.verbose_name,
            "type": label_of(row, self.type) if self.type else "",
            "type_code": getattr(row, self.type) if self.type else "",
            "title": text_of(row, self.title),
            **{column_in(each, "title"): getattr(row, column_in(each, self.title)) for each in others()},
            **self._dates(row),
            "status": status,
            "status_as_of": as_of,
            "place": self.place(row),
            "meeting": str(row.meeting) if self.model is Outcome else "",
            **(_in_other_languages("meeting", row.meeting) if self.model is Outcome else {}),
        }

    def _dates(self, row):
        dated = row.meeting if self.model is Outcome else row
        start, starts = first_known(dated, dated._meta.model.date_fields)
        end, ends = first_known(row, self.ends)
        first, last = (start.first, start.last) if start else (None, None)
        return dict(zip(DATES, (start, first, last, starts, end, ends), strict=True))

    def _part(self, row, about, today):
        if isinstance(about, Topic):
            return ""
        if isinstance(about, Mechanism):
            return [self.of_mechanism(row, about)]
        if isinstance(about, Region):
            found = [(role, each) for role, each in self.involved(row, today) if _region(each) == about.pk]
            return [f"{role}: {each}" for role, each in found] or [_("no country of the region named")]
        parts = [_of_country(role, each, about) for role, each in self.involved(row, today)]
        return [part for part in parts if part] or [_("participant in the meeting")]

    def fields(self, row: Row) -> dict[str, tuple[str, ...]]:
        """Return the fields whose citations set the marks of each column; "record" is the row as a whole."""
        own = {
            "record": ("",),
            "title": (text_of(row, self.title).column_of(self.title),),
            "end": self.ends,
            "status": ("status",),
        }
        own |= {"type": (self.type,) if self.type else ()}
        return own | ({} if self.model is Outcome else {"date": self.model.date_fields}) | self.evidence

    def address(self, row: Row) -> str:
        if self.model is Outcome:
            return f"{address('meeting', row.meeting.slug)}#outcome-{row.key}"
        return address(self.model._meta.model_name, row.slug)


def first_known(row, fields):
    """Return the first known of the dates, and what it is called; (None, None) if none is known."""
    name = next((name for name in fields if getattr(row, name)), None)
    return (getattr(row, name), row._meta.get_field(name).verbose_name) if name else (None, None)


def label_of(row, name):
    code = getattr(row, name)
    return dict(row._meta.get_field(name).flatchoices).get(code, code)


def _in_other_languages(name, record):
    """Return the title of a record in each language but the first, by column."""
    return {column_in(each, name): getattr(record, column_in(each, "title")) for each in others()}


def _region(thing):
    return thing.region_id if isinstance(thing, Country) else None


def _of_country(role, thing, country):
    """Return the role of a country, or of its body with the name of the body; else None."""
    if isinstance(thing, Organization):
        return f"{role}: {thing}" if thing.country_id == country.pk else None
    return role if thing.pk == country.pk else None
