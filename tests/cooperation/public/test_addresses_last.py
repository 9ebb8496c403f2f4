"""An address leads to its page for ever: after a new slug, and after a withdrawal."""

import re

import pytest
from django.utils import timezone

from cooperation.models import Meeting
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_project,
    make_region,
    make_source,
    make_topic,
)
from tests.reading import read


def seen_source():
    source = make_source("Old words")
    make_citation(make_meeting(), source=source)
    return source


def seen_topic():
    topic = make_topic("Old words")
    make_meeting(topics=[topic])
    return topic


def seen_organization():
    organization = make_organization("Old words")
    make_meeting(organizations=[organization])
    return organization


@pytest.mark.parametrize(
    "make",
    [
        make_region,
        make_country,
        make_agreement,
        make_meeting,
        make_mechanism,
        make_project,
        seen_topic,
        seen_organization,
        seen_source,
    ],
)
def test_an_old_address_redirects_with_its_query_string(client, db, make):
    thing = make()
    before = thing.get_absolute_url()
    type(thing).objects.filter(pk=thing.pk).update(slug="new-words")
    thing.refresh_from_db()
    response = client.get(f"{before}?page=1")
    assert response.status_code == 301
    assert response["Location"] == f"{thing.get_absolute_url()}?page=1"
    assert client.get(response["Location"]).status_code == 200


def test_of_several_old_addresses_each_leads_straight_to_the_page(client, db):
    meeting = make_meeting(slug="first")
    for slug in ("second", "third"):
        Meeting.objects.filter(pk=meeting.pk).update(slug=slug)
    for old in ("first", "second"):
        assert client.get(f"/meetings/{old}/")["Location"] == "/meetings/third/"


def test_a_draft_that_changes_its_slug_leaves_nothing_behind(client, db):
    meeting = make_meeting(slug="first", published=False)
    Meeting.objects.filter(pk=meeting.pk).update(slug="second")
    assert client.get("/meetings/first/").status_code == 404


@pytest.mark.parametrize("make", [make_agreement, make_meeting, make_mechanism, make_project])
def test_a_withdrawn_record_answers_410_with_the_notice_and_no_title(client, db, make):
    record = make("Unwise words", summary="More of them", withdrawn=True, withdrawal_reason="It was entered twice.")
    page = read(client, record)
    assert page.status == 410
    assert page.sections.keys() == {"This page has been withdrawn"}
    assert "Reason\nIt was entered twice." in page.text
    assert f"Withdrawn on\n{timezone.localtime(record.withdrawn_at):%-d %B %Y}" in page.text
    for words in ("Unwise words", "More of them"):
        assert words not in page.source
    assert page.title == "This page has been withdrawn · Cooperation registry · Ministry of Examples"
    assert not page.canonical


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (make_agreement, "agreements"),
        (make_meeting, "meetings"),
        (make_mechanism, "mechanisms"),
        (make_project, "projects"),
    ],
)
def test_a_withdrawn_page_leads_to_the_list_of_its_kind_and_to_the_search(client, db, make, kind):
    page = read(client, make(withdrawn=True))
    assert f"See all {kind}\nSearch the registry\nGo to the home page" in page.text
    main = page.source.partition("</dl>")[2].partition("</main>")[0]
    assert re.findall('href="([^"]*)"', main) == [f"/{kind}/", "/search/", "/"]


def test_a_withdrawn_session_does_not_name_its_series(client, db):
    page = read(client, make_meeting(mechanism=make_mechanism("Secretive series"), withdrawn=True))
    assert page.status == 410
    assert "Secretive" not in page.source


@pytest.mark.parametrize(
    "kind", ["regions", "countries", "agreements", "meetings", "topics", "organizations", "sources"]
)
def test_what_never_was_is_not_found(client, db, kind):
    for slug in ("nothing", "Not-A-Slug", "x" * 500):
        assert client.get(f"/{kind}/{slug}/").status_code == 404
