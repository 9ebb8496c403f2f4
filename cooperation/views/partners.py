"""The map of partner countries, and the table that says the same."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from ..drawings import world


@dataclass(frozen=True)
class Shading:
    """What the map is shaded by: its name in addresses, its label, the count of a country, and that in words."""

    name: str
    label: str
    count: str
    words: str


SHADINGS = (
    Shading(
        "meetings",
        gettext_lazy("meetings"),
        "meeting_count",
        ngettext_lazy("%(name)s: %(number)s meeting", "%(name)s: %(number)s meetings", "number"),
    ),
    Shading(
        "agreements",
        gettext_lazy("agreements"),
        "agreement_count",
        ngettext_lazy("%(name)s: %(number)s agreement", "%(name)s: %(number)s agreements", "number"),
    ),
    Shading(
        "projects",
        gettext_lazy("projects"),
        "project_count",
        ngettext_lazy("%(name)s: %(number)s project", "%(name)s: %(number)s projects", "number"),
    ),
)


@dataclass(frozen=True)
class PartnerMap:
    """The map, what it is shaded by, what else it may be, and what is wrong with what was asked."""

    drawing: world.WorldMap
    shading: Shading
    shadings: tuple
    problem: str
    countries: list


def partner_map(countries, wanted: str | None) -> PartnerMap:
    """Return the map of `countries`, which have their counts; `wanted` is the name of a shading, or nothing.

    The home country is no partner, and nearly everything is on file for it: it is shown, and not counted.
    """
    home = next((each for each in countries if each.alpha_3 == settings.HOME_COUNTRY), None)
    partners = [each for each in countries if each.on_file and each != home]
    shading = next((each for each in SHADINGS if each.name == wanted), None)
    problem = ""
    if wanted and not shading:
        problem = _("“%(wanted)s” is nothing that the map can be shaded by.") % {"wanted": wanted[:40]}
    shading = shading or SHADINGS[0]
    numbers = {}
    if home:
        home.words = _("%(name)s: the registry’s own country") % {"name": home.name}
        numbers[home.alpha_3] = home, 0
    for country in partners:
        if number := getattr(country, shading.count):
            country.words = shading.words % {"name": country.name, "number": number}
            numbers[country.alpha_3] = country, number
    return PartnerMap(world.draw(numbers), shading, SHADINGS, problem, partners)
