"""The lists: by date with undated last, found by any name, filtered with true numbers."""

import re

import pytest
from django.contrib import admin
from django.utils import translation

from cooperation.models import Agreement, Meeting, Organization, Project, Source
from regions.models import Country
from tests import factories

from .conftest import address

pytestmark = pytest.mark.django_db


def titles(client, kind, **asked):
    response = client.get(address(kind, "changelist"), asked)
    assert response.status_code == 200
    return [str(row) for row in response.context["cl"].result_list]


def options(client, kind, title, **asked):
    """The options of one filter with their numbers."""
    changelist = client.get(address(kind, "changelist"), asked).context["cl"]
    (chosen,) = [each for each in changelist.filter_specs if each.title == title]
    shown = [str(option["display"]) for option in chosen.choices(changelist)]
    return dict(re.fullmatch(r"(.*) \((\d+)\)", each).groups() for each in shown if each != "All")


def test_the_list_stands_by_date_with_undated_last_and_so_it_is_when_turned(editor):
    for title, start in (("Undated", None), ("Year", "2012"), ("Day", "2012-05-04"), ("Late", "2013")):
        factories.make_meeting(title, start=start)
    assert titles(editor, Meeting) == ["Late", "Day", "Year", "Undated"]
    assert titles(editor, Meeting, o="2") == ["Year", "Day", "Late", "Undated"]
    assert titles(editor, Meeting, o="-2") == ["Late", "Day", "Year", "Undated"]


def test_an_agreement_stands_by_the_first_of_its_dates_that_is_known(editor):
    factories.make_agreement("In force only", in_force_on="2011")
    factories.make_agreement("Signed", signed_on="2012", adopted_on="2001")
    assert titles(editor, Agreement) == ["Signed", "In force only"]


def test_a_period_says_once_what_both_ends_share(editor):
    factories.make_meeting("a", start="2012-05-03", end="2012-05-04")
    factories.make_meeting("b", start="2012-10-31", end="2012-11-02")
    factories.make_meeting("c", start="2012", end=None)
    page = editor.get(address(Meeting, "changelist")).content.decode()
    for period in ("3 to 4 May 2012", "31 October to 2 November 2012", ">2012<"):
        assert period in page


def test_a_korean_list_has_korean_dates(editor):
    meeting = factories.make_meeting(start="2012-05-03", end="2012-05-04")
    agreement = factories.make_agreement(signed_on="2012-05", expires_on="2013")
    with translation.override("ko"):
        rows = [admin.site.get_model_admin(type(each)) for each in (meeting, agreement)]
        assert rows[0].period(meeting).startswith("2012년 5월 3일")
        assert rows[0].period(meeting).endswith("4일")
        assert (rows[1].day(agreement), rows[1].expires(agreement)) == ("2012년 5월", "2013년")


@pytest.mark.parametrize(
    "words",
    ["tripartite", "TEMM", "korea china", "Republic of Korea", '"Korea, Republic of"', "kor", "asean nations", "busan"],
)
def test_a_meeting_is_found_by_any_name_of_it_its_series_and_who_takes_part(editor, words):
    korea = factories.make_country("KOR", other_names="Korea, Republic of\nRepublic of Korea")
    asean = factories.make_organization("Association of Southeast Asian Nations", acronym="ASEAN")
    series = factories.make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM")
    factories.make_meeting(
        "The 14th",
        mechanism=series,
        countries=[korea],
        host_country=factories.make_country("CHN"),
        organizations=[asean],
        city="Busan",
    )
    factories.make_meeting("Another")
    assert titles(editor, Meeting, q=words) == ["The 14th"]


def test_an_agreement_is_found_by_its_parties_and_only_once(editor):
    factories.make_agreement("MOU", countries=[factories.make_country("KOR"), factories.make_country("IRN")])
    assert titles(editor, Agreement, q="korea") == ["MOU"]
    assert titles(editor, Agreement, q="korea iran") == ["MOU"]
    assert titles(editor, Agreement, q="mo k") == ["MOU"]
    assert titles(editor, Agreement, q="korea japan") == []


@pytest.mark.parametrize("words", ["%", "_", "'", "(", ":*", "zzz"])
def test_signs_and_unknown_words_find_nothing(editor, words):
    factories.make_meeting("100 % renewable")
    assert titles(editor, Meeting, q=words) == []
    assert options(editor, Meeting, "publication", q=words) == {"draft": "0", "published": "0", "withdrawn": "0"}


def test_the_year_is_that_of_the_date_and_the_numbers_are_what_a_click_shows(editor):
    for title, start in (("a", "2012"), ("b", "2012-05"), ("c", "2012-12-31"), ("d", "2013-01"), ("e", None)):
        factories.make_meeting(title, start=start, published=title != "b")
    assert options(editor, Meeting, "year") == {"2013": "1", "2012": "3"}
    assert titles(editor, Meeting, year="2012") == ["c", "b", "a"]
    assert options(editor, Meeting, "year", publication="draft") == {"2013": "0", "2012": "1"}
    assert options(editor, Meeting, "publication", year="2012") == {"draft": "1", "published": "2", "withdrawn": "0"}


