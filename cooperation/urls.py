"""The public addresses."""

from django.urls import path

from regions.models import Country, Region

from .models import Source, Topic
from .outputs import tables
from .views import (
    agreements,
    countries,
    home,
    lists,
    mechanisms,
    meetings,
    organizations,
    projects,
    regions,
    sources,
    topics,
)
from .views.listing import CSVOfAll, CSVOfList

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("about/", home.About.as_view(), name="about"),
    path("regions/", regions.RegionList.as_view(), name="region_list"),
    path("regions.csv", CSVOfAll.as_view(model=Region, table=tables.REGIONS), name="region_csv"),
    path("regions/<slug:slug>/", regions.RegionDetail.as_view(), name="region_detail"),
    path("countries/", countries.CountryList.as_view(), name="country_list"),
    path("countries.csv", CSVOfAll.as_view(model=Country, table=tables.COUNTRIES), name="country_csv"),
    path("countries/<slug:slug>/", countries.CountryDetail.as_view(), name="country_detail"),
    path("agreements/", lists.AgreementList.as_view(), name="agreement_list"),
    path("agreements.csv", CSVOfList.as_view(list_view=lists.AgreementList), name="agreement_csv"),
    path("agreements/<slug:slug>/", agreements.AgreementDetail.as_view(), name="agreement_detail"),
    path("meetings/", lists.MeetingList.as_view(), name="meeting_list"),
    path("meetings.csv", CSVOfList.as_view(list_view=lists.MeetingList), name="meeting_csv"),
    path("meetings/<slug:slug>/", meetings.MeetingDetail.as_view(), name="meeting_detail"),
    path("mechanisms/", lists.MechanismList.as_view(), name="mechanism_list"),
    path("mechanisms.csv", CSVOfList.as_view(list_view=lists.MechanismList), name="mechanism_csv"),
    path("mechanisms/<slug:slug>/", mechanisms.MechanismDetail.as_view(), name="mechanism_detail"),
    path("projects/", lists.ProjectList.as_view(), name="project_list"),
    path("projects.csv", CSVOfList.as_view(list_view=lists.ProjectList), name="project_csv"),
    path("projects/<slug:slug>/", projects.ProjectDetail.as_view(), name="project_detail"),
    path("outcomes/", lists.OutcomeList.as_view(), name="outcome_list"),
    path("outcomes.csv", CSVOfList.as_view(list_view=lists.OutcomeList), name="outcome_csv"),
    path("topics/", topics.TopicList.as_view(), name="topic_list"),
    path("topics.csv", CSVOfAll.as_view(model=Topic, table=tables.TOPICS), name="topic_csv"),
    path("topics/<slug:slug>/", topics.TopicDetail.as_view(), name="topic_detail"),
    path("organizations/", lists.OrganizationList.as_view(), name="organization_list"),
    path("organizations.csv", CSVOfList.as_view(list_view=lists.OrganizationList), name="organization_csv"),
    path("organizations/<slug:slug>/", organizations.OrganizationDetail.as_view(), name="organization_detail"),
    path("sources/", sources.SourceList.as_view(), name="source_list"),
    path("sources.csv", CSVOfAll.as_view(model=Source, table=tables.SOURCES), name="source_csv"),
    path("sources/<slug:slug>/", sources.SourceDetail.as_view(), name="source_detail"),
]
