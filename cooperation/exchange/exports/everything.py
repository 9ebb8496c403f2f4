"""One table with all records of a country, region, topic or mechanism."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...models import Mechanism, Topic
from .columns import Column, in_any, same_in_others
from .kinds import KINDS
from .rows import rows_of
from .table import SOURCES, chunks_of

COLUMNS = (
    Column("kind", _("The kind of record: agreement, meeting, outcome, project or mechanism"), None),
    Column("type", _("What it is called, such as memorandum of understanding"), None),
    Column("type_code", _("The code of this type"), None),
    Column("title", in_any(_("Title; of an outcome, its text")), None),
    *same_in_others("title"),
    Column("date", _("The date that lists sort by: a year, a month or a day (ISO 8601)"), None, type="partial date"),
    Column("date_first", _("The first possible day"), None, type="day"),
    Column("date_last", _("The last possible day"), None, type="day"),
    Column(
        "date_is", _("What the date is, such as signed or planned start; of an outcome, the start of its meeting"), None
    ),
    Column("end", _("When it ended, ends or expires; when an outcome is due"), None, type="partial date"),
    Column("end_is", _("Whether this is the end, the expiry or the due date"), None),
    Column("status", _("Status"), None),
    Column("status_as_of", _("The date for which the status is known"), None, type="partial date"),
    Column(
        "part",
        _(
            "The role of the country, such as participant; for a region, the role of each of its countries; for a "
            "series, the session"
        ),
        None,
        type="list",
    ),
    Column("place", _("Place; of a project, its countries"), None),
    Column("meeting", in_any(_("Of an outcome: its meeting")), None),
    *same_in_others("meeting"),
    *SOURCES,
    Column("inferred", _("The columns with values that the editors inferred"), None, type="list"),
    Column("disputed", _("The columns about which sources contradict each other"), None, type="list"),
    Column("incomplete", _("The columns with incomplete lists"), None, type="list"),
    Column("url", _("The address of the page"), None),
)


@dataclass(frozen=True)
class Everything:
    """The table of everything about one country, region, topic or mechanism."""

    about: Country | Region | Topic | Mechanism

    columns = COLUMNS

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
                rows = rows_of(kind, chunk, today)
                yield [self._values(kind, rows[pk], today, origin.rstrip("/")) for pk in chunk if pk in rows]

    def _values(self, kind, row, today, origin):
        values = kind.values(row, self.about, today)
        marked = {
            mark: [name for name, fields in kind.fields(row).items() if _has_mark(row.evidence, fields, f"is_{mark}")]
            for mark in ("inferred", "disputed", "incomplete")
        }
        sources = {column.name: column.reader(origin)(row) for column in SOURCES}
        url = {"url": f"{origin}{kind.address(row)}"}
        values |= marked | sources | url
        return [values.get(name) for name in self.names]


def _has_mark(evidence, fields, mark):
    return any(getattr(evidence.of(field), mark) for field in fields)
