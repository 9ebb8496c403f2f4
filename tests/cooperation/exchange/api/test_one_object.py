"""One object by its id: shown, moved, withdrawn or never public."""

import pytest
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation.exchange.api.objects import embeddable, objects
from cooperation.exchange.api.shapes import SHAPES
from cooperation.models import Meeting, Organization
from cooperation.workflow.merge import merge
from tests.cooperation.exchange.api.asking import Answer
from tests.factories import (
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


def location(address, status):
    response = Answer(address, status=status).response
    return response["Location"].removeprefix("http://testserver")


@pytest.mark.usefixtures("demo_fixtures")
@pytest.mark.parametrize("model", SHAPES)
def test_an_object_is_the_same_as_in_its_list(model):
    listed = Answer(f"/api/v1/{model.address}?size=3")
    for each in listed["results"]:
        assert Answer(each["api"].removeprefix("http://testserver")).value == each


def test_some_properties_and_embedded_objects():
    meeting = make_meeting("Talks", countries=[make_country("JPN")])
    found = Answer(f"/api/v1/meetings/{meeting.pk}?fields=countries&embed=countries")
    assert found["countries"][0]["name"] == "Japan"
    assert found.value.keys() == {"id", "type", "api", "countries"}
    wrong = Answer(f"/api/v1/meetings/{meeting.pk}?fields=x", status=400)
    assert wrong.errors == {"fields": "“x” is not one of the names that “fields” accepts."}
    assert Answer(f"/api/v1/meetings/{meeting.pk}?year=2012", status=400).errors.keys() == {"year"}


def test_a_slug_leads_to_the_id():
    meeting = make_meeting("TEMM 14")
    assert location("/api/v1/meetings/temm-14?fields=title", 302) == f"/api/v1/meetings/{meeting.pk}?fields=title"
    country = make_country("JPN")
    for text in ("japan", "JPN", "jpn"):
        assert location(f"/api/v1/countries/{text}", 302) == f"/api/v1/countries/{country.pk}"


def test_an_old_slug_leads_to_the_id():
    meeting = make_meeting("TEMM 14")
    Meeting.objects.update(slug="temm-xiv")
    assert Redirect.objects.filter(old_path="/meetings/temm-14/").exists()
    assert location("/api/v1/meetings/temm-14", 302) == f"/api/v1/meetings/{meeting.pk}"


def test_what_is_not_public_does_not_exist():
    draft = make_meeting("Secret talks", published=False)
    topic, organization, source = make_topic("Unused"), make_organization("Unused"), make_source("Unused")
    addresses = [
        f"meetings/{draft.pk}",
        "meetings/secret-talks",
        f"outcomes/{make_outcome(draft).pk}",
        f"topics/{topic.pk}",
        "topics/unused",
        f"organizations/{organization.pk}",
        "organizations/unused",
        f"sources/{source.pk}",
        "sources/unused",
    ]
    for address in addresses:
        answer = Answer(f"/api/v1/{address}", status=404)
        assert answer.response["Content-Type"] == "application/problem+json"
        assert "ecret" not in answer.response.text
        assert answer.response.text == Answer("/api/v1/meetings/999999", status=404).response.text


def test_what_was_withdrawn_is_gone_with_the_reason_and_without_its_title():
    meeting = make_meeting("Talks of old", withdrawn=True)
    outcome = make_outcome(meeting, "Promise of old")
    for address in (f"meetings/{meeting.pk}", f"outcomes/{outcome.pk}"):
        answer = Answer(f"/api/v1/{address}", status=410)
        assert "Reason: Entered by mistake." in answer["detail"]
        assert "of old" not in answer.response.text
    assert location("/api/v1/meetings/talks-of-old", 302) == f"/api/v1/meetings/{meeting.pk}"


def test_what_was_merged_leads_to_its_survivor(admin_user):
    survivor, duplicate = make_meeting("TEMM 14"), make_meeting("TEMM XIV")
    merge(survivor, duplicate, admin_user)
    assert location(f"/api/v1/meetings/{duplicate.pk}", 301) == f"/api/v1/meetings/{survivor.pk}"
    kept, other = make_organization("UNEP"), make_organization("United Nations Environment")
    make_meeting(organizations=[kept])
    make_meeting(organizations=[other])
    gone = other.pk
    merge(kept, other, admin_user)
    assert not Organization.objects.filter(pk=gone).exists()
    assert location(f"/api/v1/organizations/{gone}", 301) == f"/api/v1/organizations/{kept.pk}"


def test_a_draft_that_was_merged_never_existed(admin_user):
    survivor, draft = make_meeting("TEMM 14"), make_meeting("TEMM XIV", published=False)
    merge(survivor, draft, admin_user)
    Answer(f"/api/v1/meetings/{draft.pk}", status=404)


@pytest.mark.parametrize("text", ["0", "-1", "007", "9" * 19, "9" * 40, "1.5", "x" * 500, "%00", "٣", "a--b", "a%2Fb"])
def test_what_is_no_id_does_not_exist(text):
    Answer(f"/api/v1/meetings/{text}", status=404)


def test_the_number_of_statements_does_not_grow_with_the_parts():
    meeting = make_meeting("Talks", mechanism=make_mechanism("TEMM"))

    def statements():
        address = f"/api/v1/meetings/{meeting.pk}?embed={','.join(embeddable(Meeting))}"
        Answer(address)
        with CaptureQueriesContext(connection) as queries:
            Answer(address)
        return len(queries)

    def add(number):
        for _each in range(number):
            make_citation(meeting, outcome=make_outcome(meeting))
            make_citation(meeting)
            meeting.countries.add(make_country())
            meeting.organizations.add(make_organization())
            meeting.topics.add(make_topic())

    add(1)
    few = statements()
    add(10)
    assert statements() == few <= 40


def test_it_is_made_as_every_other_format_makes_it():
    meeting = make_meeting("Talks")
    [own] = objects(Meeting, [meeting.pk], None, "http://testserver")
    shown = Answer(f"/api/v1/meetings/{meeting.pk}").value
    shown.pop("computed")
    assert shown == own


def test_head_has_the_headers_alone():
    meeting = make_meeting("Talks")
    for address in ("/api/v1/meetings", f"/api/v1/meetings/{meeting.pk}"):
        response = Client().head(address)
        assert (response.status_code, response.content) == (200, b"")
        assert response["Content-Type"] == "application/json"
