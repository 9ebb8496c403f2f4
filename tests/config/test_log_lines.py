"""What an operator reads: a line for each request, sign-in, refusal and change of an account, and nobody forges one."""

import json
import logging
import re
import socket
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import Group, User

from config.log import JsonLine, TextLine
from config.request_log import current
from tests import factories as f
from tests.confirmed import confirm
from tests.cooperation.admin.conftest import address
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+: ")
PASSWORD = "correct-horse-battery"


@pytest.fixture
def chief():
    return User.objects.create_superuser("chief", password=PASSWORD)


@pytest.fixture
def editor():
    editor = User.objects.create_user("edith", password=PASSWORD, is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    return editor


@pytest.fixture
def server(transactional_db):
    with served(WORKERS="1") as running:
        yield running


def lines(server, name):
    """What a logger printed, without the time."""
    server.until_printed(f" {name}: ")
    return [line[24:] for line in server.output.splitlines() if f" {name}: " in line]


def test_each_request_is_one_line_and_no_line_says_who_asked_or_for_what(server):
    for path in ("/meetings/?q=dust", "/nothing/", "/static/nothing.css"):
        server.ask(path, user_agent="Somebody/1.0", referer="https://elsewhere.example/")
    server.ask("/meetings/", x_request_id="1 2")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as broken:
        broken.sendall(b"GET /search/?q=dust HTTP/nine\r\n\r\n")
        broken.recv(1000)
    server.until_printed("Invalid request.")
    found = [line for line in lines(server, "gunicorn.access") if " health " not in line]
    assert [re.sub("[0-9.]+ ms", "1 ms", line) for line in found[:3]] == [
        "INFO gunicorn.access: GET meeting_list 200, 1 ms, "
        + re.search("[0-9]+ statements, [0-9]+ bytes", found[0])[0],
        "INFO gunicorn.access: GET - 404, 1 ms, 2 statements, " + re.search("[0-9]+ bytes", found[1])[0],
        "INFO gunicorn.access: GET static 404, 1 ms, 2 statements, " + re.search("[0-9]+ bytes", found[2])[0],
    ]
    assert not any(text in server.output for text in ("127.0.0.1 ", "Somebody", "elsewhere.example", "dust"))


def test_the_access_log_can_be_switched_off(transactional_db):
    with served(WORKERS="1", ACCESS_LOG="off") as server:
        server.ask("/nothing/")
        server.until_printed("Booting worker")
        assert "gunicorn.access" not in server.output


def test_production_writes_json_with_the_request_the_user_and_the_route(transactional_db, editor):
    meeting = f.make_meeting()
    with served(WORKERS="1", LOG_FORMAT="json", TRUSTED_PROXIES="127.0.0.1") as server:
        given = server.ask("/meetings/?q=dust", x_request_id="0123456789abcdef")
        assert given.headers["X-Request-ID"] == "0123456789abcdef"
        cached = server.ask("/meetings/?q=dust")
        assert re.fullmatch("[0-9a-f]{32}", cached.headers["X-Request-ID"])
        forged = server.ask("/meetings/?q=dust", x_request_id='forged", "level": "ERROR')
        server.sign_in(editor)
        refused = server.ask(address(meeting, "withdraw"))
        server.until_printed('"status": 403')
        found = [json.loads(line) for line in server.output.splitlines()]
        assert "dust" not in server.output
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in found)
    written = {line["request_id"]: line for line in found if line["logger"] == "gunicorn.access"}
    # In the order of the requests: a line is written after the response, perhaps after the next one's.
    access = [written[answer.headers["X-Request-ID"]] for answer in (given, cached, forged, refused)]
    assert {line["route"] for line in access[:3]} == {"meeting_list"}
    assert access[0]["request_id"] == "0123456789abcdef"
    assert "user_id" not in access[0]
    assert access[0]["statements"] > access[1]["statements"] == 1
    assert (access[1]["method"], access[1]["status"], access[1]["bytes"]) == ("GET", 200, len(cached.text.encode()))
    assert access[2]["request_id"] != access[1]["request_id"]
    assert re.fullmatch("[0-9a-f]{32}", access[2]["request_id"])
    [audit] = [line for line in found if line["logger"] == "cooperation.workflow.audit"]
    assert audit["request_id"] == access[3]["request_id"] == refused.headers["X-Request-ID"]
    assert audit["user_id"] == access[3]["user_id"] == editor.pk
    assert (access[3]["route"], access[3]["status"]) == ("admin:cooperation_meeting_withdraw", 403)


def test_an_id_is_believed_only_from_a_trusted_proxy(client, db, settings):
    assert client.get("/about/", headers={"x-request-id": "0123456789abcdef"})["X-Request-ID"] != "0123456789abcdef"
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
    assert client.get("/about/", headers={"x-request-id": "0123456789abcdef"})["X-Request-ID"] == "0123456789abcdef"
    assert client.get("/about/", headers={"x-request-id": "short"})["X-Request-ID"] != "short"


def test_no_line_holds_a_cookie_of_ours_and_other_cookies_blank_nothing(rf):
    key = "qwertyuiop123456" * 2
    cookies = f"sessionid={key}; csrftoken=Sign-in failed: chief; known_browser=chief; a=Sign-in failed"
    request = rf.get("/", headers={"cookie": cookies})
    request.id = "r"
    record = logging.LogRecord("here", logging.ERROR, "", 0, f"Sign-in failed: chief, {key}", (), None)
    outside = current.set(request)
    try:
        assert json.loads(JsonLine().format(record))["message"] == "Sign-in failed: chief, [hidden]"
        assert TextLine().format(record).endswith("Sign-in failed: chief, [hidden]")
    finally:
        current.reset(outside)


