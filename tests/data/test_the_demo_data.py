"""The demo fixtures as a whole: they load, they obey every rule, and loading them again changes nothing."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Q

from config import demo_data
from cooperation.domain.dates import PartialDate, PartialDateField, is_far_ahead
from cooperation.domain.evidence import attach
from cooperation.models import (
    RECORDS,
    Agreement,
    Citation,
    Mechanism,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Phase,
    Project,
    Source,
)

pytestmark = pytest.mark.xdist_group("demo data")

EXPECTED = {
    Agreement: 23,
    Mechanism: 14,
    Meeting: 93,
    Membership: 11,
    Organization: 6,
    Outcome: 35,
    Phase: 2,
    Project: 11,
}


def rows():
    """Every row of the domain and of its many-to-many tables, by table."""
    models = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
    models += [field.remote_field.through for model in models for field in model._meta.local_many_to_many]
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in dict.fromkeys(models)
    }


@pytest.mark.parametrize("model", EXPECTED, ids=lambda model: model.__name__)
def test_there_is_a_row_for_each_thing_that_has_a_name_and_no_other(demo_fixtures, model):
    assert model.objects.count() == EXPECTED[model]


@pytest.mark.parametrize("model", demo_data.domain(), ids=lambda model: model.__name__)
def test_every_row_passes_its_own_checks(demo_fixtures, model):
    for row in model._base_manager.all():
        row.full_clean()


@pytest.mark.django_db(transaction=True)
def test_loading_the_fixtures_again_changes_no_row():
    call_command("loaddata", *demo_data.fixtures(), verbosity=0)
    before = rows()
    call_command("loaddata", *demo_data.fixtures(), verbosity=0)
    assert rows() == before
    assert len(before["cooperation_meeting"]) == 93
    assert len(before["cooperation_change"]) > 1000, "the history is among what does not change"


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_is_published(demo_fixtures, model):
    assert model.objects.published().count() == model.objects.count()


@pytest.mark.parametrize("model", [Organization, Source], ids=lambda model: model.__name__)
def test_every_organization_and_source_is_referred_to(demo_fixtures, model):
    assert set(model.objects.published()) == set(model.objects.all())


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_says_where_it_comes_from(demo_fixtures, model):
    assert list(model.objects.filter(citations__isnull=True)) == []


def test_every_outcome_and_phase_says_where_it_comes_from(demo_fixtures):
    assert list(Outcome.objects.filter(citations__isnull=True)) == []
    assert list(Phase.objects.filter(citations__isnull=True)) == []


def test_every_citation_of_the_ministry_s_page_names_its_paragraph(demo_fixtures):
    own = Citation.objects.filter(source__slug="me-international-cooperation-2013")
    assert own.count() > 300
    assert set(own.exclude(locator__regex=r"^¶([1-9]|10)$")) == set()


def test_every_outside_source_has_an_address(demo_fixtures):
    assert list(Source.objects.filter(url="")) == []


def test_the_ministry_s_page_is_its_own_and_as_of_its_last_change(demo_fixtures):
    page = Source.objects.get(slug="me-international-cooperation-2013")
    assert (page.origin, page.as_of, page.url) == (
        "own",
        "2013-10-24",
        "http://eng.me.go.kr/eng/web/index.do?menuId=184",
    )


def test_a_series_has_its_sessions_in_the_years_that_its_sources_give(demo_fixtures):
    sessions = {m.slug: m.meetings.count() for m in Mechanism.objects.all()}
    assert sessions == {
        "temm": 25,
        "neaspec": 0,
        "neaspec-senior-officials-meeting": 13,
        "korea-vietnam-environment-ministers-meeting": 10,
        "asean-plus-three-environment-ministers-meeting": 9,
        "east-asia-summit-environment-ministers-meeting": 2,
        "east-asia-summit": 1,
        "korea-africa-environmental-cooperation-forum": 2,
        "korea-vietnam-green-business-conference": 1,
        "korea-us-environmental-cooperation-commission": 4,
        "world-conservation-congress": 1,
        "cbd-conference-of-the-parties": 1,
        "northeast-asian-conference-on-environmental-cooperation": 14,
        "korea-africa-forum": 2,
    }


def test_two_meetings_in_one_city_and_month_stay_two(demo_fixtures):
    bangkok = Meeting.objects.filter(city="Bangkok", start__startswith="2012-09")
    assert {meeting.slug for meeting in bangkok} == {"asean-plus-three-emm-11", "eas-emm-3"}


def test_a_window_is_the_finest_date_that_holds_all_of_it(demo_fixtures):
    assert Meeting.objects.get(slug="eas-emm-3").start == "2012-09"
    assert Meeting.objects.get(slug="korea-vietnam-emm-15").start == "2023"
    window = Citation.objects.get(meeting__slug="korea-vietnam-emm-15", field="start")
    assert "31 October to 2 November 2023" in window.note


@pytest.mark.parametrize(
    ("slug", "year"), [("temm-6", "2004"), ("temm-9", "2007"), ("temm-21", "2019"), ("korea-vietnam-emm-1", "2000")]
)
def test_a_year_that_no_page_gives_is_inferred(demo_fixtures, slug, year):
    assert Meeting.objects.get(slug=slug).start == year
    citation = Citation.objects.get(meeting__slug=slug, field="start", value=year)
    assert citation.basis == "inferred"
    assert citation.note


def test_ordinals_counted_from_a_list_are_inferred(demo_fixtures):
    counted = Citation.objects.filter(field="ordinal", source__slug="env-japan-neac")
    assert counted.count() == 14
    assert {citation.basis for citation in counted} == {"inferred"}


def test_every_held_meeting_says_how_that_is_known(demo_fixtures):
    """By a citation of its status, or by a source that tells of the meeting as a whole."""
    told = Citation.objects.filter(outcome=None).filter(Q(field="status") | Q(field="", source__isnull=False))
    held = Meeting.objects.filter(status="held")
    assert [meeting.slug for meeting in held.exclude(pk__in=told.values("meeting"))] == []
    assert set(told.filter(meeting__status="held", field="status", value="held")) == set(
        told.filter(meeting__status="held", field="status")
    )


def test_no_body_took_part_in_the_event_of_1992(demo_fixtures):
    event = Meeting.objects.get(slug="uncsd-1992")
    assert not event.organizations.exists()
    assert "did not exist yet" in event.citations.get(field="organizations").note


def test_the_six_members_of_neaspec_are_complete(demo_fixtures):
    (programme,) = attach(Mechanism.objects.filter(slug="neaspec").prefetch_related("countries", "citations__source"))
    assert len(programme.countries.all()) == 6
    assert not programme.evidence.of("countries").is_incomplete
    assert programme.citations.filter(field="countries", is_incomplete=True).exists(), "the ministry names three"


def test_a_meeting_that_was_only_announced_is_presumed_held(demo_fixtures):
    presumed = [meeting.slug for meeting in Meeting.objects.held(date(2026, 11, 24)) if meeting.is_presumed_held]
    assert presumed == ["korea-us-ecc-3"]


def test_the_links_between_records_stand(demo_fixtures):
    ten = Agreement.objects.get(slug="ten-priority-cooperation-areas")
    assert [outcome.natural_key() for outcome in ten.concerned_outcomes.order_by("meeting__start")] == [
        ("temm-12", 1),
        ("temm-14", 1),
    ]
    assert Outcome.objects.get(meeting__slug="temm-14", key=1).follows.natural_key() == ("temm-12", 1)
    agreed = Outcome.objects.get(meeting__slug="korea-vietnam-emm-8")
    assert agreed.carried_out_by_projects.count() == 3
    assessed = Outcome.objects.get(meeting__slug="korea-vietnam-emm-9", follows=agreed)
    assert set(assessed.concerns_projects.all()) == set(agreed.carried_out_by_projects.all())
    commission = Mechanism.objects.get(slug="korea-us-environmental-cooperation-commission")
    assert commission.founded_by.slug == "korea-us-environmental-cooperation-agreement"
    programme = Agreement.objects.get(slug="korea-us-work-program-2013-2015")
    assert programme.meeting.mechanism == commission
    assert [str(link.earlier.slug) for link in programme.ancestors.all()] == [commission.founded_by.slug]


def test_the_joint_research_with_china_is_agreed_and_nothing_carries_it_out(demo_fixtures):
    research = Outcome.objects.get(
        meeting__slug="korea-china-bilateral-meeting-2012", text="Agreed to conduct joint research."
    )
    assert research.status == "active"
    assert not any(
        getattr(research, f"carried_out_by_{kind}").exists()
        for kind in ("agreements", "projects", "mechanisms", "meetings")
    )


def test_cooperation_on_a_conference_lapses_when_the_conference_is_over(demo_fixtures):
    """A request that is also about a meeting without a date stays open."""
    hosting = [("temm-14", 10), ("temm-14", 11), ("temm-14", 12), ("korea-japan-bilateral-meeting-2012", 3)]
    found = [Outcome.objects.get_by_natural_key(*key) for key in hosting]
    assert [outcome.status for outcome in found] == ["elapsed", "elapsed", "active", "active"]
    for outcome in found:
        citation = outcome.citations.get(field="status")
        assert (citation.value, citation.basis) == (outcome.status, "inferred")
        assert citation.note


def test_no_date_is_far_ahead(demo_fixtures):
    today = date(2026, 11, 27)
    fields = [
        field
        for model in apps.get_app_config("cooperation").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, PartialDateField)
    ]
    dates = [when for field in fields for when in field.model._base_manager.values_list(field.name, flat=True) if when]
    assert len(dates) > 150
    assert not [when for when in dates if is_far_ahead(when, today)]
    years = re.findall(r"\b\d{4}\b", " ".join(Citation.objects.values_list("value", flat=True)))
    assert years
    assert not [year for year in years if is_far_ahead(PartialDate(year), today)]
