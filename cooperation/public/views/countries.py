"""The page of each country, and the list of all countries by region."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.names import place_of
from regions.translated import text_of

from ...filters.names import named, place_in_list
from ...index import Dimension, sums, tag
from ...models import Membership, Organization
from . import related_lists
from .briefings import briefing
from .record_page import Detail, UnpaginatedList
from .timelines import chronicle, timeline_embeds


def counted(things, snapshot, dimension=Dimension.COUNTRY) -> list:
    """Return the countries or regions, each with its numbers of agreements, meetings and projects."""
    things = list(things)
    agreements, meetings, projects = (snapshot[kind].totals(dimension) for kind in ("agreement", "meeting", "project"))
    for thing in things:
        of = tag(dimension, thing.pk)
        thing.agreement_count = agreements.get(of, 0)
        thing.meeting_count = meetings.get(of, 0)
        thing.project_count = projects.get(of, 0)
        thing.on_file = thing.agreement_count + thing.meeting_count + thing.project_count
    return things


def by_region_and_name(countries) -> list[Country]:
    """Return countries with fetched regions, sorted by region and then by the name that the page shows."""
    places = {country.pk: place_of(country.shown_name()) for country in countries}
    return sorted(countries, key=lambda each: (each.region.position, each.region.slug, places[each.pk], each.slug))


DRAWN = 20  # records on the timeline of a country


def is_known(country) -> bool:
    """Return whether a country from counted() has records or a policy text of the ministry."""
    return bool(country.on_file or text_of(country, "summary"))


@dataclass(frozen=True)
class Neighbourhood:
    """The countries of a region: those with records or policy texts, and the others."""

    region: Region
    known: list
    others: list


def neighbourhood(region, countries) -> Neighbourhood:
    """Divide the `countries` of a region, which counted() returned."""
    known = [country for country in countries if is_known(country)]
    return Neighbourhood(region, known, [country for country in countries if country not in known])


class CountryList(UnpaginatedList):
    """Today's countries by the ministry's regions. In each region, those with records come first."""

    model = Country

    def get_queryset(self):
        return Country.objects.current().select_related("region")

    @cached_property
    def rows(self):
        return by_region_and_name(self.get_queryset())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "regions": self._by_region(),
        }

    @cached_property
    def countries(self):
        return counted(self.rows, self.snapshot)

    def _by_region(self):
        by_region = groupby(self.countries, key=lambda country: country.region)
        return [neighbourhood(region, list(each)) for region, each in by_region]


class CountryDetail(Detail):
    """The briefing on a country: agreements, past and upcoming meetings, projects, and open outcomes."""

    model = Country
    template_name = "cooperation/country_detail.html"
    has_everything = True

    def get_queryset(self):
        return Country.objects.select_related("region")

    def get_prefetches(self):
        return [*super().get_prefetches(), "successors", "predecessors"]

    def get_trail(self):
        region = self.object.region
        return [(_("Regions"), reverse("region_list")), (region.shown_name(), region.get_absolute_url())]

    @cached_property
    def short(self):
        of = tag(Dimension.COUNTRY, self.object.pk)
        return related_lists.RelatedLists(self, {"country": self.object.slug}, of, printed=5)

    def embeds(self):
        """Return the embeds of the page: its timeline."""
        return timeline_embeds(self.short, self.object)

    def get_context_data(self, **kwargs):
        """Add the related lists of the briefing."""
        country, short = self.object, self.short
        public = self.snapshot["organization"].whole
        memberships = Membership.objects.filter(country=country).select_related("organization")
        memberships = [each for each in memberships.order_by("joined_on") if each.organization_id in public]
        memberships.sort(key=lambda each: place_in_list(each.organization))
        context = super().get_context_data(**kwargs)
        return context | {
            # The term of UN M49, which fits every current entry.
            "kind": _("Country or area") if country.last_year is None else _("Former country or area"),
            "chronicle": chronicle(short, shown=DRAWN),
            "embeds": self.embeds(),
            "claim_count": len(self.citations),
            "memberships": short.cut_rows("memberships", memberships, related_lists.NAMED),
            "national_bodies": self._national_bodies(),
            "money": sums.totals(short.tag),
            **briefing(short, country),
        }

    def _national_bodies(self):
        found = self.snapshot["organization"].get(tag(Dimension.COUNTRY, self.object.pk))
        bodies = named(self.snapshot, Organization, found)[: related_lists.NAMED]
        address = f"{reverse('organization_list')}?country={self.object.slug}"
        return related_lists.Panel.printed_whole(bodies, len(found), address)
