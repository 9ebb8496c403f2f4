"""The cells of each kind of record in the table of everything, and the role of a country in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.translated import column_in, columns, others, text_of

from ...domain.choices import MeetingStatus, OutcomeStatus, Role
from ...domain.evidence import open_as_of
from ...domain.treaty_status import Standing, standing
from ...models import Agreement, Mechanism, Meeting, Organization, Outcome, Project, Topic
from ...models.meeting import PARTICIPANTS, is_host_only
from .rows import Row
from .table import address

DATES = ("date", "date_first", "date_last", "date_is", "end", "end_is")


@dataclass(frozen=True)
class Kind:
    """A kind of record: the fields that it reads, and the functions that return its cells.

    `starts` and `ends` are date fields, of which the first known one is used. `involved(row, today)` returns the
    countries and organizations with their roles, `status(row, today)` the status and the date as of which it is known.
    """

    model: type[Model]
    reads: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    involved: Callable[[Row, date], list[tuple]]
    status: Callable[[Row, date], tuple]
    place: Callable[[Row], list | str]
    of_mechanism: Callable[[Row, Mechanism], str]
    evidence: dict[str, tuple[str, ...]]
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
        start, starts = first_known(dated, self.starts)
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
        return own | ({} if self.model is Outcome else {"date": self.starts}) | self.evidence

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


def _names(things):
    return [str(each) for each in things]


def _parties(row, today):
    found = []
    for party in row.parties:
        status = standing(party, row, today)
        words = _("party (status not known)") if status == Standing.NOT_KNOWN else Standing(status).label
        found += [(words, each) for each in (*party.country, *party.organization)]
    return found


def _attendance(row, today):
    hosts, countries = row.host_country, row.countries
    host_only = is_host_only(row)
    found = [(_("participant"), each) for each in (*countries, *row.organizations)]
    for host in hosts:
        is_only = host_only and host not in countries
        found.append((_("host only, not recorded as a participant") if is_only else _("host"), host))
    return found


def _roles(row, today):
    found = [(_("country of the project"), each) for each in row.countries]
    for part in row.project_organizations:
        found += [(Role(part.role).label, each) for each in part.organization]
    return found


def _actors(row, today):
    by = [(_("by"), each) for each in (*row.by_countries, *row.by_organizations)]
    return by + [(_("to"), each) for each in (*row.to_countries, *row.to_organizations)]


def _members(row, today):
    return [(_("member"), each) for each in (*row.countries, *row.organizations)]


def _agreement_status(row, today):
    words = {"yes": _("in force"), "no": _("not in force")}
    return words.get(row.force, _("in force: not known")), today


def _meeting_status(row, today):
    if row.is_presumed_held:
        return _("confirmed, presumed held"), today
    if row.status == MeetingStatus.NOT_RECORDED:
        return _("not recorded whether held"), None
    return label_of(row, "status"), row.evidence.as_of("status")


def _project_status(row, today):
    if row.status == "not-recorded":
        return _("status not recorded"), None
    return label_of(row, "status"), row.evidence.as_of("status")


def _outcome_status(row, today):
    if row.meeting.is_to_come(today):
        return _("on the agenda"), None
    if not row.status:
        return "", None
    if row.status == OutcomeStatus.ACTIVE:
        return _("open"), open_as_of(row)
    return label_of(row, "status"), row.evidence.as_of("status")


def _session(row, mechanism):
    return _("session {number}").format(number=row.ordinal) if row.ordinal else _("session")


def _agreement_role(row, mechanism):
    at_session = row.meeting and row.meeting__mechanism == mechanism.pk
    return _("adopted or signed at a session") if at_session else _("founding agreement")


KINDS = {
    "agreement": Kind(
        Agreement,
        reads=(
            *("slug", *columns("title"), "kind", "binding", *Agreement.date_fields, "terminated_on", "expires_on"),
            *(*columns("signed_at"), "meeting", "meeting__mechanism", "force"),
        ),
        starts=Agreement.date_fields,
        ends=("terminated_on", "expires_on"),
        involved=_parties,
        status=_agreement_status,
        place=lambda row: text_of(row, "signed_at"),
        of_mechanism=_agreement_role,
        evidence={"status": (), "part": ("parties",), "place": columns("signed_at")},
        parts={
            "parties": ("country", "organization", "signed_on", "consent", "consent_on", "in_force_on", "withdrawn_on")
        },
        annotate=lambda rows, today: rows.with_force(today),
    ),
    "meeting": Kind(
        Meeting,
        reads=(
            *(
                "slug",
                *columns("title"),
                "kind",
                "status",
                "start",
                "end",
                *columns("city"),
                "ordinal",
                "is_presumed_held",
            ),
            *("host_country", *PARTICIPANTS),
        ),
        starts=Meeting.date_fields,
        ends=Meeting.end_fields,
        involved=_attendance,
        status=_meeting_status,
        place=lambda row: ", ".join([*filter(None, [text_of(row, "city")]), *_names(row.host_country)]),
        of_mechanism=_session,
        evidence={"part": PARTICIPANTS, "place": (*columns("city"), "host_country")},
        annotate=lambda rows, today: rows.with_presumed_held(today),
    ),
    "outcome": Kind(
        Outcome,
        reads=(
            *("key", *columns("text"), "kind", "status", "due_on", "meeting_id"),
            *("by_countries", "by_organizations", "to_countries", "to_organizations"),
        ),
        starts=Meeting.date_fields,
        ends=("due_on",),
        involved=_actors,
        status=_outcome_status,
        place=lambda row: "",
        of_mechanism=lambda row, mechanism: _("outcome of a session"),
        evidence={"part": ("by_countries", "by_organizations", "to_countries", "to_organizations")},
        title="text",
    ),
    "project": Kind(
        Project,
        reads=("slug", *columns("title"), "status", *Project.date_fields, *Project.end_fields, "countries"),
        starts=Project.date_fields,
        ends=Project.end_fields,
        involved=_roles,
        status=_project_status,
        place=lambda row: _names(row.countries),
        of_mechanism=lambda row, mechanism: _("project of the mechanism"),
        evidence={"part": ("countries", "organizations", "project_organizations"), "place": ("countries",)},
        type="",
        parts={"project_organizations": ("role", "organization")},
    ),
    "mechanism": Kind(
        Mechanism,
        reads=(
            *("slug", *columns("title"), "acronym", "level", *Mechanism.date_fields, *Mechanism.end_fields),
            *("countries", "organizations"),
        ),
        starts=Mechanism.date_fields,
        ends=Mechanism.end_fields,
        involved=_members,
        status=lambda row, today: ("", None),
        place=lambda row: "",
        of_mechanism=lambda row, mechanism: "",
        evidence={"status": (), "part": PARTICIPANTS},
        type="level",
    ),
}
