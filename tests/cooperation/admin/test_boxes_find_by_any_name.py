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
