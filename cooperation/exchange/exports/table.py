"""One export: the columns of a model, and its rows in chunks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice

from django.db.models import Model, QuerySet
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...domain.evidence import Evidence
from .columns import Column
from .fields import columns_of, exported
from .rows import Row, add_citations, add_parts, is_cited, one_of, read

CHUNK = 2000  # ids for each statement
FIRST = 100  # ids of the first chunk, so that readers do not wait


def chunks_of(ids: Iterable[int]) -> Iterator[list[int]]:
    ids, size = iter(ids), FIRST
    while chunk := list(islice(ids, size)):
        yield chunk
        size = CHUNK


@cache
def _address(kind, _language, _script_prefix):
    return reverse(f"{kind}_detail", args=["SLUG"]).replace("SLUG", "%s")


def address(kind: str, slug: str) -> str:
    """Return the path of a page in the active language, as get_absolute_url() of its row does."""
    return _address(kind, get_language(), get_script_prefix()) % slug


def _source_name(source):
    if not source.as_of:
        return source.title
    return gettext("{source} (as of {day})").format(source=source.title, day=source.as_of.words)


# The sources that a row cites, in every table.
SOURCES = (
    Column(
        "sources",
        _("The sources that the record cites, separated by semicolons"),
        lambda row: [_source_name(source) for source in row.sources],
        type="list",
    ),
    Column(
        "source_urls",
        _("The addresses of their pages, in the same order"),
        lambda row: [address("source", source.slug) for source in row.sources],
        type="list",
        is_address=True,
    ),
)


@dataclass(frozen=True)
class Table:
    """The export of a model: the columns of its field groups, changed by `first` and `replaced` (see columns_of).

    If the columns read more of a row than the exported fields, `also` has the names of fields, lookups and annotations,
    `parts` the names to read of each kind of part, and `annotate(rows, today)` adds the annotations.
    """

    model: type[Model]
    first: tuple[Column, ...] = ()
    replaced: dict[str, list[Column]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    annotate: Callable[[QuerySet, date], QuerySet] = lambda rows, today: rows
    address: Callable[[Row], str] | None = None
    columns: list[Column] = field(init=False)

    def __post_init__(self):
        kind = self.model._meta.model_name
        path = self.address or (lambda row: address(kind, row.slug))
        url = Column("url", _("The address of the page"), path, is_address=True)
        columns = [url, *columns_of(self.model, first=self.first, replaced=self.replaced)]
        if is_cited(self.model):
            columns += [
                *SOURCES,
                _marked(
                    "inferred", _("The columns with values that no source states and the editors inferred"), columns
                ),
                _marked("disputed", _("The columns with values on which sources contradict each other"), columns),
                _marked("incomplete", _("The columns with lists of which a source gives only part"), columns),
            ]
        object.__setattr__(self, "columns", columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def chunks(self, ids: dict[str, Iterable[int]], today: date, origin: str) -> Iterator[Iterator[list]]:
        """Yield chunks of rows in the order of the ids, which are given by kind. A row has the value of each column.

        `origin` is the scheme and host of the rows' addresses. Rows that are no longer public are left out. No
        transaction is open between two statements.
        """
        for chunk in chunks_of(ids[self.model._meta.model_name]):
            yield self._values(chunk, self._read(chunk, today), origin.rstrip("/"))

    def _read(self, ids, today) -> dict[int, Row]:
        public = self.model.objects.published().filter(one_of("pk", ids)).order_by()
        rows = read(self.annotate(public, today), [*exported(self.model), *self.also])
        add_parts(rows, self.model, self.parts)
        if is_cited(self.model):
            add_citations(rows, self.model)
        return rows

    def _values(self, ids, rows, origin):
        reads = [column.reader(origin) for column in self.columns]
        for pk in ids:
            if row := rows.get(pk):
                yield [read(row) for read in reads]


def _marked(name, what, columns):
    """Return a column that lists those of `columns` whose value has the mark; "record" is the row as a whole."""
    record = Column("record", "", None, ("",))
    bearing = [column for column in (record, *columns) if column.fields or column.bearers]

    def read(row):
        if not row.is_marked:
            return []
        evidence = Evidence(row, row.citations)
        return [column.name for column in bearing if column.has_mark(row, evidence, f"is_{name}")]

    return Column(name, what, read, type="list")
