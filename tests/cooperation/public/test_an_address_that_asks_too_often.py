"""Who asks too often from one address is told how long to wait; others, and other pages, are answered."""

import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.test import Client

from cooperation.public.throttle import RATES, Throttle
from tests.factories import make_meeting

OPERATIONS = (Path(__file__).resolve().parents[3] / "docs" / "operations.md").read_text()
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"
# For each limit an address that it covers, and a form if it is about sending one.
ASKED = {
    "sign-in": ("/admin/login/", {"username": "nobody", "password": "guessed"}),
    "rating": ("/rating/", {"rated": "/", "score": "5"}),
    "suggestions": ("/search/suggest/?q=", None),
    "search": ("/search/", None),
    "api": ("/api/v1/meetings", None),
    "feeds": ("/meetings.atom", None),
    "exports": ("/meetings.csv", None),
}
PAGES, FILES = ("sign-in", "rating", "search"), ("suggestions", "feeds", "exports")


@pytest.fixture
def throttled(db, settings, monkeypatch):
    """ask(name, address) sends what a limit covers. Each limit is three in a minute, and no time passes."""
    settings.RATE_LIMITS = 1
    init = Throttle.__init__

    def lowered(self, get_response):
        init(self, get_response)
        for _rate, limit in self.limits:
            limit.most, limit.seconds, limit.clock = 3, 60, lambda: 1000.0

    monkeypatch.setattr(Throttle, "__init__", lowered)
    client = Client()

    def ask(name, address=HERE, **headers):
        path, form = ASKED[name]
        if form is None:
            return client.get(path, headers=headers, REMOTE_ADDR=address)
        return client.post(path, form, headers=headers, REMOTE_ADDR=address)

    ask.client = client
    return ask


def test_each_limit_has_an_example_here():
    assert list(ASKED) == [rate.name for rate in RATES]


@pytest.mark.parametrize("name", ASKED)
def test_the_fourth_request_of_an_address_is_refused(throttled, name):
    answers = [throttled(name) for _ in range(3)]
    assert 429 not in {answer.status_code for answer in answers}
    assert [answer["RateLimit"] for answer in answers] == [
        f'"{name}";r=2;t=20',
        f'"{name}";r=1;t=40',
        f'"{name}";r=0;t=60',
    ]
    refused = throttled(name)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "20"
    assert refused["RateLimit"] == f'"{name}";r=0;t=20'
    assert refused["RateLimit-Policy"].startswith(f'"{name}";q=3;w=')
    assert refused["Cache-Control"] == "no-store"
    assert not refused.cookies
    assert throttled(name, ELSEWHERE).status_code != 429


def test_what_a_passkey_must_sign_is_asked_as_often_as_forms_are_sent(throttled):
    def ask():
        return throttled.client.get("/admin/login/passkey/", headers={"Accept": "application/json"}, REMOTE_ADDR=HERE)

    assert [ask().status_code for _ in range(3)] == [200] * 3
    assert throttled("sign-in").status_code == ask().status_code == 429
    assert throttled.client.get("/admin/login/", REMOTE_ADDR=HERE).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_people_get_a_page(throttled, name):
    refused = [throttled(name) for _ in range(4)][-1]
    assert refused["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Too many requests</h1>" in refused.text
    assert "Too many requests came from your network. Wait 20 seconds, then try again." in refused.text
    assert "frame-ancestors 'none'" in refused["Content-Security-Policy"]


@pytest.mark.parametrize("name", FILES)
def test_programs_get_a_line_of_text(throttled, name):
    refused = [throttled(name) for _ in range(4)][-1]
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    assert refused.text == "Too many requests. Wait 20 seconds, then try again.\n"


def test_the_api_answers_with_a_problem_that_scripts_of_other_sites_can_read(throttled):
    answer, refused = [throttled("api") for _ in range(4)][2:]
    assert answer.status_code == 200
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many requests. Wait as many seconds as Retry-After says.",
    }
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert {"Retry-After", "RateLimit", "RateLimit-Policy"} <= set(refused["Access-Control-Expose-Headers"].split(", "))


def test_an_address_is_believed_from_a_known_proxy_only(throttled, settings):
    for number in range(4):
        answer = throttled("search", **{"x-forwarded-for": f"198.51.100.{number}"})
    assert answer.status_code == 429, "who invents an address is counted by the real one"
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.1/32")]
    for number in range(4):
        answer = throttled("search", "192.0.2.1", **{"x-forwarded-for": f"198.51.100.{number}"})
    assert answer.status_code == 200
    for _ in range(4):
        answer = throttled("search", "192.0.2.1", **{"x-forwarded-for": "198.51.100.9"})
    assert answer.status_code == 429


def test_addresses_of_one_ipv6_network_are_one(throttled):
    answers = [throttled("search", f"2001:db8:1:2::{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert throttled("search", "2001:db8:1:3::1").status_code == 200


def test_no_limit_counts_another_page(throttled):
    make_meeting("TEMM 14")
    meeting = "/meetings/temm-14"
    for path in ("/", "/meetings/", f"{meeting}/", f"{meeting}.csl.json", "/sitemap.xml", "/admin/login/"):
        answers = [throttled.client.get(path, REMOTE_ADDR=HERE) for _ in range(4)]
        assert {answer.status_code for answer in answers} == {200}, path
        assert not any(answer.has_header("RateLimit") for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_a_cached_page_has_nobody_s_numbers(throttled):
    first, second = throttled("search"), throttled("search", ELSEWHERE)
    assert first["ETag"] == second["ETag"]
    assert (first["RateLimit"], second["RateLimit"]) == ('"search";r=2;t=20', '"search";r=2;t=20')
    assert throttled("search", ELSEWHERE, **{"if-none-match": first["ETag"]})["RateLimit"] == '"search";r=1;t=40'


def test_the_setting_is_a_factor_and_turns_the_limits_off(db, settings):
    settings.RATE_LIMITS = 0
    assert not Client().get("/search/").has_header("RateLimit")
    settings.RATE_LIMITS = 3
    assert Client().get("/search/")["RateLimit-Policy"] == '"search";q=180;w=30'


def test_the_table_of_the_documentation_has_these_numbers():
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| (\d+) \| (\d+) \|$", OPERATIONS, re.MULTILINE)
    assert [(name, int(most), int(seconds)) for name, most, seconds in rows] == [
        (rate.name, rate.most, rate.seconds) for rate in RATES
    ]
