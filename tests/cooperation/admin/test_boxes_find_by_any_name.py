"""Relations are found by typing: any name, acronym or code, whatever its case. The likeliest stands first."""

import pytest
from django.contrib import admin
from django.utils.text import slugify

from cooperation.admin.lists import search
from tests import factories
from tests.settled import settle

pytestmark = pytest.mark.django_db


def found(client, model, field, term):
    app = "regions" if model == "country" else "cooperation"
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    response = client.get("/admin/autocomplete/", asked)
    return [each["text"] for each in response.json()["results"]]


@pytest.mark.parametrize("term", ["CZE", "cz", "203", "czech republic", "Czechia", "REPUBLIC czech"])
def test_a_country(editor, term):
    czechia = {"name": "Czechia", "alpha_2": "CZ", "numeric": "203", "other_names": "Czech Republic"}
    factories.make_country("CZE", **czechia)
    factories.make_country("CHN")
    assert found(editor, "meeting", "countries", term) == ["Czechia"]
    assert found(editor, "party", "country", term) == ["Czechia"]


def test_a_country_of_this_code_stands_before_others_with_a_name_that_begins_so(editor):
    factories.make_country("RUS", name="Russia", alpha_2="RU", numeric="643")
    factories.make_country("AUS", name="Australia", alpha_2="AU", numeric="036")
    factories.make_country("AUT", name="Austria", alpha_2="AT", numeric="040")
    assert found(editor, "meeting", "host_country", "au") == ["Australia", "Austria"]
    assert found(editor, "meeting", "host_country", "us") == [], "letters within a word find nothing"


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


KOREAS = (
    ("KOR", {"other_names": "Korea, Republic of\nRepublic of Korea\nKorea\nROK\n대한민국"}),
    ("PRK", {"name": "North Korea", "alpha_2": "KP", "numeric": "408", "other_names": "Korea, North\nDPRK\nKorean DR"}),
)
BOXES = [("party", "country"), ("meeting", "host_country"), ("meeting", "countries"), ("organization", "country")]


@pytest.fixture
def koreas(db):
    return [factories.make_country(code, **fields) for code, fields in KOREAS]


@pytest.mark.parametrize(
    "term", ["Korea", "korea", "KOREA ", "kor", "south korea", "Korea, Republic", "rok", "대한", "s"]
)
@pytest.mark.parametrize("box", BOXES)
def test_the_home_country_by_any_of_its_names_stands_first(editor, koreas, box, term):
    factories.make_country(name="Korlandia", alpha_3="ROC", other_names="South Korea Islands")
    assert found(editor, *box, term)[0] == "South Korea"


@pytest.mark.parametrize("term", ["North Korea", "korea north", "KP", "dprk", "PRK", "408", "Korean"])
def test_another_country_by_its_own_names_stands_first(editor, koreas, term):
    assert found(editor, "party", "country", term)[0] == "North Korea"


def test_letters_within_a_name_are_none_of_its_words(editor, koreas):
    factories.make_country("THA")
    assert found(editor, "party", "country", "th") == ["Thailand"]


def test_another_home_country(editor, koreas, settings):
    settings.HOME_COUNTRY = "PRK"
    assert found(editor, "party", "country", "korea") == ["North Korea", "South Korea"]


# For each kind of thing that boxes offer: a box, how to make one, and the names of one by which it is found.
KINDS = {
    "country": (("party", "country"), factories.make_country, "name", ["other_names", "alpha_2"]),
    "region": (("country", "region"), factories.make_region, "name", ["other_names"]),
    "topic": (("meeting", "topics"), factories.make_topic, "name", ["other_names"]),
    "organization": (("meeting", "organizations"), factories.make_organization, "name", ["acronym", "other_names"]),
    "source": (("citation", "source"), factories.make_source, "title", []),
    "mechanism": (("meeting", "mechanism"), factories.make_mechanism, "title", ["acronym", "other_names", "slug"]),
    "agreement": (("lineage", "earlier"), factories.make_agreement, "title", ["reference", "other_names", "slug"]),
    "meeting": (("agreement", "meeting"), factories.make_meeting, "title", ["reference", "other_names", "slug"]),
    "project": (("meeting", "part_of_project"), factories.make_project, "title", ["reference", "other_names", "slug"]),
    "outcome": (("outcome", "follows"), factories.make_outcome, "text", []),
}


