"""The regions as the ministry defines them."""

from django.db.models import Prefetch

from regions.models import Country, Region

from ...index import Dimension, tag
from .briefings import briefing
from .countries import by_region_and_name, counted, neighbourhood
from .record_page import Detail, UnpaginatedList
from .related_lists import RelatedLists


def _countries_of_today():
    return Prefetch("countries", Country.objects.current())


class RegionList(UnpaginatedList):
    """All regions, with the number of their countries and of those with records."""

    model = Region

    def get_queryset(self):
        return Region.objects.prefetch_related(_countries_of_today()).order_by("position", "slug")

    def get_context_data(self, **kwargs):
        """Add the regions with both numbers."""
        context = super().get_context_data(**kwargs)
        return context | {"regions": self._regions()}

    def _regions(self):
        for region in self.rows:
            countries = counted(region.countries.all(), self.snapshot)
            region.country_count = len(countries)
            region.on_file_count = sum(bool(country.on_file) for country in countries)
        return self.rows


class RegionDetail(Detail):
    """One region: the ministry's policy directions, its countries, the latest of each kind, and open outcomes."""

    model = Region
    template_name = "cooperation/region_detail.html"
    has_everything = True

    def get_prefetches(self):
        return [*super().get_prefetches(), _countries_of_today()]

    def get_context_data(self, **kwargs):
        """Add the related lists."""
        region = self.object
        short = RelatedLists(self, {"region": region.slug}, tag(Dimension.REGION, region.pk), printed=5)
        context = super().get_context_data(**kwargs)
        return context | {
            "neighbourhood": neighbourhood(region, counted(by_region_and_name(region.countries.all()), short.snapshot)),
            **briefing(short, region),
            "claim_count": len(self.citations),
        }
