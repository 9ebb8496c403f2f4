"""The short form of the lists: the columns that the page of a list shows, with the same names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from operator import attrgetter

from django.db.models import Count, Model, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region
from regions.translated import column_in, columns, others, text_of

from ...domain.choices import InForce, Role
from ...domain.evidence import marks_of
from ...domain.marks import MARKS
from ...index import Dimension, now, tag
from ...models import Agreement, Meeting, Organization, Outcome, Project, Source, Topic
from .columns import Column, same_in_others
from .everything import rows_of
from .kinds import KINDS, first_known, label_of
from .table import address, chunks_of


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


def _of_kind(name, *columns, more=(), parts=None):
    """Return the short form of a Kind; `more` are other fields that its columns read."""
    kind = KINDS[name]

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


def _of_things(model, *columns, reads, annotate=lambda rows, today: rows):
    kind = model._meta.model_name
    url = Column(_("Address"), _("The address of the page"), lambda row: address(kind, row.slug), is_address=True)
    return ShortTable(model, (*columns, url), ("slug", *reads), annotate=annotate)


def _in_other_languages(name):
    """Return a column with the same text for each other language, empty if there is none in it."""
    return [
        replace(column, name=format_lazy(_("In {language}"), language=words))
        for column, words in zip(
            same_in_others(name, lambda row, language: getattr(row, column_in(language, name))),
            others().values(),
            strict=True,
        )
    ]


def _label(name, words, field_name):
    return Column(name, words, lambda row: label_of(row, field_name))


def _several(name, words, *relations):
    return Column(name, words, lambda row: [str(each) for each in chain(*(getattr(row, name) for name in relations))])


def _status(kind):
    return (
        Column(_("Status"), _("The status in words"), lambda row: KINDS[kind].status(row, row.today)[0]),
        Column(
            _("Status as of"),
            _("The date for which the status is known: a year, a month or a day (ISO 8601)"),
            lambda row: KINDS[kind].status(row, row.today)[1],
        ),
    )


def _day(name, words, *fields):
    """Return the column with the first known of the dates."""
    return Column(name, words, lambda row: first_known(row, fields)[0])


def _records(name, model, dimension):
    words = _("The number of its records")
    kind = model._meta.model_name
    return Column(name, words, lambda row: now()[kind].total(tag(dimension, row.pk)))


def _parties(row):
    return [str(each) for party in row.parties for each in (*party.country, *party.organization)]


def _in_roles(row):
    parts = row.project_organizations
    return [f"{each} ({Role(part.role).label})" for part in parts for each in part.organization]


_WHEN = _("A year, a month or a day (ISO 8601)")
_SEVERAL = _("Their names, separated by semicolons")

SHORT = {
    table.model: table
    for table in (
        _of_kind(
            "agreement",
            Column(_("Agreement"), _("Its title"), str),
            *_in_other_languages("title"),
            _label(_("Kind"), _("The kind of agreement in words"), "kind"),
            _day(_("Date"), _WHEN, *Agreement.date_fields),
            Column(
                _("Which date"),
                _("What the date is, such as signed"),
                lambda row: first_known(row, Agreement.date_fields)[1],
            ),
            Column(_("Parties"), _SEVERAL, _parties),
            Column(
                _("In force"),
                _("Computed: in force on the day of the export, or on the day of the filter “on”"),
                lambda row: InForce(row.force).label,
            ),
            _several(_("Meeting"), _("The meeting that adopted or signed it"), "meeting"),
        ),
        _of_kind(
            "meeting",
            Column(_("Meeting"), _("Its title"), str),
            *_in_other_languages("title"),
            _label(_("Kind"), _("The kind of meeting in words"), "kind"),
            Column(
                _("Mechanism"),
                _("The series that it belongs to"),
                lambda row: [each.acronym or str(each) for each in row.mechanism],
            ),
            *_status("meeting"),
            _day(_("Date"), _WHEN, "start"),
            _day(_("End"), _WHEN, "end"),
            Column(_("Place"), _("The city and the country"), KINDS["meeting"].place),
            _label(_("How people met"), _("In person, online or both"), "mode"),
            _several(_("Participants"), _SEVERAL, "countries", "organizations"),
            more=("mechanism", "mode"),
        ),
        _of_kind(
            "mechanism",
            Column(_("Mechanism"), _("Its title"), str),
            *_in_other_languages("title"),
            _label(_("Level"), _("The level in words"), "level"),
            Column(_("Cadence"), _("How often it meets"), lambda row: text_of(row, "cadence")),
            _day(_("Established"), _WHEN, "established_on"),
            _day(_("Ended"), _WHEN, "ended_on"),
            _several(_("Members"), _SEVERAL, "countries", "organizations"),
            _records(_("Meetings"), Meeting, Dimension.MECHANISM),
            more=columns("cadence"),
        ),
        _of_kind(
            "project",
            Column(_("Project"), _("Its title"), str),
            *_in_other_languages("title"),
            *_status("project"),
            _day(_("Date"), _("When it started, else the planned start"), *Project.date_fields),
            _day(_("End"), _("When it ended, else the planned end"), *Project.end_fields),
            _several(_("Countries"), _SEVERAL, "countries"),
            Column(_("Organizations"), _("Their names and roles, separated by semicolons"), _in_roles),
        ),
        _of_kind(
            "outcome",
            Column(_("Outcome"), _("Its text"), lambda row: text_of(row, "text")),
            *_in_other_languages("text"),
            _label(_("Kind"), _("The kind of outcome in words"), "kind"),
            Column(_("Meeting"), _("The title of the meeting"), lambda row: str(row.meeting)),
            Column(_("Date"), _("When the meeting began"), attrgetter("meeting.start")),
            _several(_("By whom"), _SEVERAL, "by_countries", "by_organizations"),
            _several(_("To whom"), _SEVERAL, "to_countries", "to_organizations"),
            *_status("outcome"),
            _day(_("Due"), _WHEN, "due_on"),
            _several(_("Follow-up"), _("The records that follow it up, separated by semicolons"), *Outcome.followups),
            more=Outcome.followups,
        ),
        _of_things(
            Organization,
            Column(_("Organization"), _("Its name"), str),
            *_in_other_languages("name"),
            _label(_("Kind"), _("The kind of organization in words"), "kind"),
            _several(_("Country"), _("Of a national body"), "country"),
            reads=(*columns("name"), "acronym", "kind", "country"),
        ),
        _of_things(
            Region,
            Column(_("Region"), _("Its name"), str),
            *_in_other_languages("name"),
            Column(_("Summary"), _("The ministry’s summary"), lambda row: text_of(row, "summary")),
            Column(_("Countries"), _("The number of its countries"), attrgetter("country_count")),
            reads=(*columns("name"), *columns("summary"), "country_count"),
            annotate=lambda rows, today: rows.annotate(
                country_count=Count("countries", filter=Q(countries__last_year=None))
            ),
        ),
        _of_things(
            Country,
            Column(_("Country"), _("Its name"), str),
            *_in_other_languages("name"),
            _several(_("Region"), _("The ministry’s region"), "region"),
            _records(_("Agreements"), Agreement, Dimension.COUNTRY),
            _records(_("Meetings"), Meeting, Dimension.COUNTRY),
            _records(_("Projects"), Project, Dimension.COUNTRY),
            reads=(*columns("name"), "region"),
        ),
        _of_things(
            Topic,
            Column(_("Topic"), _("Its name"), str),
            *_in_other_languages("name"),
            _several(_("Broader topic"), _("The topic that includes it"), "parent"),
            reads=(*columns("name"), "parent"),
        ),
        _of_things(
            Source,
            Column(_("Source"), _("Its title"), str),
            _label(_("Type of source"), _("The ministry’s own, or of others"), "origin"),
            Column(_("Publisher"), _("Who published it"), attrgetter("publisher")),
            _day(_("As of"), _WHEN, "as_of"),
            Column(_("Times cited"), _("The number of published citations"), attrgetter("citation_count")),
            reads=("title", "language", "origin", "publisher", "as_of", "citation_count"),
            annotate=lambda rows, today: rows.with_citation_count(),
        ),
    )
}
