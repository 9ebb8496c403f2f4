"""The exports, with the columns that each adds to its model's fields. Staff-only data is never exported."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region
from regions.translated import column_in, columns, first_text

from ...domain.choices import InForce
from ...domain.evidence import Evidence
from ...domain.money import totals
from ...models import SEARCHED, Agreement, Meeting, Outcome, Project, Source
from .columns import Column, countries, day, in_any, plain, same_in_others, thing, things
from .table import Table, address


def _parties(kind):
    return lambda row: [each for party in row.parties for each in getattr(party, kind)]


def _in_role(row):
    return [f"{part.role}: {each.slug}" for part in row.project_organizations for each in part.organization]


def _totals(row):
    return totals(row.phases, Evidence(row, row.citations).part)


def _sums(row):
    return [f"{total.amount} {total.currency}" for total in _totals(row)]


def _outcome(meeting, key):
    return f"{meeting}#outcome-{key}"


AGREEMENTS = Table(
    Agreement,
    also=("date", "force"),
    parts={"parties": ("country", "organization")},
    annotate=lambda rows, today: rows.with_force(today),
    replaced={
        "binding": [
            *plain(Agreement, "binding"),
            *day("date", _("The date of signature, or else of adoption, or else of entry into force")),
            Column(
                "date_field",
                _("Which of these dates it is"),
                lambda row: next((name for name in Agreement.date_fields if getattr(row, name)), None),
            ),
        ],
        "meeting": [
            Column(
                "in_force",
                _("Computed: in force on the day of the export, or on the day of the filter “on”"),
                attrgetter("force"),
                codes=tuple(InForce.choices),
            ),
            thing("meeting", _("The meeting that adopted or signed it")),
            *countries("country", _("Parties that are countries"), _parties("country"), "parties"),
            *things("organization", _("Parties that are organizations"), _parties("organization"), "parties"),
        ],
    },
)

MEETINGS = Table(
    Meeting,
    also=("is_presumed_held",),
    annotate=lambda rows, today: rows.with_presumed_held(today),
    replaced={
        "status": [
            *plain(Meeting, "status"),
            Column(
                "is_presumed_held",
                _("Computed: whether it was confirmed and is over on the day of the export"),
                attrgetter("is_presumed_held"),
                type="yes or no",
            ),
        ],
    },
)

PROJECTS = Table(
    Project,
    parts={"project_organizations": ("role", "organization"), "phases": ("amount", "currency")},
    replaced={
        "mechanism": [
            Column(
                "organization_roles",
                _("Organizations, each as role: slug, separated by semicolons"),
                _in_role,
                ("organizations", "project_organizations"),
                type="list",
            ),
            thing("mechanism", _("The framework that it belongs to")),
        ],
        "agreement": [
            thing("agreement", _("The agreement that it is based on")),
            Column(
                "phase_count",
                _("The number of its recorded phases"),
                lambda row: len(row.phases),
                type="whole number",
            ),
            Column(
                "amounts",
                _("Computed: the sum of the phases’ amounts, one for each ISO 4217 currency, separated by semicolons"),
                _sums,
                bearers=_totals,
                type="list",
            ),
        ],
    },
)

OUTCOMES = Table(
    Outcome,
    also=("key", "meeting", "meeting_id", "meeting__slug", *columns("meeting__title"), "date"),
    annotate=lambda rows, today: rows.dated(),
    address=lambda row: _outcome(address("meeting", row.meeting__slug), row.key),
    first=(
        thing("meeting", _("The meeting")),
        Column("meeting_title", in_any(_("Its title")), lambda row: str(first_text(row, "meeting__title"))),
        *same_in_others("meeting_title", lambda row, language: getattr(row, column_in(language, "meeting__title"))),
        *day("date", _("When the meeting began")),
        *plain(Outcome, "key"),
    ),
    replaced={
        "position": [],
        "follows": [
            Column(
                "follows",
                _("The earlier outcome that it continues: its meeting and anchor"),
                lambda row: next((_outcome(each.meeting.slug, each.key) for each in row.follows), None),
                ("follows",),
            )
        ],
    },
)

REGIONS = Table(Region, replaced={"position": []})
# The list of countries has no former ones.
COUNTRIES = Table(Country, replaced={"last_year": [], "successors": []})
# "url" is the address of the record's own page, as in every export.
SOURCES = Table(Source, replaced={"url": [Column("address", _("The address of the source itself"), attrgetter("url"))]})

# The other kinds have the columns of their models.
TABLES = {model: Table(model) for model in SEARCHED} | {
    table.model: table for table in (AGREEMENTS, MEETINGS, PROJECTS, OUTCOMES, REGIONS, COUNTRIES, SOURCES)
}
