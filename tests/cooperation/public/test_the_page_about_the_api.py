"""`/api/v1/` explains the API to people, from the same description that programs read."""

import html
import re

import pytest
from django.test import Client

from cooperation.exchange.api.shapes import SHAPES
from tests.cooperation.exchange.api.asking import Answer
from tests.cooperation.filters.reading import Page
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return Page("/api/v1/")


def test_every_address_parameter_and_property_is_on_it(page):
    description = Answer("/api/v1/openapi.json").value
    codes = {html.unescape(each) for each in re.findall(r"<code>(.*?)</code>", page.html, re.DOTALL)}
    for path, methods in description["paths"].items():
        assert f"GET {path}" in codes
        assert {each["name"] for each in methods["get"]["parameters"] if "name" in each} - {"id"} <= codes
    for model in SHAPES:
        assert description["components"]["schemas"][model.__name__]["properties"].keys() <= codes
    for status in description["components"]["responses"]:
        assert f"<summary>{status} " in page.html


def test_it_has_less_than_100_kb_of_html(page):
    assert len(page.html.encode()) < 100_000


def test_codes_follow_a_sentence_as_one_of_their_own(page):
    assert "Values: <code>meeting</code>" in page.html
    assert not re.search(r"[.”]:", page.text)


def test_it_says_how_to_keep_a_copy(page):
    steps = page.html.partition('<h2 id="copy">')[2].partition("<h2")[0]
    assert steps.count("<li>") == 5
    said = html.unescape(re.sub(r"<[^>]*>", "", steps))
    for word in ("state.token", "datapackage.json", "/api/v1/changes?since=", "has_more", "410", "90 days"):
        assert word in said
    for change in ("created", "changed", "moved", "withdrawn", "merged", "deleted"):
        assert change in said


def test_its_example_runs(page):
    make_meeting(start="2012")
    [command] = re.findall(r'curl "http://testserver(.*?)"', html.unescape(page.html))
    assert Answer(command)["count"] == 1


def test_the_policy_for_versions_is_on_it(page):
    assert "Nothing is removed, renamed or given another meaning." in page.text
    assert "at least twelve months" in page.text


def test_it_loads_nothing_from_other_hosts_and_has_no_script_of_its_own(page):
    assert not re.search(r"<script(?![^>]* src=)", page.html)
    assert " style=" not in page.html
    sources = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)[^>]*href)="([^"]*)"', page.html)
    assert all(source.startswith(("/", "data:")) for source in sources)


def test_the_page_of_an_object_leads_to_the_object():
    meeting = make_meeting("Talks")
    link = f'<link rel="alternate" type="application/json" href="/api/v1/meetings/{meeting.pk}" title="API">'
    assert link in Page("/meetings/talks/").html


def test_the_folder_above_leads_to_it():
    assert Client().get("/api/")["Location"] == "/api/v1/"


def test_the_page_about_data_leads_to_it():
    assert 'href="/api/v1/"' in Page("/data/").html
