"""The map of partner countries, and the table with the same data."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

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


BY = {"country": gettext_lazy("by country"), "region": gettext_lazy("by region")}


@dataclass(frozen=True)
class Asked:
    """What the query asks for: the measure, the unit that is shaded, and any problem."""

    shading: Shading
    by: str
    problem: str


def asked_for(query) -> Asked:
    """Return what a query string asks for; if it is invalid, the default map and the problem."""
    wanted, by = query.get("shade"), query.get("by") or "country"
    shading = next((each for each in SHADINGS if each.name == wanted), None)
    wrong = by if by not in BY else wanted if wanted and not shading else ""
    problem = _("The map cannot show “%(wanted)s”.") % {"wanted": wrong[:40]} if wrong else ""
    return Asked(shading or SHADINGS[0], by if by in BY else "country", problem)


@dataclass(frozen=True)
class PartnerMap:
    """The map, its measure, its alternatives, the problem with the query, and the columns of its table."""

    drawing: world.WorldMap
    shading: Shading
    shadings: tuple
    by: str
    bys: dict
    problem: str
    countries: list
    regions: list

    def most(self, shown: int = 10) -> Panel:
        ordered = sorted(self.countries, key=lambda country: -getattr(country, self.shading.count))
        address = reverse("country_list")
        return Panel.printed_whole(ordered[:shown], len(ordered), address)


def partner_map(countries, regions, asked: Asked) -> PartnerMap:
    """Return the map of `countries` or of `regions`, which have their counts, as `asked`.

    The home country is not a partner, and nearly all records concern it: the map shows it without a count. Its region
    is shaded like the others.
    """
    home = next((each for each in countries if each.alpha_3 == settings.HOME_COUNTRY), None)
    partners = [each for each in countries if each.on_file and each != home]
    shading = asked.shading
    if asked.by == "region":
        numbers = [(region, [each.alpha_3 for each in countries if each.region_id == region.pk]) for region in regions]
    else:
        numbers = [(country, [country.alpha_3]) for country in partners]
    shapes = []
    if home and asked.by == "country":
        home.words = _("%(name)s: the registry’s own country") % {"name": home.name}
        shapes.append((home, 0, [home.alpha_3]))
    for thing, codes in numbers:
        if number := getattr(thing, shading.count):
            thing.words = shading.words % {"name": thing.name, "number": number}
            shapes.append((thing, number, codes))
    on_file = [each for each in regions if each.on_file]
    return PartnerMap(world.draw(shapes), shading, SHADINGS, asked.by, BY, asked.problem, partners, on_file)
