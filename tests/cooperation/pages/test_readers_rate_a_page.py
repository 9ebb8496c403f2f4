"""Five steps at the foot of every page: counted by page, day and step, and nothing else is kept."""

import re

import pytest
from django.test import Client

from cooperation.models import Rating
from cooperation.views import ratings
from tests.factories import make_meeting

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def _nobody_has_answered(db):
    for limit in (ratings.FROM_ONE_PLACE, ratings.FROM_ONE_PLACE_IN_ALL, ratings.OF_ONE_PAGE):
        limit.forget()


def signed(address):
    """The path as the page itself signs it."""
    page = Client().get(address).content.decode()
    return re.search(r'name="rated" value="([^"]*)"', page)[1]


def rate(address="/", score="5", headers=HERE, place="203.0.113.7", **fields):
    """What becomes of an answer, by a browser that checks for the token that the form does not have."""
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=place)
    return client.post("/rating/", {"rated": signed(address), "score": score, **fields}, headers=headers)


def counted():
    """What is on file."""
    return {(row.page, row.score): row.answers for row in Rating.objects.all()}


def test_answers_are_counted_by_page_and_step_and_lead_back_to_a_thank_you():
    response = rate("/meetings/")
    assert (response.status_code, response["Location"]) == (303, "/meetings/#thanks")
    assert not response.cookies
    rate("/meetings/", place="203.0.113.8")
    rate("/meetings/", score="1", place="203.0.113.9")
    assert counted() == {("/meetings/", 5): 2, ("/meetings/", 1): 1}
    assert {field.name for field in Rating._meta.get_fields()} == {"id", "page", "day", "score", "answers"}


def test_the_way_back_keeps_the_query_of_the_page_and_no_other():
    referer = "http://testserver/meetings/?country=china"
    assert rate("/meetings/", headers=HERE | {"referer": referer})["Location"] == "/meetings/?country=china#thanks"
    elsewhere = HERE | {"referer": "http://evil.example/?x=1"}
    assert rate("/agreements/", headers=elsewhere)["Location"] == "/agreements/#thanks"


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_our_own_pages_may_answer(headers):
    assert rate(headers=headers).status_code == 303
    assert counted()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_nobody_else_may(headers):
    response = rate(headers=headers)
    assert response.status_code == 403
    assert "did not come from a page of this registry" in response.content.decode()
    assert not counted()


def test_a_program_that_fills_every_field_is_thanked_and_not_counted():
    assert rate(website="https://spam.example")["Location"] == "/#thanks"
    assert not counted()


def test_one_place_answers_once_a_day_for_each_page():
    rate("/")
    assert rate("/", score="1")["Location"] == "/#counted-already"
    assert rate("/about/")["Location"] == "/about/#thanks"
    assert counted() == {("/", 5): 1, ("/about/", 5): 1}


def test_too_many_answers_are_not_counted(monkeypatch):
    monkeypatch.setattr(ratings.OF_ONE_PAGE, "most", 2)
    found = [rate("/", place=f"203.0.113.{number}")["Location"] for number in range(3)]
    assert found == ["/#thanks", "/#thanks", "/#too-many"]
    assert counted() == {("/", 5): 2}


@pytest.mark.parametrize(
    "fields", [{"score": "6"}, {"score": "0"}, {"score": "x"}, {"score": ""}, {"rated": "/"}, {"rated": "/:forged"}]
)
def test_what_is_no_answer_is_refused_in_words(fields):
    response = rate(**fields)
    assert response.status_code == 400
    assert "The answer" in response.content.decode()
    assert not counted()


def test_what_is_not_there_cannot_be_rated():
    assert 'action="/rating/"' not in Client().get("/meetings/nowhere/").content.decode()
    withdrawn = make_meeting(withdrawn=True)
    assert 'action="/rating/"' not in Client().get(withdrawn.get_absolute_url()).content.decode()
    assert Client().get("/rating/").status_code == 405


def test_staff_do_not_rate_drafts(client, admin_user):
    client.force_login(admin_user)
    draft = make_meeting(published=False)
    assert 'action="/rating/"' not in client.get(draft.get_absolute_url()).content.decode()
