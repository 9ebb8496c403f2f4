"""Mechanisms in exports."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.translated import columns, text_of

from ....index import Dimension
from ....models import Mechanism, Meeting
from ....models.meeting import PARTICIPANTS
from .. import short
from ..columns import Column
from ..kind import Kind
from ..table import Table


def _members(row, today):
    return [(gettext("member"), each) for each in (*row.countries, *row.organizations)]


MECHANISM = Kind(
    Mechanism,
    reads=("slug", *columns("title"), "acronym", "level", "established_on", "ended_on", *PARTICIPANTS),
    ends=Mechanism.end_fields,
    involved=_members,
    evidence={"status": (), "part": PARTICIPANTS},
    type="level",
)

SHORT = short.of_kind(
    MECHANISM,
    Column(_("Mechanism"), _("Its title"), str),
    *short.in_other_languages("title"),
    short.label(_("Level"), _("The level in words"), "level"),
    Column(_("Cadence"), _("How often it meets"), lambda row: text_of(row, "cadence")),
    short.day(_("Established"), short.WHEN, "established_on"),
    short.day(_("Ended"), short.WHEN, "ended_on"),
    short.several(_("Members"), short.SEVERAL, "countries", "organizations"),
    short.records(_("Meetings"), Meeting, Dimension.MECHANISM),
    more=columns("cadence"),
)

KINDS = (MECHANISM,)
TABLES = (Table(Mechanism),)
SHORT_FORMS = (SHORT,)
