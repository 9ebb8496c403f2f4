"""URLs of the public pages and files.

`pages` exist in every language: HTML, and the feeds and calendars that people subscribe to. `files` are for programs
and have one address, without the prefix of a language (config/urls.py).
"""

import re

from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from regions.models import Country, Region

from .domain.kinds import declared
from .exchange import citations
from .exchange.api import endpoints
from .exchange.api.addresses import ROOT
from .exchange.exports import FORMATS, SUBSCRIBED, atom, ics
from .filters import OPTIONS, PARAMETERS
from .index import Dimension
from .models import RECORDS, Mechanism, Organization, Outcome, Source, Topic
from .public.page_cache import cached
from .public.views import (
    api_page,
    calendar,
    comparison,
    countries,
    crawlers,
    data,
    feeds,
    figures,
    home,
    iframes,
    organizations,
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
from .public.views.export import Export
from .public.views.lists import LISTS
from .public.views.record_page import SOURCES
from .public.views.related_lists import PART
from .public.views.versions import KNOWN, ON, VERSION

DETAILS = declared(RECORDS, f"{__package__}.public.views", "{}Detail")
OF_RECORDS = (*PART, SOURCES, VERSION, KNOWN)  # the parameters of a record's page


class Ending:
    """URL converter for file extensions of the export formats that have every language."""

    regex = "|".join(each for each in FORMATS if each not in SUBSCRIBED)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class SubscribedEnding(Ending):
    """URL converter for file extensions of the export formats that exist in each language."""

    regex = "|".join(SUBSCRIBED)


class ReferenceEnding(Ending):
    """URL converter for file extensions of references."""

    regex = "|".join(map(re.escape, citations.FORMATS))


register_converter(Ending, "ending")
register_converter(SubscribedEnding, "subscribed")
register_converter(ReferenceEnding, "reference")


# Parameters of formats besides those of pages.
OF_FORMATS = tuple(dict.fromkeys(name for form in FORMATS.values() for name in form.READS))


def everything(model, dimension):
    """Return the URL patterns of the table of everything with an object of the model: in each language, and files."""
    view = cached(EverythingExport.as_view(model=model, dimension=dimension), *PARAMETERS, *OF_FORMATS)
    address, name = f"{model.address}/<slug:slug>", f"{model._meta.model_name}_everything"
    pages = [path(f"{address}.<subscribed:ending>", view, name=name)]
    return pages, [path(f"{address}.<ending:ending>", view, name=name)]


def kind(model, list_view, detail_view=None, *, reads=PARAMETERS, detail_reads=(*PART, SOURCES)):
    """Return the URL patterns of a kind: its list, its detail pages and its feeds; and its files.

    Pages are cached separately for each value of the parameters that they read.
    """
    name, address = model._meta.model_name, model.address
    export = Export.as_view(model=model, list_view=list_view if model in LISTS else None)
    cached(export, *reads, *OF_FORMATS)
    pages = [
        path(f"{address}/", cached(list_view.as_view(), *reads), name=f"{name}_list"),
        path(f"{address}.<subscribed:ending>", export, name=f"{name}_export"),
    ]
    files = [path(f"{address}.<ending:ending>", export, name=f"{name}_export")]
    if detail_view:
        detail = cached(detail_view.as_view(), *detail_reads, *([ON] if detail_view.shown_for_a_day else ()))
        pages.append(path(f"{address}/<slug:slug>/", detail, name=f"{name}_detail"))
    if detail_view and detail_view.is_citable:
        reference = cached(references.ReferenceFile.as_view(model=model), VERSION)
        files.append(path(f"{address}/<slug:slug>.<reference:ending>", reference, name=f"{name}_reference"))
    return pages, files


def embeds(*list_views):
    """Return the URL patterns of the pages for iframes on other sites."""
    found = [
        path(
            f"embed/{view.model.address}/",
            cached(iframes.embedded_list(view).as_view(), *(name for name in PARAMETERS if name not in OPTIONS)),
            name=f"{view.get_name()}_embed",
        )
        for view in list_views
    ]
    for view in (iframes.CountryTimeline, iframes.MechanismTimeline, iframes.MechanismLedger):
        address = f"embed/{view.model.address}/<slug:slug>/{view.part}/"
        found.append(path(address, cached(view.as_view()), name=f"{view.model._meta.model_name}_{view.part}_embed"))
    return found


def api():
    """Return the URL patterns of the API, whose responses are cached."""
    patterns, app_name, _namespace = endpoints.api.urls
    patterns = [each for each in patterns if each.name in endpoints.PARAMETERS]
    for each in patterns:
        cached(each.callback, *endpoints.PARAMETERS[each.name])
    return patterns, app_name


KINDS = (
    kind(Region, regions.RegionList, regions.RegionDetail, reads=(), detail_reads=(SOURCES,)),
    kind(Country, countries.CountryList, countries.CountryDetail, reads=()),
    *(kind(model, LISTS[model], detail_view, detail_reads=OF_RECORDS) for model, detail_view in DETAILS.items()),
    kind(Outcome, LISTS[Outcome]),
    kind(Topic, topics.TopicList, topics.TopicDetail, reads=(), detail_reads=PART),
    kind(Organization, LISTS[Organization], organizations.OrganizationDetail),
    everything(Country, Dimension.COUNTRY),
    everything(Region, Dimension.REGION),
    everything(Mechanism, Dimension.MECHANISM),
    everything(Topic, Dimension.TOPIC),
    kind(Source, sources.SourceList, sources.SourceDetail, reads=("page",), detail_reads=("page",)),
)

pages = [
    path("", cached(home.Home.as_view(), "shade"), name="home"),
    path("search/", cached(search.Search.as_view(), "q"), name="search"),
    path("search/suggest/", search.Suggest.as_view(), name="search_suggest"),
    path("about/", cached(home.About.as_view()), name="about"),
    path("accessibility/", cached(home.Accessibility.as_view()), name="accessibility"),
    path("about/figures/", cached(figures.Figures.as_view()), name="figures"),
    path("quality/", cached(quality.Quality.as_view()), name="quality"),
    path("data/", cached(data.Data.as_view()), name="data"),
    path("data/columns/", cached(data.Columns.as_view()), name="data_columns"),
    path(ROOT, cached(api_page.Api.as_view()), name="api"),
    path("api/", RedirectView.as_view(pattern_name="api")),
    path("feed.atom", cached(feeds.RegistryFeed.as_view(), atom.CURSOR), name="registry_feed"),
    path("rating/", ratings.Rate.as_view(), name="rate"),
    path(
        "meetings/calendar/", cached(calendar.MeetingCalendar.as_view(), *PARAMETERS, "month"), name="meeting_calendar"
    ),
    path("meetings/<slug:slug>.ics", cached(feeds.MeetingCalendar.as_view(), ics.INEXACT), name="meeting_ics"),
    path("mechanisms/compare/", cached(comparison.Comparison.as_view(), "a", "b"), name="mechanism_compare"),
    *(pattern for of_kind, _files in KINDS for pattern in of_kind),
    *embeds(*LISTS.values()),
]

files = [
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path(ROOT, include(api(), namespace="api")),
    path("data/registry.zip", data.zipped, name="data_zip"),
    path("data/<slug:of_month>/registry.zip", data.zipped, name="month_zip"),
    path("data/catalog.jsonld", data.catalog, name="data_catalog"),
    path("data/iati.xml", data.iati_file, name="data_iati"),
    *(pattern for _pages, of_kind in KINDS for pattern in of_kind),
    path("oembed", iframes.OEmbed.as_view(), name="oembed"),
]
