"""One table of everything with a country, in a region or of a mechanism: records of all kinds with the same columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...domain.evidence import Evidence
from ...models import Citation, Mechanism, Meeting, Outcome, Source
from .columns import Column
from .kinds import KINDS, Kind
from .rows import OF_CITATION, Row, add_parts, one_of, read
from .table import address, chunks_of

COLUMNS = (
    Column("kind", _("The kind of record: agreement, meeting, outcome, project or mechanism"), None),
    Column("type", _("What it is called, such as memorandum of understanding"), None),
    Column("title", _("Title; of an outcome, its text"), None),
    Column("date", _("The date that lists sort by: a year, a month or a day (ISO 8601)"), None),
    Column("date_first", _("The first day that it may mean"), None),
    Column("date_last", _("The last day that it may mean"), None),
    Column(
        "date_is", _("What the date is, such as signed or planned start; of an outcome, the start of its meeting"), None
    ),
    Column("end", _("When it ended, ends or expires; when an outcome is due"), None),
    Column("end_is", _("Which of these it is"), None),
    Column("status", _("Status"), None),
    Column("status_as_of", _("The date for which the status is known"), None),
    Column(
        "part",
        _("What the country is in it, such as participant; in a region, each country of it; in a series, the session"),
        None,
    ),
    Column("place", _("Place; of a project, its countries"), None),
    Column("meeting", _("Of an outcome: its meeting"), None),
    Column("sources", _("The sources that the record cites, separated by semicolons"), None),
    Column("source_urls", _("The addresses of their pages, in the same order"), None),
    Column("inferred", _("The columns whose value no source states: the editors inferred it"), None),
    Column("disputed", _("The columns about which sources contradict each other"), None),
    Column("incomplete", _("The columns with a list of which a source names only some"), None),
    Column("url", _("The address of the page"), None),
)


@dataclass(frozen=True)
class Everything:
    """The table of everything about one country, region or mechanism."""

    about: Country | Region | Mechanism

    @property
    def names(self) -> list[str]:
        return [column.name for column in COLUMNS]

    def chunks(self, ids: dict[str, Iterable[int]], today: date, origin: str) -> Iterator[list[list]]:
        """Yield chunks of rows: the kinds in the order of `ids`, and the rows of each in the order of its ids.

        `origin` is the scheme and host of the rows' addresses. Rows that are no longer public are left out.
        """
        for name, wanted in ids.items():
            kind = KINDS[name]
            for chunk in chunks_of(wanted):
                rows = _read(kind, chunk, today)
                yield [self._values(kind, rows[pk], today, origin.rstrip("/")) for pk in chunk if pk in rows]

    def _values(self, kind, row, today, origin):
        values = kind.values(row, self.about, today)
        marked = {
            mark: [name for name, fields in kind.fields(row).items() if _has(row.evidence, fields, f"is_{mark}")]
            for mark in ("inferred", "disputed", "incomplete")
        }
        sources = {citation.source.pk: citation.source for citation in row.cited if citation.source}
        cited = {
            "sources": [_named(source) for source in sources.values()],
            "source_urls": [f"{origin}{address('source', source.slug)}" for source in sources.values()],
            "url": f"{origin}{kind.address(row)}",
        }
        values |= marked | cited
        return [values.get(name) for name in self.names]


def _has(evidence, fields, mark):
    return any(getattr(evidence.of(field), mark) for field in fields)


def _named(source):
    if not source.as_of:
        return source.title
    return gettext("{source} (as of {day})").format(source=source.title, day=source.as_of.words)


def _read(kind: Kind, ids, today) -> dict[int, Row]:
    """Return the public rows by id, each with its evidence and all its citations, in a fixed number of statements."""
    public = kind.model.objects.published().filter(one_of("pk", ids)).order_by()
    rows = read(kind.annotate(public, today), kind.names)
    add_parts(rows, kind.model, kind.parts)
    cited = _citations(kind.model, rows)
    meetings = {}
    if kind.model is Outcome:
        meetings = Meeting.objects.defer("summary", "internal_note").in_bulk({row.meeting_id for row in rows.values()})
        of_meetings = _citations(Meeting, meetings, outcome=None, field__in=("", "start"))
    for pk, row in rows.items():
        within, row.cited = None, cited.get(pk, [])
        if kind.model is Outcome:
            row.meeting = meetings[row.meeting_id]
            around = of_meetings.get(row.meeting_id, [])
            within, row.cited = Evidence(row.meeting, around), [*row.cited, *around]
        row.evidence = Evidence(row, cited.get(pk, []), within=within)
    return rows


def _citations(model, ids, **conditions) -> dict[int, list]:
    """Return the citations of the rows by id, each with its source or None."""
    owner = model._meta.model_name
    citations = Citation.objects.filter(one_of(owner, ids), **conditions).order_by("pk").annotate(owner=F(owner))
    citations = list(citations.values_list("owner", *OF_CITATION, "source", named=True))
    sources = Source.objects.only("slug", "title", "as_of", "origin").in_bulk({each.source for each in citations})
    found = {}
    for each in citations:
        found.setdefault(each.owner, []).append(each._replace(source=sources.get(each.source)))
    return found
