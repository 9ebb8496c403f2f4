"""URLs of the public pages."""

import re

from django.urls import path, register_converter

from regions.models import Country, Region

from .exchange import citations
from .exchange.exports import FORMATS
from .filters import PARAMETERS
from .index import Dimension
from .models import Agreement, Mechanism, Meeting, Organization, Outcome, Project, Source, Topic
from .public.page_cache import cached
from .public.views import (
    agreements,
    calendar,
    comparison,
    countries,
    crawlers,
    figures,
    home,
    lists,
    mechanisms,
    meetings,
    organizations,
    projects,
    quality,
    ratings,
    references,
    regions,
    search,
    security_txt,
    sources,
    topics,
)
from .public.views.everything import EverythingExport
from .public.views.listing import Export
from .public.views.record_page import SOURCES
from .public.views.related_lists import PART


class Ending:
    """URL converter for file extensions of the export formats."""

    regex = "|".join(FORMATS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class ReferenceEnding(Ending):
    """URL converter for file extensions of references."""

    regex = "|".join(map(re.escape, citations.FORMATS))


register_converter(Ending, "ending")
register_converter(ReferenceEnding, "reference")


def everything(model, dimension):
    """Return the URL pattern of the table of everything with an object of the model."""
    view = EverythingExport.as_view(model=model, dimension=dimension)
    return path(f"{model.address}/<slug:slug>.<ending:ending>", view, name=f"{model._meta.model_name}_everything")


def pages(model, list_view, detail_view=None, *, reads=PARAMETERS, detail_reads=(*PART, SOURCES)):
    """Return the URL patterns of a kind: its list, its exports, and its detail pages.

    Pages are cached separately for each value of the parameters that they read.
    """
    name, address = model._meta.model_name, model.address
    export = Export.as_view(model=model, list_view=list_view if hasattr(list_view, "filterset_class") else None)
    found = [
        path(f"{address}/", cached(list_view.as_view(), *reads), name=f"{name}_list"),
        path(f"{address}.<ending:ending>", export, name=f"{name}_export"),
    ]
    if detail_view:
        detail = cached(detail_view.as_view(), *detail_reads)
        found.append(path(f"{address}/<slug:slug>/", detail, name=f"{name}_detail"))
    if detail_view and detail_view.is_citable:
        reference = cached(references.ReferenceFile.as_view(model=model))
        found.append(path(f"{address}/<slug:slug>.<reference:ending>", reference, name=f"{name}_reference"))
    return found


urlpatterns = [
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("", cached(home.Home.as_view(), "shade"), name="home"),
    path("search/", cached(search.Search.as_view(), "q"), name="search"),
    path("search/suggest/", search.Suggest.as_view(), name="search_suggest"),
    path("about/", cached(home.About.as_view()), name="about"),
    path("accessibility/", cached(home.Accessibility.as_view()), name="accessibility"),
    path("about/figures/", cached(figures.Figures.as_view()), name="figures"),
    path("quality/", cached(quality.Quality.as_view()), name="quality"),
    path("rating/", ratings.Rate.as_view(), name="rate"),
    path(
        "meetings/calendar/", cached(calendar.MeetingCalendar.as_view(), *PARAMETERS, "month"), name="meeting_calendar"
    ),
    *pages(Region, regions.RegionList, regions.RegionDetail, reads=(), detail_reads=(SOURCES,)),
    *pages(Country, countries.CountryList, countries.CountryDetail, reads=()),
    *pages(Agreement, lists.AgreementList, agreements.AgreementDetail),
    *pages(Meeting, lists.MeetingList, meetings.MeetingDetail),
    path("mechanisms/compare/", cached(comparison.Comparison.as_view(), "a", "b"), name="mechanism_compare"),
    *pages(Mechanism, lists.MechanismList, mechanisms.MechanismDetail),
    *pages(Project, lists.ProjectList, projects.ProjectDetail),
    *pages(Outcome, lists.OutcomeList),
    *pages(Topic, topics.TopicList, topics.TopicDetail, reads=(), detail_reads=PART),
    *pages(Organization, lists.OrganizationList, organizations.OrganizationDetail),
    everything(Country, Dimension.COUNTRY),
    everything(Region, Dimension.REGION),
    everything(Mechanism, Dimension.MECHANISM),
    *pages(Source, sources.SourceList, sources.SourceDetail, reads=("page",), detail_reads=("page",)),
]
