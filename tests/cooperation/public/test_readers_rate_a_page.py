"""Five steps at the foot of every page: counted by page, day and step, and nothing else is kept."""

import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from cooperation.models import Rating, RecentRating
from cooperation.public.clients import client_address
from cooperation.public.views import ratings
from tests.connections import at_once
from tests.factories import make_meeting
from tests.reading import Page

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def _nobody_has_answered(db):
    ratings.OF_ONE_PAGE.forget()


def signed(address):
    """The path as the page itself signs it."""
    page = Client().get(address).content.decode()
    return re.search(r'name="rated" value="([^"]*)"', page)[1]


def rate(address="/", score="5", headers=HERE, place="203.0.113.7", **fields):
    """What becomes of an answer from an IP address, by a client that checks for the token that the form lacks."""
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
    assert "was not sent from a page of this registry" in response.content.decode()
    assert not counted()


def test_an_answer_that_is_not_counted_leads_back_to_the_question_and_on():
    response = rate("/meetings/", score="6")
    assert response.status_code == 400
    text = Page(response).text
    assert "Your answer was not counted\nChoose one of the five answers.\nGo back to the question" in text
    assert 'href="/meetings/#rating"' in response.content.decode()
    assert "Search the registry\nGo to the home page" in text
    assert not counted()


def test_a_program_that_fills_every_field_is_thanked_and_not_counted():
    assert rate(website="https://spam.example")["Location"] == "/#thanks"
    assert not counted()


def test_one_address_answers_once_an_hour_for_each_page(monkeypatch):
    now = datetime(2026, 11, 28, 9, 59, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    rate("/")
    assert rate("/", score="1")["Location"] == "/#counted-already"
    assert rate("/about/")["Location"] == "/about/#thanks"
    now += timedelta(minutes=1)
    assert rate("/")["Location"] == "/#thanks"
    assert counted() == {("/", 5): 2, ("/about/", 5): 1}
    assert RecentRating.objects.count() == 1  # the codes of the hour before are deleted


def test_another_browser_at_the_same_address_makes_no_difference():
    for number in range(5):
        rate("/", headers=HERE | {"user-agent": f"Browser {number}", "x-forwarded-for": f"198.51.100.{number}"})
    assert counted() == {("/", 5): 1}


def test_addresses_of_one_ipv6_network_are_one():
    for place in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"):
        rate("/", place=place)
    assert counted() == {("/", 5): 2}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.9", "192.0.2.1", "198.51.100.9"),  # no proxy of ours
        ("10.0.0.5", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.5", "6.6.6.6, 192.0.2.1", "192.0.2.1"),  # what the client wrote itself
        ("10.0.0.5", "6.6.6.6, 192.0.2.1, 10.1.1.1", "192.0.2.1"),  # two proxies
        ("10.0.0.5", "192.0.2.1:52100", "192.0.2.1"),
        ("10.0.0.5", "::ffff:192.0.2.1", "192.0.2.1"),
        ("10.0.0.5", "[2001:db8:1:2::1]:52100", str(0x20010DB800010002)),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "192.0.2.1, unknown", "10.0.0.5"),
        ("", "6.6.6.6, 192.0.2.1", "192.0.2.1"),  # by a Unix socket
        ("", "", ""),
    ],
)
def test_a_forwarded_address_is_believed_from_trusted_proxies_only(peer, forwarded, address, settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_no_address_can_be_read_where_answers_are_kept(settings):
    for key in ("a" * 50, "b" * 50):
        settings.SECRET_KEY = key
        for page in ("/", "/about/"):
            RecentRating.objects.is_first("203.0.113.7", page, timezone.now())
    kept = RecentRating.objects.values_list("code", flat=True)
    assert len(set(kept)) == 4  # who has no key cannot tell whose they are, nor that they are of one reader
    assert {field.name for field in RecentRating._meta.get_fields()} == {"code", "hour"}


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_is_counted():
    page = signed("/about/")

    def answer():
        client = Client(REMOTE_ADDR="203.0.113.7")
        return client.post("/rating/", {"rated": page, "score": "5"}, headers=HERE)["Location"]

    answers = at_once(*[answer] * 6)
    assert sorted(answers) == ["/about/#counted-already"] * 5 + ["/about/#thanks"]
    assert counted() == {("/about/", 5): 1}


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
    assert "Your answer was not counted" in response.content.decode()
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
