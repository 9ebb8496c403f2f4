"""Countries: the briefing on each, and all of them by region."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from regions.models import Country, Region

from ..models import Agreement, Mechanism, Meeting, Membership, Organization, Outcome, Party, Phase, Project
from . import panels
from .partners import partner_map
from .publication import Detail, WholeList
from .timelines import chronicle


def with_counts(countries):
    """Annotate how many published agreements, meetings and projects the filter by each country finds."""
    took_part = Meeting.objects.published().filter(countries=OuterRef("pk"))
    hosted = Meeting.objects.published().filter(host_country=OuterRef("pk"))
    also = Meeting.countries.through.objects.filter(meeting=OuterRef("pk"), country=OuterRef("host_country"))
    counted = countries.annotate(
        agreement_count=_count(Party.objects.published().filter(country=OuterRef("pk"))),
        meeting_count=_count(took_part) + _count(hosted.exclude(Exists(also))),
        project_count=_count(Project.objects.published().filter(countries=OuterRef("pk"))),
    )
    return counted.annotate(on_file=F("agreement_count") + F("meeting_count") + F("project_count"))


def _count(rows):
    # A function and not Django's aggregate, which would group by the row's own key and count to one.
    number = rows.order_by().annotate(number=Func(F("pk"), function="count")).values("number")
    return Subquery(number, output_field=IntegerField())


@dataclass(frozen=True)
class Neighbourhood:
    """The countries of a region: those of which something is on file or said, and the others."""

    region: Region
    known: list
    others: list


def neighbourhood(region, countries) -> Neighbourhood:
    """Return the `countries` of a region, which have their counts, in two lists."""
    known = [country for country in countries if country.on_file or country.summary]
    return Neighbourhood(region, known, [country for country in countries if country not in known])


class CountryList(WholeList):
    """All countries by the ministry's regions, those with something on file first."""

    model = Country
    template_name = "cooperation/country_list.html"

    def get_queryset(self):
        """Return the countries with what is on file of each, in the order of the regions."""
        countries = with_counts(Country.objects.select_related("region"))
        return countries.order_by("region__position", "region__slug", "slug")

    def get_context_data(self, **kwargs):
        """Add the countries region by region, and the map."""
        context = super().get_context_data(**kwargs)
        by_region = groupby(context["object_list"], key=lambda country: country.region)
        return context | {
            "regions": [neighbourhood(region, list(countries)) for region, countries in by_region],
            "partners": partner_map(context["object_list"], self.request.GET.get("shade")),
        }


class CountryDetail(Detail):
    """The briefing: what was agreed with the country, when one met and will meet, what is built, what is still owed."""

    model = Country
    template_name = "cooperation/country_detail.html"

    def get_queryset(self):
        """Return countries with their region."""
        return Country.objects.select_related("region")

    def get_trail(self):
        """Return the way by the region."""
        region = self.object.region
        return [(_("Regions"), reverse("region_list")), (region.name, region.get_absolute_url())]

    def get_context_data(self, **kwargs):
        """Add the panels of the briefing."""
        country, query = self.object, {"country": self.object.slug}
        blocs = Organization.objects.published().values("pk")
        agreements = Agreement.objects.in_countries([country])
        projects = Project.objects.in_countries([country])
        meetings = Meeting.objects.in_countries([country])
        return super().get_context_data(**kwargs) | {
            "chronicle": chronicle(self.today, query, agreements=agreements, meetings=meetings, projects=projects),
            "memberships": Membership.objects.filter(country=country, organization__in=blocs)
            .select_related("organization")
            .order_by("organization__slug", "joined_on"),
            "national_bodies": Organization.objects.published().filter(country=country),
            "agreements": panels.agreements(agreements, self.today, query),
            "next_meetings": panels.next_meetings(meetings, self.today, query),
            "last_meetings": panels.last_meetings(meetings, self.today, query),
            "mechanisms": panels.mechanisms(Mechanism.objects.in_countries([country]), query),
            "projects": panels.projects(projects, query),
            "money": panels.total_money(Phase.objects.filter(project__in=projects.values("pk"))),
            "outcomes": panels.open_outcomes(Outcome.objects.in_countries([country]), query),
        }