def test_what_is_to_do(editor):
    topic = factories.make_topic()
    done = factories.make_meeting("Done", start="2012", topics=[topic, factories.make_topic()])
    factories.make_citation(done)
    disputed = factories.make_meeting("Disputed", start="2011", topics=[topic])
    factories.make_citation(disputed, is_disputed=True, note="Another page has 2010.")
    bare = factories.make_meeting("Bare")
    factories.make_citation(bare, source=None, basis="inferred", note="By counting.")
    assert titles(editor, Meeting, quality="no-date") == ["Bare"]
    assert titles(editor, Meeting, quality="no-source") == ["Bare"]
    assert titles(editor, Meeting, quality="no-topic") == ["Bare"]
    assert titles(editor, Meeting, quality="disputed") == ["Disputed"]
    numbers = {"date not recorded": "1", "no source": "1", "contradictory sources": "1", "no topic": "1"}
    numbers |= {"past meetings without outcomes": "2", "date to the year": "2", "date to the day": "0"}
    assert numbers.items() <= options(editor, Meeting, "data quality").items()


def test_a_record_is_found_by_its_regions_and_without_any(editor):
    korea, china, iran = (factories.make_country(code) for code in ("KOR", "CHN", "IRN"))
    asean = factories.make_organization(regions=[factories.make_region("South East Asia")])
    factories.make_meeting("With Iran", countries=[korea, iran])
    factories.make_meeting("With China and ASEAN", countries=[korea, china], organizations=[asean], published=False)
    factories.make_meeting("Of all the world", countries=[korea], host_country=iran)
    assert titles(editor, Meeting, region=iran.region.slug) == ["With Iran"]
    assert titles(editor, Meeting, region="south-east-asia") == ["With China and ASEAN"]
    assert titles(editor, Meeting, region="none") == ["Of all the world"]
    assert options(editor, Meeting, "region") == {
        "North East Asia": "1",
        "South East Asia": "1",
        "Middle East and Central Asia": "1",
        "No region": "1",
    }
    assert options(editor, Meeting, "region", q="iran", publication="published") == {
        "North East Asia": "0",
        "South East Asia": "0",
        "Middle East and Central Asia": "1",
        "No region": "1",
    }


def test_publication_has_a_word_in_the_list(editor):
    factories.make_project(withdrawn=True)
    factories.make_project(published=False)
    page = editor.get(address(Project, "changelist")).content.decode()
    assert '<td class="field-state">withdrawn</td>' in page
    assert '<td class="field-state">draft</td>' in page


def test_sources_say_how_often_they_are_cited(editor):
    source = factories.make_source("Page")
    factories.make_citation(source=source)
    factories.make_citation(source=source)
    assert '<td class="field-citation_count">2</td>' in editor.get(address(Source, "changelist")).content.decode()


@pytest.mark.parametrize("kind", [Meeting, Agreement, Project, Organization, Country])
def test_the_statements_of_a_list_do_not_grow_with_its_rows(editor, kind, django_assert_max_num_queries):
    def fill():
        countries = [factories.make_country(), factories.make_country()]
        body = factories.make_organization(country=countries[0])
        factories.make_meeting(countries=countries, organizations=[body], mechanism=factories.make_mechanism())
        factories.make_agreement(countries=countries, organizations=[body])
        factories.make_project(countries=countries)

    fill()
    with django_assert_max_num_queries(40) as few:
        editor.get(address(kind, "changelist"))
    for _ in range(5):
        fill()
    with django_assert_max_num_queries(len(few)):
        editor.get(address(kind, "changelist"))


def test_of_very_many_rows_it_is_said_that_there_are_more(editor, monkeypatch):
    monkeypatch.setattr("cooperation.admin.lists.rows.BoundedPaginator.COUNTED", 2)
    words = "There are more: only the first 2 are counted and shown."
    factories.make_meeting()
    assert words not in editor.get(address(Meeting, "changelist")).content.decode()
    for _ in range(2):
        factories.make_meeting()
    assert words in editor.get(address(Meeting, "changelist")).content.decode()


@pytest.fixture
def long_list(monkeypatch):
    """Three meetings of one mechanism from 2008 to 2012, in a list that counts as long."""
    monkeypatch.setattr("cooperation.admin.lists.filters.MANY", 2)
    mechanism = factories.make_mechanism("TEMM")
    for title, start in (("b", "2012-05"), ("A", None), ("C", "2008")):
        factories.make_meeting(title, start=start, mechanism=mechanism, countries=[factories.make_country("CHN")])
    factories.make_mechanism("KVEMM")


def shown(client, title):
    changelist = client.get(address(Meeting, "changelist")).context["cl"]
    return [
        str(each["display"])
        for spec in changelist.filter_specs
        if spec.title == title
        for each in spec.choices(changelist)
    ]


def test_a_long_list_counts_nothing_and_looks_through_nothing(editor, long_list):
    assert shown(editor, "year") == ["All", "2012", "2011", "2010", "2009", "2008"]
    assert {"KVEMM", "TEMM"} < set(shown(editor, "mechanism"))
    assert titles(editor, Meeting, year="2008") == ["C"]
    assert titles(editor, Meeting, region="north-east-asia") == ["b", "C", "A"]


def test_of_a_long_list_no_more_things_are_offered_than_people_read(editor, long_list, monkeypatch):
    monkeypatch.setattr("cooperation.admin.lists.filters.MOST", 1)
    assert shown(editor, "mechanism") == []
    assert titles(editor, Meeting, q="TEMM") == ["b", "C", "A"]


def test_a_long_list_is_sorted_by_what_an_index_keeps(editor, long_list):
    page = editor.get(address(Meeting, "changelist")).content.decode()
    assert re.findall(r'class="[^"]*sortable[^"]*column-([a-z_]+)', page) == ["shown_title", "period"]
    assert titles(editor, Meeting, o="1") == ["A", "b", "C"]