@pytest.mark.parametrize("kind", KINDS)
def test_exact_names_stand_before_beginnings_and_beginnings_before_the_rest(editor, kind):
    box, make, name, others = KINDS[kind]

    def enter(text, **fields):
        fields |= {} if kind == "outcome" or "slug" in fields else {"slug": f"slug-{slugify(text)}"}
        make(**{name: text}, **fields)

    # Neither the order of entry nor the alphabet is the order of the box.
    enter("Zy")
    enter("Zyx beginning")
    enter("A rest, that is neither: zy")
    for place, other in enumerate(others):
        if other == "other_names":
            enter(f"A name {place}", other_names="Something else\nZy\nYet another")
            enter(f"A beginning {place}", other_names="Something else\nZyx again")
        else:
            enter(f"A name {place}", **{other: {"slug": "zy", "alpha_2": "ZY"}.get(other, "Zy")})
    texts = [text.partition(" (")[0] for text in found(editor, *box, "zy")]
    exact = {"Zy", *(f"A name {place}" for place in range(len(others)))}
    begun = {"Zyx beginning"} | ({f"A beginning {others.index('other_names')}"} if "other_names" in others else set())
    assert set(texts[: len(exact)]) == exact
    assert set(texts[len(exact) : -1]) == begun
    assert texts[-1] == "A rest, that is neither: zy"


def test_no_kind_that_a_box_offers_is_left_out(editor):
    """Every model that some form finds by typing is in KINDS, and says which of its fields are names."""
    offered = set()
    for model_admin in admin.site._registry.values():
        for each in (model_admin, *model_admin.inlines):
            offered |= {each.model._meta.get_field(name).related_model for name in each.autocomplete_fields}
    assert {model._meta.model_name for model in offered} == set(KINDS)
    assert all(admin.site.get_model_admin(model).name_fields for model in offered)


def test_the_ministry_s_own_pages_stand_first(editor, demo_fixtures):
    texts = found(editor, "citation", "source", "Ministry of Env")
    assert texts[0].startswith("Ministry of Environment: ")
    assert texts[1].startswith("Ministry of Environment: ")
    assert "Page on the 25th Tripartite Environment Ministers Meeting" in texts[2:]


@pytest.mark.parametrize("term", ["%", "_", "\\", "\n", "'", '"', "(", "[a", "\x00", "x" * 3000, "*", "\\m"])
def test_no_sign_breaks_a_box(editor, koreas, term):
    for kind in ("country", "meeting"):
        box = KINDS[kind][0]
        assert isinstance(found(editor, *box, term), list)


def test_of_very_many_the_newest_are_put_in_order_and_what_is_called_so_is_among_them(editor, monkeypatch):
    monkeypatch.setattr(search, "MOST_ORDERED", 3)
    for year in range(2001, 2006):
        factories.make_meeting(f"Newer, about xy, {year}", start=str(year))
    for number, fields in enumerate(
        ({"slug": "xy"}, {"reference": "XY"}, {"title": "XY begins"}, {"title": "xy", "slug": "x"})
    ):
        factories.make_meeting(**{"title": f"Older {number}", "start": "1990", **fields})
    factories.make_meeting("Older, about xy", start="1991")
    texts = found(editor, "agreement", "meeting", "XY")
    assert set(texts[:3]) == {"Older 0", "Older 1", "xy"}
    assert texts[3] == "XY begins"
    assert texts[4:] == [f"Newer, about xy, {year}" for year in (2005, 2004, 2003)]


def test_the_statements_do_not_grow_with_what_is_found(editor, django_assert_max_num_queries):
    for number in range(30):
        factories.make_meeting(f"Forum {number}", countries=[factories.make_country("KOR")])
    settle()
    with django_assert_max_num_queries(11):
        assert len(found(editor, "agreement", "meeting", "forum")) == 20
