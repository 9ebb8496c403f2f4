"""The thirteen contradictions and gaps that weigh most stand in the open, each with a note that says why."""

import pytest

from cooperation.models import Agreement, Citation, Meeting, Phase, Source
from regions.models import Country

pytestmark = pytest.mark.xdist_group("demo data")

MOUS_WITHOUT_DATE = ("canada", "denmark", "france", "germany", "netherlands", "norway", "united-kingdom")


def claims(**about):
    """Return (own or external, stated or inferred, value) of the disputed citations, all of which have a note."""
    found = Citation.objects.filter(is_disputed=True, **about)
    assert all(citation.note for citation in found)
    return {(citation.source.origin, citation.basis, citation.value) for citation in found}


def test_the_years_of_stage_4_changed_places(demo_fixtures):
    for key, start, end, other_start, other_end, status in (
        (1, "2012-07", "2013-06", "2011-07", "2012-06", "successfully completed"),
        (2, "2011-07", "2012-06", "2012-07", "2013-06", "expected to be completed successfully"),
    ):
        phase = Phase.objects.get(project__slug="restoring-destroyed-tropical-forests", key=key)
        assert (phase.start, phase.end, phase.status, phase.position) == (start, end, status, key)
        assert (phase.amount, phase.currency) == (300_000, "USD")
        assert phase.funder.slug == "korea-asean-special-cooperation-fund"
        assert claims(phase=phase, field="start") == {
            ("own", "stated", start),
            ("external", "inferred", other_start),
        }
        assert claims(phase=phase, field="end") == {("own", "stated", end), ("external", "inferred", other_end)}
        assert claims(phase=phase, field="status") == {("own", "stated", status)}
        currency = phase.citations.get(field="currency")
        assert (currency.basis, currency.is_disputed) == ("inferred", False)
        assert "300,000$" in currency.quotation


def test_the_event_of_1992_was_another(demo_fixtures):
    assert claims(meeting__slug="uncsd-1992", field="title") == {
        ("own", "stated", "1992 UNCSD (UN Commission on Sustainable Development)"),
        ("external", "stated", "United Nations Conference on Environment and Development (UNCED)"),
    }


def test_the_korea_vietnam_series_does_not_add_up(demo_fixtures):
    assert Meeting.objects.get(slug="korea-vietnam-emm-9").ordinal == 9
    assert claims(meeting__slug="korea-vietnam-emm-9", field="ordinal") == {
        ("own", "stated", "9"),
        ("own", "inferred", "11"),
    }
    assert claims(mechanism__slug="korea-vietnam-environment-ministers-meeting", field="cadence") == {
        ("own", "stated", "every other year from 2000 to 2003, every year since 2004"),
        ("external", "inferred", "not every year since 2004"),
    }


def test_the_first_east_asia_summit_meeting_was_in_october(demo_fixtures):
    assert Meeting.objects.get(slug="eas-emm-1").start == "2008-11"
    assert claims(meeting__slug="eas-emm-1", field="start") == {
        ("own", "stated", "2008-11"),
        ("external", "stated", "2008-10-09"),
    }


def test_the_ministry_has_the_ten_areas_adopted_at_two_meetings(demo_fixtures):
    assert Agreement.objects.get(slug="ten-priority-cooperation-areas").meeting.slug == "temm-12"
    assert claims(agreement__slug="ten-priority-cooperation-areas", field="meeting") == {
        ("own", "stated", "temm-12"),
        ("own", "stated", "temm-11"),
    }
    assert claims(agreement__slug="ten-priority-cooperation-areas", field="adopted_on") == {
        ("own", "stated", "2010"),
        ("own", "stated", "2009-06"),
    }


def test_nothing_else_is_disputed(demo_fixtures):
    assert Citation.objects.filter(is_disputed=True).count() == 24


def test_the_source_s_introduction_and_body_disagree(demo_fixtures):
    page = Source.objects.get(slug="me-international-cooperation-2013")
    assert "South America" in page.note
    assert "Middle East and Central Asia" in page.note
    assert Citation.objects.get(region__slug="latin-america-and-the-caribbean").value == "South America"


def test_the_source_is_older_than_its_date(demo_fixtures):
    assert "parts of the text seem to be older" in Source.objects.get(slug="me-international-cooperation-2013").note


def test_the_ministry_s_region_stands_beside_that_of_m49(demo_fixtures):
    azerbaijan = Country.objects.get(alpha_3="AZE")
    assert azerbaijan.region.slug == "middle-east-and-central-asia"
    assert azerbaijan.get_m49_subregion_display() == "Western Asia"
    assert "M49" in azerbaijan.citations.get(field="region").note


@pytest.mark.parametrize(("country", "month"), [("kuwait", "2008-07"), ("israel", "2008-11")])
def test_a_year_left_out_is_inferred(demo_fixtures, country, month):
    mou = Agreement.objects.get(slug=f"korea-{country}-environmental-cooperation-mou")
    citation = mou.citations.get(field="signed_on")
    assert (mou.signed_on, citation.value, citation.basis) == (month, month, "inferred")
    assert citation.note


@pytest.mark.parametrize("slug", ["asean-plus-three-emm-11", "eas-emm-3"])
def test_the_series_of_a_meeting_that_names_none_is_inferred(demo_fixtures, slug):
    citation = Citation.objects.get(meeting__slug=slug, field="mechanism")
    assert (citation.basis, citation.value) == ("inferred", Meeting.objects.get(slug=slug).mechanism.slug)
    assert citation.note


@pytest.mark.parametrize("slug", ["korea-china-bilateral-meeting-2012", "korea-japan-bilateral-meeting-2012"])
def test_the_date_of_a_bilateral_meeting_is_inferred_from_its_place_in_the_text(demo_fixtures, slug):
    citation = Citation.objects.get(meeting__slug=slug, field="start")
    assert (citation.basis, citation.value) == ("inferred", "2012-05")
    assert "gives no date or place" in citation.note


@pytest.mark.parametrize("slug", ["korea-vietnam-emm-1", "eas-emm-1"])
def test_a_first_meeting_that_the_ministry_does_not_number_is_first_by_inference(demo_fixtures, slug):
    assert Meeting.objects.get(slug=slug).ordinal == 1
    citation = Citation.objects.get(meeting__slug=slug, field="ordinal")
    assert (citation.basis, citation.value) == ("inferred", "1")


def test_the_misspelt_ivory_coast_is_another_name(demo_fixtures):
    citation = Citation.objects.get(country__alpha_3="CIV", field="other_names")
    assert citation.value in Country.objects.get(alpha_3="CIV").other_names.splitlines()
    assert citation.value == citation.quotation == "Cote d'lvoire"


@pytest.mark.parametrize("country", MOUS_WITHOUT_DATE)
def test_an_mou_without_a_date_has_none_and_says_so(demo_fixtures, country):
    mou = Agreement.objects.get(slug=f"korea-{country}-environmental-cooperation-mou")
    assert mou.date_field is None
    citation = mou.citations.get(field="signed_on")
    assert citation.value == ""
    assert "no date" in citation.note


def test_the_mous_without_a_date_come_last_in_either_order(demo_fixtures):
    undated = {f"korea-{country}-environmental-cooperation-mou" for country in MOUS_WITHOUT_DATE}
    for order in (Agreement.objects.newest_first(), Agreement.objects.oldest_first()):
        assert {agreement.slug for agreement in list(order)[-7:]} == undated
