"""Relations are found by typing: any name, acronym or code, whatever its case."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def found(client, model, field, term):
    asked = {"app_label": "cooperation", "model_name": model, "field_name": field, "term": term}
    response = client.get("/admin/autocomplete/", asked)
    return [each["text"] for each in response.json()["results"]]


@pytest.mark.parametrize("term", ["CZE", "cz", "203", "czech republic", "Czechia", "REPUBLIC czech"])
def test_a_country(editor, term):
    czechia = {"name": "Czechia", "alpha_2": "CZ", "numeric": "203", "other_names": "Czech Republic"}
    factories.make_country("CZE", **czechia)
    factories.make_country("CHN")
    assert found(editor, "meeting", "countries", term) == ["Czechia"]
    assert found(editor, "party", "country", term) == ["Czechia"]


def test_a_country_of_this_code_stands_before_others_with_the_letters_in_their_name(editor):
    factories.make_country("RUS", name="Russia", alpha_2="RU", numeric="643")
    factories.make_country("USA")
    factories.make_country("AUS", name="Australia", alpha_2="AU", numeric="036")
    assert found(editor, "meeting", "host_country", "us") == ["United States", "Australia", "Russia"]


@pytest.mark.parametrize("term", ["Cote d'Ivoire", "côte d’ivoire", "COTE"])
def test_accents_and_kinds_of_quotes_make_no_difference(editor, term):
    factories.make_country("CIV", name="Côte d’Ivoire", alpha_2="CI", numeric="384")
    factories.make_country("CHN")
    assert found(editor, "meeting", "countries", term) == ["Côte d’Ivoire"]
    factories.make_meeting("Reunion at Cote Sauvage")
    factories.make_meeting("Réunion à Genève")
    assert found(editor, "meeting", "part_of_meeting", "reunion geneve") == ["Réunion à Genève"]


def test_what_is_called_so_stands_first(editor):
    factories.make_organization("Asian Development Bank", acronym="ADB")
    factories.make_organization("Zeta Fund", acronym="AD")
    assert found(editor, "meeting", "organizations", "ad")[0] == "Zeta Fund (AD)"
    factories.make_mechanism("A forum on TEMM and others", established_on="2020")
    factories.make_mechanism("Tripartite Meeting", acronym="TEMM", established_on="1999")
    assert found(editor, "meeting", "mechanism", "temm")[0] == "Tripartite Meeting (TEMM)"


def test_a_body_by_its_acronym_and_a_series_by_another_name(editor):
    factories.make_organization("United Nations Environment Programme", acronym="UNEP", other_names="UN Environment")
    factories.make_mechanism(
        "Tripartite Environment Ministers Meeting", acronym="TEMM", other_names="한중일 환경장관회의"
    )
    assert len(found(editor, "meeting", "organizations", "unep")) == 1
    assert len(found(editor, "phase", "funder", "UN ENVIRONMENT")) == 1
    assert len(found(editor, "meeting", "mechanism", "temm")) == 1
    assert len(found(editor, "outcome", "concerns_mechanisms", "환경장관회의")) == 1


def test_an_outcome_by_its_words_and_its_meeting(editor):
    meeting = factories.make_meeting("TEMM 12")
    factories.make_outcome(meeting, "Draw up an action plan.")
    factories.make_outcome(text="Something else.")
    assert found(editor, "outcome", "follows", "action plan temm") == ["Draw up an action plan."]


def test_a_source_by_its_publisher_and_a_topic_by_the_broader_one(editor):
    factories.make_source("Page", publisher="Ministry of Environment")
    factories.make_topic("Yellow dust", parent=factories.make_topic("Air"))
    assert found(editor, "citation", "source", "ministry") == ["Page"]
    assert "Yellow dust" in found(editor, "meeting", "topics", "air")
