"""The short form of the lists: the columns that the page of a list shows, with the same names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from django.db.models import Model, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.translated import column_in, others

from ...domain.evidence import marks_of
from ...domain.marks import MARKS
from ...index import now, tag
from .columns import Column, same_in_others
from .kind import first_known, label_of
from .rows import rows_of
from .table import address, chunks_of

WHEN = _("A year, a month or a day (ISO 8601)")
SEVERAL = _("Their names, separated by semicolons")


@dataclass(frozen=True)
class ShortTable:
    """The short form of a list. `reads`, `parts` and `annotate` are those of a Kind.

    The columns may also read `today`, the day of the export, and `evidence` of a row.
    """

    model: type[Model]
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    annotate: Callable[[QuerySet, date], QuerySet] = lambda rows, today: rows

    @property
    def names(self) -> list[str]:
        return [str(column.name) for column in self.columns]

    def chunks(self, ids: dict[str, Iterable[int]], today: date, origin: str) -> Iterator[list[list]]:
        """Yield chunks of rows as Table.chunks() does."""
        reads = [column.reader(origin.rstrip("/")) for column in self.columns]
        for chunk in chunks_of(ids[self.model._meta.model_name]):
            rows = rows_of(self, chunk, today)
            for row in rows.values():
                row.today = today
            yield [[read(rows[pk]) for read in reads] for pk in chunk if pk in rows]


def of_kind(kind, *columns, more=(), parts=None):
    """Return the short form of a Kind; `more` are other fields that its columns read."""

    def marks(row):
        about = dict.fromkeys(chain.from_iterable(kind.fields(row).values()))
        return [
            f"{claims.label}: {MARKS[mark].label}"
            for claims in row.evidence.about(*about)
            for mark in marks_of([claims])
        ]

    marked = Column(_("Marks"), _("The values that are inferred or disputed, and the lists that are incomplete"), marks)
    url = Column(_("Address"), _("The address of the page"), kind.address, is_address=True)
    return ShortTable(kind.model, (*columns, marked, url), (*kind.reads, *more), parts or kind.parts, kind.annotate)


def of_things(model, *columns, reads, annotate=lambda rows, today: rows):
    kind = model._meta.model_name
    url = Column(_("Address"), _("The address of the page"), lambda row: address(kind, row.slug), is_address=True)
    return ShortTable(model, (*columns, url), ("slug", *reads), annotate=annotate)


def in_other_languages(name):
    """Return a column with the same text for each other language, empty if there is none in it."""
    return [
        replace(column, name=format_lazy(_("In {language}"), language=words))
        for column, words in zip(
            same_in_others(name, lambda row, language: getattr(row, column_in(language, name))),
            others().values(),
            strict=True,
        )
    ]


def label(name, words, field_name):
    return Column(name, words, lambda row: label_of(row, field_name))


def several(name, words, *relations):
    return Column(name, words, lambda row: [str(each) for each in chain(*(getattr(row, name) for name in relations))])


def status(kind):
    return (
        Column(_("Status"), _("The status in words"), lambda row: kind.status(row, row.today)[0]),
        Column(
            _("Status as of"),
            _("The date for which the status is known: a year, a month or a day (ISO 8601)"),
            lambda row: kind.status(row, row.today)[1],
        ),
    )


def day(name, words, *fields):
    """Return the column with the first known of the dates."""
    return Column(name, words, lambda row: first_known(row, fields)[0])


def records(name, model, dimension):
    words = _("The number of its records")
    kind = model._meta.model_name
    return Column(name, words, lambda row: now()[kind].total(tag(dimension, row.pk)))
