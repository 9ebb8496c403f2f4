"""An address that was public once leads to the new one, for good."""

import pytest
from django.db import OperationalError

from cooperation.middleware import Redirect
from tests import factories as f

pytestmark = pytest.mark.django_db


def rename(row, slug):
    row.slug = slug
    row.save()


@pytest.fixture
def renamed():
    meeting = f.make_meeting("TEMM 14", slug="temm-14")
    rename(meeting, "temm-14-beijing")
    return meeting


def test_an_old_address_leads_to_the_new_one(client, renamed):
    answer = client.get("/meetings/temm-14/")
    assert (answer.status_code, answer["Location"]) == (301, "/meetings/temm-14-beijing/")
    assert client.get(answer["Location"]).status_code == 200


def test_the_query_string_comes_along_and_does_not_hide_the_redirect(client, renamed):
    answer = client.get("/meetings/temm-14/?from=newsletter&lang=ko")
    assert (answer.status_code, answer["Location"]) == (301, "/meetings/temm-14-beijing/?from=newsletter&lang=ko")


def test_an_old_address_without_its_last_slash_arrives_as_well(client, renamed):
    answer = client.get("/meetings/temm-14?a=1", follow=True)
    assert answer.redirect_chain == [("/meetings/temm-14/?a=1", 301), ("/meetings/temm-14-beijing/?a=1", 301)]
    assert answer.status_code == 200


def test_it_leads_there_in_one_step_however_often_the_row_was_renamed(client, renamed):
    rename(renamed, "temm-14-in-beijing")
    answer = client.get("/meetings/temm-14/", follow=True)
    assert answer.redirect_chain == [("/meetings/temm-14-in-beijing/", 301)]


def test_a_live_address_is_not_redirected(client, renamed):
    rename(renamed, "temm-14")
    assert client.get("/meetings/temm-14/").status_code == 200
    assert client.get("/meetings/temm-14-beijing/")["Location"] == "/meetings/temm-14/"


def test_an_address_that_never_was_is_not_found(client, renamed):
    assert client.get("/meetings/temm-15/").status_code == 404


def test_what_a_draft_was_called_is_not_found(client):
    draft = f.make_meeting("TEMM 26", slug="temm-26", published=False)
    rename(draft, "temm-26-seoul")
    for slug in ("temm-26", "temm-26-seoul"):
        assert client.get(f"/meetings/{slug}/").status_code == 404


def test_the_old_address_of_a_withdrawn_record_leads_to_the_notice(client):
    meeting = f.make_meeting("TEMM 14", slug="temm-14", withdrawn=True)
    rename(meeting, "temm-14-beijing")
    answer = client.get("/meetings/temm-14/", follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([("/meetings/temm-14-beijing/", 301)], 410)
    assert "TEMM 14" not in answer.text


@pytest.mark.parametrize(
    ("make", "old", "new"),
    [
        (f.make_country, "/countries/old/", "/countries/new/"),
        (f.make_region, "/regions/old/", "/regions/new/"),
        (f.make_agreement, "/agreements/old/", "/agreements/new/"),
        (f.make_project, "/projects/old/", "/projects/new/"),
        (f.make_mechanism, "/mechanisms/old/", "/mechanisms/new/"),
        (f.make_topic, "/topics/old/", "/topics/new/"),
        (f.make_organization, "/organizations/old/", "/organizations/new/"),
        (f.make_source, "/sources/old/", "/sources/new/"),
    ],
)
def test_every_kind_of_page_keeps_its_old_address(client, make, old, new):
    rename(make(slug="old"), "new")
    assert client.get(old)["Location"] == new


def test_with_the_database_down_nobody_is_told_that_a_page_is_not_there(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(Redirect.objects, "filter", fail)
    client.raise_request_exception = False
    assert client.get("/nowhere/").status_code == 503, "it may have moved"
