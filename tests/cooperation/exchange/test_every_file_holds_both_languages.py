"""Exports, the API, the catalogue and IATI hold English and Korean texts, whatever the reader's language is."""

import csv
import io
import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from cooperation.exchange import iati
from cooperation.exchange.api.objects import names_of, objects
from cooperation.exchange.exports.tables import TABLES
from cooperation.exchange.package.resources import RESOURCES
from cooperation.models import Meeting, Outcome, Project
from regions.models import Country
from regions.translated import columns
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_project_organization,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db

ENGLISH, KOREAN = "14th Tripartite Environment Ministers Meeting", "제14차 한·중·일 환경장관회의"


def fetch(address, **headers):
    settle()
    response = Client(headers=headers).get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(address, **headers):
    return list(csv.DictReader(io.StringIO(fetch(address, **headers).decode("utf-8-sig"), newline="")))


def grow():
    """One meeting in both languages, one in Korean only, and one in English only."""
    china = make_country("CHN")
    Country.objects.update(name_ko="중국")
    series = make_mechanism("Ministers Meeting", title_ko="환경장관회의", acronym="TEMM")
    both = make_meeting(
        ENGLISH, title_ko=KOREAN, start="2012", city="Beijing", city_ko="베이징", countries=[china], mechanism=series
    )
    korean = make_meeting("korea", start="2013", city="", city_ko="서울", summary_ko="장관들이 만났다.")
    Meeting.objects.filter(pk=korean.pk).update(title="", title_ko="환경협력 회의")
    make_meeting("Talks", start="2014")
    make_outcome(both, text="Share data.", text_ko="자료를 공유한다.")
    outcome = make_outcome(korean)
    Outcome.objects.filter(pk=outcome.pk).update(text="", text_ko="다시 만난다.")
    return both, Meeting.objects.get(pk=korean.pk)


def test_a_text_falls_back_and_the_korean_one_stands_beside_it():
    grow()
    rows = table("/meetings.csv")[::-1]
    assert [(row["title"], row["title_ko"], row["city"], row["city_ko"]) for row in rows] == [
        (ENGLISH, KOREAN, "Beijing", "베이징"),
        ("환경협력 회의", "환경협력 회의", "서울", "서울"),
        ("Talks", "", "", ""),
    ]
    assert (rows[0]["country_names"], rows[0]["country_names_ko"]) == ("China", "중국")
    assert list(rows[0]).index("title_ko") == list(rows[0]).index("title") + 1
    assert rows[1]["summary"] == rows[1]["summary_ko"] == "장관들이 만났다."


def test_outcomes_and_their_meetings():
    grow()
    found = {
        (row["text"], row["text_ko"], row["meeting_title"], row["meeting_title_ko"]) for row in table("/outcomes.csv")
    }
    assert found == {
        ("Share data.", "자료를 공유한다.", ENGLISH, KOREAN),
        ("다시 만난다.", "다시 만난다.", "환경협력 회의", "환경협력 회의"),
    }


def test_the_short_form_and_everything_with_a_country():
    both, _korean = grow()
    short = table("/meetings.csv?columns=short")[::-1]
    assert [(row["Meeting"], row["In Korean"]) for row in short] == [
        (ENGLISH, KOREAN),
        ("환경협력 회의", "환경협력 회의"),
        ("Talks", ""),
    ]
    rows = table(f"/countries/{both.countries.get().slug}.csv")
    meeting = next(row for row in rows if row["kind"] == "meeting")
    assert (meeting["title"], meeting["title_ko"], meeting["type_code"]) == (ENGLISH, KOREAN, "session")


def test_no_row_depends_on_the_language_of_the_request():
    grow()
    for address in ("/meetings.csv", "/meetings.json", "/outcomes.csv", "/api/v1/meetings"):
        assert fetch(address) == fetch(address, accept_language="ko"), address
    first = {model: [column.name for column in each.columns] for model, each in TABLES.items()}
    with override("ko"):
        assert first == {model: [column.name for column in each.columns] for model, each in TABLES.items()}


def test_a_mark_is_that_of_the_text_that_is_shown():
    both, korean = grow()
    make_citation(both, field="title_ko", basis="inferred", note="Translated.", source=None)
    make_citation(korean, field="title_ko", basis="inferred", note="Translated.", source=None)
    first, second, _third = table("/meetings.csv")[::-1]
    assert (first["inferred"], second["inferred"]) == ("title_ko", "title; title_ko")


def test_the_workbook_explains_its_columns_in_both_languages():
    grow()
    about = load_workbook(io.BytesIO(fetch("/meetings.xlsx"))).worksheets[1]
    lines = {row[0].value: [cell.value for cell in row[1:]] for row in about.iter_rows()}
    assert lines["Column"] == ["What it holds", "내용"] or lines["Column"][1] != lines["Column"][0]
    assert lines["title_ko"] == ["Title (Korean)", "제목 (한국어)"]
    english, korean = lines["status"]
    assert "held: held" in english
    assert "held: 개최됨" in korean


