"""Country codes from the UN Statistics Division's M49 standard."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class M49Region(TextChoices):
    """M49 "Region". Antarctica has none."""

    AFRICA = "002", _("Africa")
    OCEANIA = "009", _("Oceania")
    AMERICAS = "019", _("Americas")
    ASIA = "142", _("Asia")
    EUROPE = "150", _("Europe")


class M49Subregion(TextChoices):
    """M49 "Sub-region". Antarctica has none."""

    NORTHERN_AFRICA = "015", _("Northern Africa")
    NORTHERN_AMERICA = "021", _("Northern America")
    EASTERN_ASIA = "030", _("Eastern Asia")
    SOUTHERN_ASIA = "034", _("Southern Asia")
    SOUTH_EASTERN_ASIA = "035", _("South-eastern Asia")
    SOUTHERN_EUROPE = "039", _("Southern Europe")
    AUSTRALIA_AND_NEW_ZEALAND = "053", _("Australia and New Zealand")
    MELANESIA = "054", _("Melanesia")
    MICRONESIA = "057", _("Micronesia")
    POLYNESIA = "061", _("Polynesia")
    CENTRAL_ASIA = "143", _("Central Asia")
    WESTERN_ASIA = "145", _("Western Asia")
    EASTERN_EUROPE = "151", _("Eastern Europe")
    NORTHERN_EUROPE = "154", _("Northern Europe")
    WESTERN_EUROPE = "155", _("Western Europe")
    SUB_SAHARAN_AFRICA = "202", _("Sub-Saharan Africa")
    LATIN_AMERICA = "419", _("Latin America and the Caribbean")
