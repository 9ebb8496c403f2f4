"""Projects in exports."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.translated import columns

from ....domain.choices import Role
from ....domain.evidence import Evidence
from ....domain.money import totals
from ....models import Project
from .. import short
from ..columns import Column, thing
from ..kind import Kind, label_of
from ..table import Table


def _roles(row, today):
    found = [(gettext("country of the project"), each) for each in row.countries]
    for part in row.project_organizations:
        found += [(Role(part.role).label, each) for each in part.organization]
    return found


def _status(row, today):
    if row.status == "not-recorded":
        return gettext("status not recorded"), None
    return label_of(row, "status"), row.evidence.as_of("status")


PROJECT = Kind(
    Project,
    reads=("slug", *columns("title"), "status", *Project.date_fields, *Project.end_fields, "countries"),
    ends=Project.end_fields,
    involved=_roles,
    status=_status,
    place=lambda row: [str(each) for each in row.countries],
    of_mechanism=lambda row, mechanism: gettext("project of the mechanism"),
    evidence={"part": ("countries", "organizations", "project_organizations"), "place": ("countries",)},
    type="",
    parts={"project_organizations": ("role", "organization")},
)


def _slugs_with_roles(row):
    return [f"{part.role}: {each.slug}" for part in row.project_organizations for each in part.organization]


def _totals(row):
    return totals(row.phases, Evidence(row, row.citations).part)


def _sums(row):
    return [f"{total.amount} {total.currency}" for total in _totals(row)]


TABLE = Table(
    Project,
    parts={"project_organizations": ("role", "organization"), "phases": ("amount", "currency")},
    replaced={
        "mechanism": [
            Column(
                "organization_roles",
                _("Organizations, each as role: slug, separated by semicolons"),
                _slugs_with_roles,
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


def _names_with_roles(row):
    parts = row.project_organizations
    return [f"{each} ({Role(part.role).label})" for part in parts for each in part.organization]


SHORT = short.of_kind(
    PROJECT,
    Column(_("Project"), _("Its title"), str),
    *short.in_other_languages("title"),
    *short.status(PROJECT),
    short.day(_("Date"), _("When it started, else the planned start"), *Project.date_fields),
    short.day(_("End"), _("When it ended, else the planned end"), *Project.end_fields),
    short.several(_("Countries"), short.SEVERAL, "countries"),
    Column(_("Organizations"), _("Their names and roles, separated by semicolons"), _names_with_roles),
)

KINDS = (PROJECT,)
TABLES = (TABLE,)
SHORT_FORMS = (SHORT,)