def test_nobody_forges_a_json_line():
    text = 'x\n{"level": "INFO"}\r\u2028\x85\x9b"'
    formatted = JsonLine().format(logging.LogRecord("here", logging.ERROR, "", 0, "%s", (text,), None))
    assert formatted.isascii()
    assert formatted.isprintable()
    assert json.loads(formatted)["message"] == text


def test_sign_ins_are_told_and_failed_ones(server, chief):
    reader = User.objects.create_user("reader", password=PASSWORD)
    for name, password in (("chief", PASSWORD), ("chief", "wrong-" + PASSWORD), ("nobody", PASSWORD)):
        server.ask("/admin/login/", {"username": name, "password": password})
        server.cookies.clear()
    server.ask("/admin/login/", {"username": reader.username, "password": PASSWORD})
    assert lines(server, "cooperation.workflow.audit") == [
        "INFO cooperation.workflow.audit: Signed in: 'chief'",
        "WARNING cooperation.workflow.audit: Sign-in failed: 'chief'",
        "WARNING cooperation.workflow.audit: Sign-in failed: an unknown user name",
        "WARNING cooperation.workflow.audit: Sign-in failed: 'reader'",
    ]
    assert PASSWORD not in server.output


def test_nobody_forges_a_line(server):
    forged = "eve\n2026-01-01 00:00:00,000 INFO cooperation.workflow.audit: Signed in: 'chief'\r\x1b[2K\u2028"
    server.ask("/admin/login/", {"username": forged, "password": "x"})
    server.ask("/meetings/%0A2026-01-01%2000:00:00,000%20INFO%20cooperation.audit:%20Signed%20in/?q=%0A%0D")
    server.ask("/rating/%0A/", {"x": "y"}, origin="https://elsewhere.example")
    server.until_printed("POST - 404")
    assert all(LINE.match(line) for line in server.output.splitlines())
    assert not any(line.startswith("2026-01-01") for line in server.output.splitlines())
    assert len(lines(server, "cooperation.workflow.audit")) == 1


def test_a_refusal_is_told_with_the_account_and_the_reason(server, editor):
    meeting = f.make_meeting()
    server.sign_in(editor)
    assert server.ask(address(meeting, "withdraw")).status == 403
    assert server.ask("/admin/cooperation/meeting/add/", {"title": "x"}, origin="https://evil.example").status == 403
    server.cookies.clear()
    assert server.ask("/rating/", {"score": "5"}, sec_fetch_site="cross-site").status == 403
    assert lines(server, "cooperation.workflow.audit") == [
        f"WARNING cooperation.workflow.audit: Refused: GET {address(meeting, 'withdraw')} for 'edith': not permitted",
        "WARNING cooperation.workflow.audit: Refused: POST /admin/cooperation/meeting/add/ for 'edith': "
        "Origin checking failed - https://evil.example does not match any trusted origins.",
        "WARNING cooperation.workflow.audit: Refused: POST /rating/ for nobody signed in:"
        " Your answer was not sent from a page of this registry.",
    ]
    assert "Forbidden" not in server.output


def test_each_change_of_an_account_is_told_with_who_made_it(server, chief):
    server.sign_in(chief)
    confirm(server)
    roles = dict(Group.objects.values_list("name", "pk"))
    new = {"username": "eve", "groups": roles["Editor"], "is_staff": "on"}
    assert server.ask("/admin/auth/user/add/", new).status == 302
    eve = User.objects.get(username="eve")
    form = {"username": "eve", "password": eve.password, "groups": roles["Publisher"], "is_staff": "on"}
    assert server.ask(address(eve), {**form, "is_active": "on"}).status == 302
    page = server.ask(f"/admin/auth/user/{eve.pk}/password/", {"show": "1"}).text
    code = re.search(r"/admin/password/new/#([\w-]+)", page)[1]
    passwords = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert server.ask("/admin/password/new/", {"code": code, **passwords}).status == 302
    eve.refresh_from_db()
    assert server.ask(address(eve), {**form, "password": eve.password}).status == 302
    assert server.ask(address(eve, "delete"), {"post": "yes"}).status == 302
    own = {"old_password": PASSWORD, "new_password1": PASSWORD + "3", "new_password2": PASSWORD + "3"}
    assert server.ask("/admin/password_change/", own).status == 302
    told = [
        line.removeprefix("INFO cooperation.workflow.audit: ") for line in lines(server, "cooperation.workflow.audit")
    ]
    assert told == [
        "Account 'eve', by 'chief': Created. Now: Editor, active.",
        "Account 'eve', by 'chief': Changed Role. Before: Editor. Now: Publisher, active.",
        "Account 'eve', by 'chief': Made a link to set a password. Now: Publisher, active.",
        "Account 'eve', by 'eve': Set a password with a link. Now: Publisher, active.",
        "Account 'eve', by 'chief': Changed Active. Now: Publisher, deactivated.",
        "Account 'eve', by 'chief': Deleted.",
        "Account 'chief', by 'chief': Changed password. Now: superuser, active.",
    ]
    assert PASSWORD not in server.output
    assert code.partition("-")[2] not in server.output


def test_a_traceback_is_indented():
    try:
        raise ValueError("first\nsecond")
    except ValueError as error:
        record = logging.LogRecord("here", logging.ERROR, "", 0, "It failed\nso", (), (ValueError, error, None))
    first, *rest = TextLine().format(record).split("\n")
    assert LINE.match(first)
    assert first.endswith(r"here: It failed\nso")
    assert rest
    assert all(line.startswith("  ") for line in rest)
