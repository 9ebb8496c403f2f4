"""The exports, with the columns that each adds to its model's fields. Staff-only data is never exported."""

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...domain.choices import MeetingStatus
from ...domain.money import totals
from ...models import (
    Agreement,
    Citation,
    Mechanism,
    Meeting,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
    Topic,
)
from .columns import Column, Table, countries, day, plain, thing, things
from .fields import columns_of, fetched


def _claims():
    return Prefetch("citations", Citation.objects.published())


def _table(model, *, fetch=lambda rows, today: rows, **columns):
    """Return the export of a model whose rows have citations; `fetch` adds the queries of its extra columns."""
    return Table(
        columns_of(model, **columns), lambda rows, today: fetch(fetched(rows), today).prefetch_related(_claims())
    )


AGREEMENTS = _table(
    Agreement,
    replaced={
        "binding": [
            *plain(Agreement, "binding"),
            *day("date", _("The first known of signature, adoption and entry into force")),
            Column("date_field", _("Which of them it is"), lambda row: row.date_field and row.date_field.name),
        ],
        "meeting": [
            Column(
                "in_force", _("Computed: in force on the day of the export: yes, no, not-known"), lambda row: row.force
            ),
            thing("meeting", _("The meeting that adopted or signed it")),
            *countries(
                "country",
                _("Parties that are countries"),
                lambda row: [party.country for party in row.parties.all() if party.country],
                "parties",
            ),
            *things(
                "organization",
                _("Parties that are organizations"),
                lambda row: [party.organization for party in row.parties.all() if party.organization],
                "parties",
            ),
        ],
    },
    fetch=lambda rows, today: rows.with_force(today).prefetch_related(
        Prefetch("parties", Party.objects.select_related("country", "organization"))
    ),
)

MEETINGS = _table(
    Meeting,
    replaced={
        "status": [
            *plain(Meeting, "status"),
            Column(
                "is_presumed_held",
                _("Computed: whether it was confirmed and is over on the day of the export: yes, no"),
                lambda row: row.is_presumed_held,
            ),
        ],
    },
    fetch=lambda rows, today: rows.annotate(
        is_presumed_held=Exists(Meeting.objects.held(today).filter(pk=OuterRef("pk"), status=MeetingStatus.CONFIRMED))
    ),
)

MECHANISMS = _table(Mechanism)


def _in_role(row):
    return [f"{part.role}: {part.organization.slug}" for part in row.project_organizations.all()]


def _totals(row):
    return totals(row.phases.all(), row.evidence.part)


def _sums(row):
    return [f"{total.amount} {total.currency}" for total in _totals(row)]


PROJECTS = _table(
    Project,
    replaced={
        "mechanism": [
            Column(
                "organization_roles",
                _("Organizations, each as role: slug, separated by semicolons"),
                _in_role,
                ("organizations", "project_organizations"),
            ),
            thing("mechanism", _("The framework that it belongs to")),
        ],
        "agreement": [
            thing("agreement", _("The agreement that it rests on")),
            Column("phase_count", _("The number of its phases on file"), lambda row: len(row.phases.all())),
            Column(
                "amounts",
                _("Computed: the sum of the phases’ amounts, one for each ISO 4217 currency, separated by semicolons"),
                _sums,
                bearers=_totals,
            ),
        ],
    },
    fetch=lambda rows, today: rows.prefetch_related(
        Prefetch("project_organizations", ProjectOrganization.objects.select_related("organization")),
        Prefetch("phases", Phase.objects.published()),
    ),
)


def _follows(row):
    return f"{row.follows.meeting.slug}#outcome-{row.follows.key}" if row.follows else None


OUTCOMES = _table(
    Outcome,
    first=[
        thing("meeting", _("The meeting")),
        Column("meeting_title", _("Its title"), lambda row: row.meeting.title),
        *day("date", _("When the meeting began")),
        *plain(Outcome, "key"),
    ],
    replaced={
        "position": [],
        "follows": [
            Column("follows", _("The earlier outcome that it takes up: its meeting and anchor"), _follows, ("follows",))
        ],
    },
    fetch=lambda rows, today: rows.dated().select_related("meeting"),
)

ORGANIZATIONS = _table(Organization)
REGIONS = _table(Region, replaced={"position": []})
COUNTRIES = _table(Country)
TOPICS = Table(columns_of(Topic), lambda rows, today: fetched(rows), is_cited=False)
SOURCES = Table(
    # "url" is the URL of the record's own page, as in every export.
    columns_of(
        Source, replaced={"url": [Column("address", _("The address of the source itself"), lambda row: row.url)]}
    ),
    lambda rows, today: rows,
    is_cited=False,
)

TABLES = {
    Agreement: AGREEMENTS,
    Meeting: MEETINGS,
    Mechanism: MECHANISMS,
    Project: PROJECTS,
    Outcome: OUTCOMES,
    Organization: ORGANIZATIONS,
    Region: REGIONS,
    Country: COUNTRIES,
    Topic: TOPICS,
    Source: SOURCES,
}
