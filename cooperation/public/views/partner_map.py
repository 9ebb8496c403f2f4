"""The map of partner countries, and the table with the same data."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from regions.translated import mixed

from ..drawings import world
from .related_lists import Panel


@dataclass(frozen=True)
class Shading:
    """A measure that shades the map: its name in addresses, its label, a country's count, and that count as text."""

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
class Asked:
    """What the query asks for: the measure, and any problem."""

    shading: Shading
    problem: str


def asked_for(query) -> Asked:
    """Return what a query string asks for; if it is invalid, the default map and the problem."""
    wanted = query.get("shade") or ""
    shading = next((each for each in SHADINGS if each.name == wanted), None)
    problem = "" if shading or not wanted else _("The map cannot show “%(wanted)s”.") % {"wanted": wanted[:40]}
    return Asked(shading or SHADINGS[0], problem)


@dataclass(frozen=True)
class PartnerMap:
    """The map, its measure, its alternatives, the problem with the query, and the countries of its table."""

    drawing: world.WorldMap
    shading: Shading
    shadings: tuple
    problem: str
    countries: list

    def most(self, shown: int = 10) -> Panel:
        ordered = sorted(self.countries, key=lambda country: -getattr(country, self.shading.count))
        address = reverse("country_list")
        return Panel.printed_whole(ordered[:shown], len(ordered), address)


def partner_map(countries, asked: Asked) -> PartnerMap:
    """Return the map of `countries`, which counted() returned, as `asked`.

    The home country is not a partner, and nearly all records concern it: the map shows it without a count.
    """
    home = next((each for each in countries if each.alpha_3 == settings.HOME_COUNTRY), None)
    partners = [each for each in countries if each.on_file and each != home]
    shading = asked.shading
    shapes = []
    if home:
        name = home.shown_name()
        home.words = mixed(_("%(name)s: the registry’s own country") % {"name": name}, name)
        shapes.append((home, 0))
    for country in partners:
        if number := getattr(country, shading.count):
            name = country.shown_name()
            country.words = mixed(shading.words % {"name": name, "number": number}, name)
            shapes.append((country, number))
    return PartnerMap(world.draw(shapes), shading, SHADINGS, asked.problem, partners)
