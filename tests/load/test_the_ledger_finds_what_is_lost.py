"""The comparison after the load finds a write that is missing, half there, or there although it was refused."""

import re

import pytest

from cooperation.models import Meeting, Rating
from tests import factories as f

from . import clicks
from .installation import configuration
from .ledger import ACKNOWLEDGED, NO_ANSWER, OUTCOME, REFUSED, Ledger
from .people import Form, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger():
    """A ledger that agrees with the database."""
    for title in ("A", "B"):
        f.make_outcome(f.make_meeting(title), OUTCOME)
    Meeting.objects.filter(title="A").update(summary="one")
    Meeting.objects.filter(title="A").update(summary="two")
    Rating.objects.create(page="/", day="2026-11-28", score=5, answers=2)
    made = Ledger()
    made.create("A", ACKNOWLEDGED)
    made.create("B", NO_ANSWER)
    made.create("C", NO_ANSWER)
    made.create("D", REFUSED)
    made.edit("A", "one", ACKNOWLEDGED)
    made.edit("A", "two", NO_ANSWER)
    made.rate(ACKNOWLEDGED)
    made.rate(NO_ANSWER)
    return made


def test_what_agrees_has_no_difference(ledger):
    assert ledger.differences() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda ledger: ledger.create("E", ACKNOWLEDGED), "E was acknowledged and is not there"),
        (lambda ledger: f.make_outcome(f.make_meeting("D"), OUTCOME), "D was refused and is there"),
        (lambda ledger: f.make_meeting("C"), "C is there without its outcome"),
        (lambda ledger: f.make_outcome(f.make_meeting("C", published=False), OUTCOME), "C is there and not published"),
        (lambda ledger: ledger.edit("A", "three", ACKNOWLEDGED), "A has the summary 'two', not one of ['three']"),
        (lambda ledger: ledger.rated.update({ACKNOWLEDGED: 3}), "2 ratings were counted, and 4 were acknowledged"),
    ],
)
def test_each_difference_is_found(ledger, change, found):
    change(ledger)
    assert ledger.differences()[0] == found


def test_an_answer_says_whether_something_was_saved():
    assert said_of(302, 302, {}) == ACKNOWLEDGED
    assert said_of(503, 302, {"Retry-After": "5"}) == REFUSED
    assert said_of(503, 302, {"Retry-After": "60"}) == NO_ANSWER, "the connection may have broken after the commit"
    assert said_of(503, 302, {"Retry-After": "30"}) == NO_ANSWER, "nginx says this if the registry does not answer"
    assert said_of(0, 302, {}) == NO_ANSWER


def test_a_form_is_sent_as_a_browser_sends_it():
    page = """<form id="other"><input name="x" value="1"></form><form id="it"><input name="a" value="1">
        <input type="checkbox" name="b" value="1"><input type="checkbox" name="c" value="1" checked>
        <select name="d" multiple><option value="1" selected><option value="2"><option value="3" selected></select>
        <textarea name="e">\ntwo\nlines</textarea><input type="submit" name="f" value="Save"></form>"""
    assert Form(page, "it").fields == [("a", "1"), ("c", "1"), ("d", "1"), ("d", "3"), ("e", "two\nlines")]


def test_nginx_is_configured_as_in_an_installation():
    text = configuration(8000, 8001, [8002, 8003, 8004])
    servers = re.findall(r"^    server (\S+) (?:.* )?(\S+);$", text, re.MULTILINE)
    assert servers == [
        ("127.0.0.1:8001", "max_fails=0"),
        *((f"127.0.0.1:{port}", "fail_timeout=10s") for port in (8002, 8003, 8004)),
        ("127.0.0.1:8001", "backup"),
    ]
    assert "listen 127.0.0.1:8000;" in text
    assert "proxy_next_upstream error timeout http_503;" in text
    assert not re.search("ssl_|limit_req z|/run/|/etc/|/var/log", text)


def test_a_count_that_is_not_the_number_of_rows_is_found(client):
    f.make_outcome(f.make_meeting("A", status="held"), OUTCOME)

    def read(path):
        return client.get(path).content.decode()

    def wrong(path):
        return read(path).replace('<span class="count">1<', '<span class="count">2<')

    clicked, found = clicks.differences(read)
    assert clicked
    assert found == []
    assert clicks.differences(wrong)[1]