def test_the_api_has_both():
    both, korean = grow()
    [found] = objects(Meeting, [both.pk], date(2026, 1, 1), "https://a.b")
    assert (found["title"], found["title_ko"]) == (ENGLISH, KOREAN)
    with override("ko"):
        assert [found] == list(objects(Meeting, [both.pk], date(2026, 1, 1), "https://a.b")) or found[
            "title"
        ] == ENGLISH
    [found] = objects(Meeting, [korean.pk], date(2026, 1, 1), "https://a.b")
    assert (found["title"], found["title_ko"]) == ("환경협력 회의", "환경협력 회의")
    for model, each in TABLES.items():
        for name in getattr(model, "translated", {}):
            if name in [column.name for column in each.columns]:
                assert set(columns(name)) <= set(names_of(model)), model


def test_the_description_of_the_api_is_english_in_every_process():
    plain = json.loads(fetch("/api/v1/openapi.json"))
    with override("ko"):
        korean = json.loads(fetch("/api/v1/openapi.json", accept_language="ko"))
    assert plain == korean
    title = plain["components"]["schemas"]["Meeting"]["properties"]["title"]
    assert title["description"] == "Title: in English, or else in another language"
    assert title["type"] == "string"


def test_the_tables_of_the_package_have_both():
    for resource in RESOURCES:
        for name in getattr(resource.model, "translated", {}) if not resource.folder else ():
            assert set(columns(name)) <= set(resource.table.names) or not set(columns(name)) & set(resource.table.names)


def test_the_catalogue_names_itself_in_both_languages(settings):
    settings.SITE_NAME, settings.SITE_NAME_KO = "Registry", "등록부"
    found = json.loads(fetch("/data/catalog.jsonld"))
    assert found["dct:title"] == [
        {"@language": "en", "@value": "Registry"},
        {"@language": "ko", "@value": "등록부"},
    ]
    assert [each["@id"].rpartition("/")[2] for each in found["dct:language"]] == ["ENG", "KOR"]
    meetings = next(each for each in found["dcat:dataset"] if each["dct:identifier"] == "meetings")
    assert [each["@value"] for each in meetings["dct:title"]] == ["Registry: Meetings", "등록부: 회의"]
    assert [each["@language"] for each in meetings["dct:description"]] == ["en", "ko"]


def test_iati_has_a_narrative_for_each_language(settings):
    settings.IATI_ORGANISATION, settings.OWNER, settings.OWNER_KO = "XM-1", "Ministry", "환경부"
    topic = make_topic("Forests", name_ko="산림")
    project = make_project(
        *("Trees",), title_ko="나무", summary_ko="나무를 심는다.", status="implementation", planned_start="2012-05-04"
    )
    project.topics.set([topic])
    make_project_organization(project, make_organization("Forest service", name_ko="산림청"), "implementing")
    Project.objects.update(published_at="2024-01-01T00:00Z")
    text = b"".join(iati.stream([project.pk], datetime(2026, 1, 1, tzinfo=UTC), "https://a.b"))
    activity = ElementTree.fromstring(text).find("iati-activity")  # noqa: S314  our own file
    language = "{http://www.w3.org/XML/1998/namespace}lang"

    def said(path):
        return [(each.get(language), each.text) for each in activity.find(path).iter("narrative")]

    assert activity.get(language) == "en"
    assert said("title") == [(None, "Trees"), ("ko", "나무")]
    assert said("description") == [("ko", "나무를 심는다.")]
    assert said("participating-org") == [(None, "Forest service"), ("ko", "산림청")]
    assert said("reporting-org") == [(None, "Ministry"), ("ko", "환경부")]
    assert said("tag") == [(None, "Forests"), ("ko", "산림")]


def test_references_name_the_title_in_both_languages():
    both, korean = grow()
    assert f"title_ko = {{{KOREAN}}}" in fetch(f"/meetings/{both.slug}.bib").decode()
    [item] = json.loads(fetch(f"/meetings/{both.slug}.csl.json"))
    assert (item["title"], item["custom"]) == (ENGLISH, {"title_ko": KOREAN})
    [item] = json.loads(fetch(f"/meetings/{korean.slug}.csl.json"))
    assert item["title"] == "환경협력 회의"
    assert "custom" not in item


def test_feeds_exist_in_both_languages_and_name_the_language_of_a_title():
    grow()
    english, korean = fetch("/meetings.atom").decode(), fetch("/ko/meetings.atom").decode()
    assert 'xml:lang="ko">환경협력 회의' in english
    assert f">{KOREAN}<" in korean
    assert 'xml:lang="en">Talks' in korean
    calendar = fetch("/ko/meetings.ics?inexact=1").decode()
    assert "SUMMARY;LANGUAGE=en:Talks" in calendar


def test_rows_take_as_many_statements_as_before(django_assert_max_num_queries):
    grow()
    make_agreement(title_ko="양해각서")
    with django_assert_max_num_queries(40):
        fetch("/agreements.csv")
    assert settings.LANGUAGE_CODE == "en"
