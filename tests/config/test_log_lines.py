"""What an operator reads: a line for each request, sign-in, refusal and change of an account, and nobody forges one."""

import logging
import re

import pytest
from django.contrib.auth.models import Group, User

from config.log import Line
from tests import factories as f
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


def test_each_request_is_one_line_and_no_line_says_who_asked(server):
    for path in ("/meetings/?q=dust", "/nothing/", "/static/nothing.css"):
        server.ask(path, user_agent="Somebody/1.0", referer="https://elsewhere.example/")
    server.until_printed("/static/nothing.css")
    found = lines(server, "gunicorn.access")
    assert [line.split(" bytes ")[0].rsplit(" ", 1)[0] for line in found if "/healthz" not in line] == [
        "INFO gunicorn.access: 200 GET /meetings/?q=dust",
        "INFO gunicorn.access: 404 GET /nothing/",
        "INFO gunicorn.access: 404 GET /static/nothing.css",
    ]
    assert not any(text in server.output for text in ("127.0.0.1 ", "Somebody", "elsewhere.example"))


def test_the_access_log_can_be_switched_off(transactional_db):
    with served(WORKERS="1", ACCESS_LOG="off") as server:
        server.ask("/nothing/")
        server.until_printed("Booting worker")
        assert "gunicorn.access" not in server.output


def test_sign_ins_are_told_and_failed_ones(server, chief):
    reader = User.objects.create_user("reader", password=PASSWORD)
    for name, password in (("chief", PASSWORD), ("chief", "wrong-" + PASSWORD), ("nobody", PASSWORD)):
        server.ask("/admin/login/", {"username": name, "password": password})
    server.ask("/admin/login/", {"username": reader.username, "password": PASSWORD})
    assert lines(server, "cooperation.workflow.audit") == [
        "INFO cooperation.workflow.audit: Signed in: 'chief'",
        "WARNING cooperation.workflow.audit: Sign-in failed: 'chief'",
        "WARNING cooperation.workflow.audit: Sign-in failed: 'nobody'",
        "WARNING cooperation.workflow.audit: Sign-in failed: 'reader'",
    ]
    assert PASSWORD not in server.output


def test_nobody_forges_a_line(server):
    forged = "eve\n2026-01-01 00:00:00,000 INFO cooperation.workflow.audit: Signed in: 'chief'\r\x1b[2K\u2028"
    server.ask("/admin/login/", {"username": forged, "password": "x"})
    server.ask("/meetings/%0A2026-01-01%2000:00:00,000%20INFO%20cooperation.audit:%20Signed%20in/?q=%0A%0D")
    server.ask("/rating/%0A/", {"x": "y"}, origin="https://elsewhere.example")
    server.until_printed("/rating/")
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
    roles = dict(Group.objects.values_list("name", "pk"))
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    new = {"username": "eve", **passwords, "groups": roles["Editor"], "is_staff": "on"}
    assert server.ask("/admin/auth/user/add/", new).status == 302
    eve = User.objects.get(username="eve")
    form = {"username": "eve", "password": eve.password, "groups": roles["Publisher"], "is_staff": "on"}
    assert server.ask(address(eve), {**form, "is_active": "on"}).status == 302
    password = f"/admin/auth/user/{eve.pk}/password/"
    assert server.ask(password, {**passwords, "password1": PASSWORD + "2", "password2": PASSWORD + "2"}).status == 302
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
        "Account 'eve', by 'chief': Changed password. Now: Publisher, active.",
        "Account 'eve', by 'chief': Changed Active. Now: Publisher, deactivated.",
        "Account 'eve', by 'chief': Deleted.",
        "Account 'chief', by 'chief': Changed password. Now: superuser, active.",
    ]
    assert PASSWORD not in server.output


def test_a_traceback_is_indented():
    try:
        raise ValueError("first\nsecond")
    except ValueError as error:
        record = logging.LogRecord("here", logging.ERROR, "", 0, "It failed\nso", (), (ValueError, error, None))
    first, *rest = Line().format(record).split("\n")
    assert LINE.match(first)
    assert first.endswith(r"here: It failed\nso")
    assert rest
    assert all(line.startswith("  ") for line in rest)
