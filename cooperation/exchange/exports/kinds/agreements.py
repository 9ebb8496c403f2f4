"""Agreements in exports."""

from operator import attrgetter

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.translated import columns, text_of

from ....domain.choices import InForce
from ....domain.treaty_status import Standing, standing
from ....models import Agreement
from .. import short
from ..columns import Column, countries, day, plain, thing, things
from ..kind import Kind, first_known
from ..table import Table

IN_FORCE = _("Computed: in force on the day of the export, or on the day of the filter “on”")


def _involved(row, today):
    found = []
    for party in row.parties:
        status = standing(party, row, today)
        words = gettext("party (status not known)") if status == Standing.NOT_KNOWN else Standing(status).label
        found += [(words, each) for each in (*party.country, *party.organization)]
    return found


def _status(row, today):
    words = {"yes": gettext("in force"), "no": gettext("not in force")}
    return words.get(row.force, gettext("in force: not known")), today


def _agreement_role(row, mechanism):
    at_session = row.meeting and row.meeting__mechanism == mechanism.pk
    return gettext("adopted or signed at a session") if at_session else gettext("founding agreement")


AGREEMENT = Kind(
    Agreement,
    reads=(
        *("slug", *columns("title"), "kind", "binding", *Agreement.date_fields, "terminated_on", "expires_on"),
        *(*columns("signed_at"), "meeting", "meeting__mechanism", "force"),
    ),
    ends=("terminated_on", "expires_on"),
    involved=_involved,
    status=_status,
    place=lambda row: text_of(row, "signed_at"),
    of_mechanism=_agreement_role,
    evidence={"status": (), "part": ("parties",), "place": columns("signed_at")},
    parts={"parties": ("country", "organization", "signed_on", "consent", "consent_on", "in_force_on", "withdrawn_on")},
    annotate=lambda rows, today: rows.with_force(today),
)


def _party(kind):
    return lambda row: [each for party in row.parties for each in getattr(party, kind)]


TABLE = Table(
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
                IN_FORCE,
                attrgetter("force"),
                codes=tuple(InForce.choices),
            ),
            thing("meeting", _("The meeting that adopted or signed it")),
            *countries("country", _("Parties that are countries"), _party("country"), "parties"),
            *things("organization", _("Parties that are organizations"), _party("organization"), "parties"),
        ],
    },
)


def _parties(row):
    return [str(each) for party in row.parties for each in (*party.country, *party.organization)]


SHORT = short.of_kind(
    AGREEMENT,
    Column(_("Agreement"), _("Its title"), str),
    *short.in_other_languages("title"),
    short.label(_("Kind"), _("The kind of agreement in words"), "kind"),
    short.day(_("Date"), short.WHEN, *Agreement.date_fields),
    Column(
        _("Which date"),
        _("What the date is, such as signed"),
        lambda row: first_known(row, Agreement.date_fields)[1],
    ),
    Column(_("Parties"), short.SEVERAL, _parties),
    Column(
        _("In force"),
        IN_FORCE,
        lambda row: InForce(row.force).label,
    ),
    short.several(_("Meeting"), _("The meeting that adopted or signed it"), "meeting"),
)

KINDS = (AGREEMENT,)
TABLES = (TABLE,)
SHORT_FORMS = (SHORT,)
