"""Regions as the ministry has them."""

from django.db.models import Count, Prefetch, Q

from regions.models import Country, Region

from ..models import Agreement, Mechanism, Meeting, Outcome, Party, Project
from . import panels
from .countries import neighbourhood, with_counts
from .publication import Detail, WholeList


class RegionList(WholeList):
    """All regions with how many countries each has, and with how many of them something is on file."""

    model = Region
    template_name = "cooperation/region_list.html"

    def get_queryset(self):
        """Return the regions with both numbers."""
        on_file = (
            Q(countries__in=Party.objects.published().values("country"))
            | Q(countries__in=Meeting.objects.published().values("countries"))
            | Q(countries__in=Meeting.objects.published().values("host_country"))
            | Q(countries__in=Project.objects.published().values("countries"))
        )
        return Region.objects.annotate(
            country_count=Count("countries"), on_file_count=Count("countries", filter=on_file)
        ).order_by("position", "slug")


class RegionDetail(Detail):
    """One region: the ministry's policy directions, its countries, the latest of each kind, what is still owed."""

    model = Region
    template_name = "cooperation/region_detail.html"

    def get_prefetches(self):
        """Return the countries with what is on file of each."""
        return [*super().get_prefetches(), Prefetch("countries", with_counts(Country.objects.order_by("slug")))]

    def get_context_data(self, **kwargs):
        """Add the panels."""
        region, query = self.object, {"region": self.object.slug}
        meetings = Meeting.objects.in_regions([region])
        context = super().get_context_data(**kwargs)
        return context | {
            "neighbourhood": neighbourhood(region, list(region.countries.all())),
            "agreements": panels.agreements(Agreement.objects.in_regions([region]), self.today, query),
            "next_meetings": panels.next_meetings(meetings, self.today, query),
            "last_meetings": panels.last_meetings(meetings, self.today, query),
            "mechanisms": panels.mechanisms(Mechanism.objects.in_regions([region]), query),
            "projects": panels.projects(Project.objects.in_regions([region]), query),
            "outcomes": panels.open_outcomes(Outcome.objects.in_regions([region]), query),
        }
