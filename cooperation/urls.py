"""The public addresses."""

from django.urls import path

from regions.models import Country, Region

from .exchange.exports import tables
from .filters import PARAMETERS
from .models import Source, Topic
from .public.page_cache import cached
from .public.views import (
    agreements,
    calendar,
    countries,
    figures,
    home,
    lists,
    mechanisms,
    meetings,
    organizations,
    projects,
    ratings,
    regions,
    search,
    sources,
    topics,
)
from .public.views.listing import CSVOfAll, CSVOfList
from .public.views.related_lists import PART

urlpatterns = [
    path("", cached(home.Home.as_view(), "shade", "by"), name="home"),
    path("search/", cached(search.Search.as_view(), "q"), name="search"),
    path("search/suggest/", search.Suggest.as_view(), name="search_suggest"),
    path("about/", cached(home.About.as_view()), name="about"),
    path("accessibility/", cached(home.Accessibility.as_view()), name="accessibility"),
    path("about/figures/", cached(figures.Figures.as_view()), name="figures"),
    path("rating/", ratings.Rate.as_view(), name="rate"),
    path("regions/", cached(regions.RegionList.as_view()), name="region_list"),
    path("regions.csv", CSVOfAll.as_view(model=Region, table=tables.REGIONS), name="region_csv"),
    path("regions/<slug:slug>/", cached(regions.RegionDetail.as_view()), name="region_detail"),
    path("countries/", cached(countries.CountryList.as_view(), "shade", "by"), name="country_list"),
    path("countries.csv", CSVOfAll.as_view(model=Country, table=tables.COUNTRIES), name="country_csv"),
    path("countries/<slug:slug>/", cached(countries.CountryDetail.as_view(), *PART), name="country_detail"),
    path("agreements/", cached(lists.AgreementList.as_view(), *PARAMETERS), name="agreement_list"),
    path("agreements.csv", CSVOfList.as_view(list_view=lists.AgreementList), name="agreement_csv"),
    path("agreements/<slug:slug>/", cached(agreements.AgreementDetail.as_view(), *PART), name="agreement_detail"),
    path("meetings/", cached(lists.MeetingList.as_view(), *PARAMETERS), name="meeting_list"),
    path("meetings.csv", CSVOfList.as_view(list_view=lists.MeetingList), name="meeting_csv"),
    path(
        "meetings/calendar/", cached(calendar.MeetingCalendar.as_view(), *PARAMETERS, "month"), name="meeting_calendar"
    ),
    path("meetings/<slug:slug>/", cached(meetings.MeetingDetail.as_view(), *PART), name="meeting_detail"),
    path("mechanisms/", cached(lists.MechanismList.as_view(), *PARAMETERS), name="mechanism_list"),
    path("mechanisms.csv", CSVOfList.as_view(list_view=lists.MechanismList), name="mechanism_csv"),
    path("mechanisms/<slug:slug>/", cached(mechanisms.MechanismDetail.as_view(), *PART), name="mechanism_detail"),
    path("projects/", cached(lists.ProjectList.as_view(), *PARAMETERS), name="project_list"),
    path("projects.csv", CSVOfList.as_view(list_view=lists.ProjectList), name="project_csv"),
    path("projects/<slug:slug>/", cached(projects.ProjectDetail.as_view(), *PART), name="project_detail"),
    path("outcomes/", cached(lists.OutcomeList.as_view(), *PARAMETERS), name="outcome_list"),
    path("outcomes.csv", CSVOfList.as_view(list_view=lists.OutcomeList), name="outcome_csv"),
    path("topics/", cached(topics.TopicList.as_view()), name="topic_list"),
    path("topics.csv", CSVOfAll.as_view(model=Topic, table=tables.TOPICS), name="topic_csv"),
    path("topics/<slug:slug>/", cached(topics.TopicDetail.as_view(), *PART), name="topic_detail"),
    path("organizations/", cached(lists.OrganizationList.as_view(), *PARAMETERS), name="organization_list"),
    path("organizations.csv", CSVOfList.as_view(list_view=lists.OrganizationList), name="organization_csv"),
    path(
        "organizations/<slug:slug>/",
        cached(organizations.OrganizationDetail.as_view(), *PART),
        name="organization_detail",
    ),
    path("sources/", cached(sources.SourceList.as_view(), "page"), name="source_list"),
    path("sources.csv", CSVOfAll.as_view(model=Source, table=tables.SOURCES), name="source_csv"),
    path("sources/<slug:slug>/", cached(sources.SourceDetail.as_view(), "page"), name="source_detail"),
]
