"""A page shows a text in the reader's language, else in the other one with a note; lists are in the order of these."""

import json
import re

import pytest
from django.db import connection
from django.test import override_settings
from django.utils.translation import override

from cooperation.filters.record import by_title
from cooperation.models import RECORDS
from regions.models import Country
from tests import factories as f
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db


def titles(client, address):
    """The names of the rows of a list, in its order."""
    settle()
    rows = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', client.get(address).content.decode())
    return [re.sub("<[^>]*>", "", row) for row in rows]


@pytest.mark.parametrize(("model", "address"), [("meeting", "meetings"), ("organization", "organizations")])
def test_a_list_sorts_by_what_it_shows(client, model, address):
    make = {"meeting": f.make_meeting, "organization": f.make_organization}[model]
    name = {"meeting": "title", "organization": "name"}[model]
    made = [
        make(english, **{f"{name}_ko": korean}, slug=f"row-{number}")
        for number, (english, korean) in enumerate(
            [("beta", "하늘"), ("Alpha", "가을"), ("Only English", ""), ("An only", ""), ("", "나무"), ("", "각오")]
        )
    ]
    if model == "organization":
        f.make_meeting(organizations=made)
    assert titles(client, f"/{address}/?sort=title") == ["Alpha", "An only", "beta", "Only English", "각오", "나무"]
    assert titles(client, f"/ko/{address}/?sort=title") == ["가을", "각오", "나무", "하늘", "An only", "Only English"]


def test_the_pages_of_a_sorted_list_meet(client):
    korean = [f"회의 {number:02}" for number in range(15)]
    english = [f"Meeting {number:02}" for number in range(15)]
    for title in reversed(korean):
        f.make_meeting("", title_ko=title, slug=f"of-{title[-2:]}")
    for title in english:
        f.make_meeting(title)
    shown, address = [], "/ko/meetings/?sort=title&size=25"
    while address:
        shown += titles(client, address)
        following = re.search(r'rel="next" href="([^"]*)"', client.get(address).content.decode())
        address = f"/ko/meetings/{following[1].replace('&amp;', '&')}" if following else ""
    assert shown == [*korean, *english]


def test_countries_and_topics_are_in_the_order_of_their_shown_names(client):
    region = f.make_region("East")
    names = {"China": "중국", "Japan": "일본", "Chile": "", "Angola": "앙골라"}
    countries = [f.make_country(name=name, name_ko=korean, region=region) for name, korean in names.items()]
    topics = [f.make_topic("Air", name_ko="하늘"), f.make_topic("Water", name_ko="물"), f.make_topic("Dust")]
    f.make_meeting("A meeting", countries=countries, topics=topics)
    page = read(client, "/ko/countries/").text
    assert sorted(["앙골라", "일본", "중국", "Chile"], key=page.index) == ["앙골라", "일본", "중국", "Chile"]
    page = read(client, "/countries/").text
    assert sorted(names, key=page.index) == ["Angola", "Chile", "China", "Japan"]
    page = read(client, "/ko/topics/").text
    assert page.index("물") < page.index("하늘") < page.index("Dust")
    row = read(client, "/ko/meetings/").text
    assert "앙골라, 일본, 중국, Chile" in row


def test_a_rename_in_korean_is_shown_at_once(client):
    country = f.make_country("CHN", name_ko="중공")
    f.make_meeting("A meeting", countries=[country])
    assert "중공" in read(client, "/ko/meetings/").text
    Country.objects.filter(pk=country.pk).update(name_ko="중국")
    page = read(client, "/ko/meetings/").text
    assert "중국" in page
    assert "중공" not in page


def test_what_exists_in_one_language_only_says_so_beside_its_heading_and_its_texts(client):
    meeting = f.make_meeting("Only English", summary="In plain words.", summary_ko="쉬운 말로.", slug="one")
    f.make_outcome(meeting, "Promised.")
    f.make_outcome(meeting, "Both.", text_ko="둘 다.")
    page = read(client, "/ko/meetings/one/")
    assert page.text.count("영어로만 제공") == 2
    assert "쉬운 말로." in page.text
    assert "둘 다." in page.text
    source = page.source
    assert '<h1><span lang="en">Only English</span></h1>' in source
    assert "<title>Only English · " in source
    assert " only" not in read(client, "/meetings/one/").source.partition("<main")[2].partition('class="rating"')[0]


def test_a_summary_in_another_language_is_one_element(client):
    f.make_meeting("A meeting", summary="First.\n\nSecond.", slug="one")
    assert '<div lang="en"><p>First.</p>\n\n<p>Second.</p></div>' in read(client, "/ko/meetings/one/").source


def test_the_marks_are_those_of_the_shown_title(client):
    meeting = f.make_meeting("English title", title_ko="한국어 제목", slug="one")
    f.make_citation(meeting, field="title_ko", source=None, basis="inferred", note="By the editors.")
    row = '<th scope="row"><a href="/{}meetings/one/">{}</a>{}'
    mark = ' <a class="mark" href="/ko/about/#mark-inferred">'
    assert row.format("ko/", "한국어 제목", mark) in read(client, "/ko/meetings/").source
    assert row.format("", "English title", " <span") in read(client, "/meetings/").source


def test_structured_data_names_the_language_of_a_text_in_another_one(client):
    f.make_meeting("Only English", summary="Words.", summary_ko="말", slug="one", city="Hanoi", city_ko="하노이")
    source = read(client, "/ko/meetings/one/").source
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', source)[1])
    event, _crumbs, page = data["@graph"]
    assert event["name"] == page["name"] == {"@value": "Only English", "@language": "en"}
    assert event["description"] == "말"
    assert event["location"]["name"] == "하노이"


@override_settings(SITE_NAME_KO="국제환경협력 등록부", OWNER_KO="환경부", OWNER_URL_KO="https://ministry.example/ko/")
def test_the_names_of_the_site_and_its_owner_have_a_korean_value(client, settings):
    page = read(client, "/ko/")
    assert "<title>국제환경협력 등록부 · 환경부</title>" in page.source
    assert 'href="https://ministry.example/ko/"' in page.source
    assert settings.SITE_NAME not in page.source
    assert settings.SITE_NAME in read(client, "/").source
    with override("ko"):
        assert "환경부" in read(client, "/ko/feed.atom").source


def test_without_a_korean_value_the_name_of_the_site_has_its_language(client, settings):
    source = read(client, "/ko/").source
    assert f'<span lang="en">{settings.SITE_NAME}</span>' in source
    assert f"<title>{settings.SITE_NAME} · {settings.OWNER}</title>" in source


@pytest.mark.parametrize(("language", "index"), [("en", "shown_title"), ("ko", "shown_title_ko")])
@pytest.mark.parametrize("model", RECORDS)
def test_the_order_of_titles_has_an_index_in_each_language(model, language, index):
    with override(language), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = by_title(model.objects.all())[:25].explain()
    assert f"Index Scan using {model._meta.model_name}_by_{index} " in plan


def test_an_embedded_page_of_something_in_another_language_has_a_plain_title(client):
    f.make_meeting("A meeting", mechanism=f.make_mechanism("Forum", slug="forum"), start="2012", ordinal=1)
    settle()
    found = client.get("/oembed", {"url": "http://testserver/ko/mechanisms/forum/"}).json()
    assert "Forum" in found["title"]
    assert "<" not in found["title"]
    source = read(client, "/ko/embed/mechanisms/forum/ledger/").source
    assert "<title>Forum" in source
    assert '<h1><a href="/ko/mechanisms/forum/"><span lang="en">Forum</span></a></h1>' in source
