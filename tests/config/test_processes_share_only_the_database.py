"""Server processes on several machines share the database and nothing else: no folder, no memory, no port."""

import contextlib
import http.client
import itertools
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from cooperation.domain import roles
from cooperation.models import Agreement
from tests import factories as f
from tests.config.test_metrics import Metrics
from tests.serving import TOKEN, served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
PASSWORD = "a-long-enough-pass-phrase"
LOGIN, CODE, IMPORTS = "/admin/login/", "/admin/login/code/", "/admin/imports/"


@pytest.fixture
def machines(tmp_path):
    """Three server processes, each with folders and metrics of its own: [(server, metrics, folder)]."""
    with contextlib.ExitStack() as stack:
        found = []
        for number in range(3):
            folder, metrics = tmp_path / f"machine{number}", Metrics()
            own = {"HOME": folder / "home", "TMPDIR": folder / "tmp", "STATIC_ROOT": folder / "static"}
            for each in own.values():
                each.mkdir(parents=True)
            own = {name: str(path) for name, path in own.items()} | {"METRICS_BIND": metrics.address}
            found.append((stack.enter_context(served(WORKERS="1", **own)), metrics, folder))
        yield found


def upload(server, path, **fields):
    """Send a form with a file."""
    body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": TOKEN})
    cookies = {**server.cookies, "csrftoken": TOKEN}
    headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.request("POST", path, body, headers)
        return connection.getresponse().headers["Location"]


def test_three_machines_are_one_registry(machines):
    servers = [server for server, _metrics, _folder in machines]
    each_machine_counts_its_own_requests(machines)
    passwords_are_guessed_on_all_machines_together(servers)
    what_begins_on_one_machine_goes_on_on_another(servers)
    for _server, _metrics, folder in machines:
        assert [each for each in folder.rglob("*") if each.is_file()] == []


def each_machine_counts_its_own_requests(machines):
    f.make_meeting("TEMM 14")
    for number, (server, _metrics, _folder) in enumerate(machines, start=1):
        for _ in range(number):
            assert "TEMM 14" in server.ask("/meetings/").text
    for number, (_server, metrics, _folder) in enumerate(machines, start=1):
        metrics.until("registry_requests_total", number, route="meeting_list", method="GET", status="200")


def passwords_are_guessed_on_all_machines_together(servers):
    get_user_model().objects.create_user("lee", password=PASSWORD, is_staff=True)
    guesses = [
        server.ask(LOGIN, {"username": "lee", "password": f"wrong-{n}"}).status
        for n, server in zip(range(6), itertools.cycle(servers), strict=False)
    ]
    assert guesses == [200] * 5 + [429]


def what_begins_on_one_machine_goes_on_on_another(servers):
    one, two, three = servers
    kim = f.make_user(roles.EDITOR, username="kim")
    kim.set_password(PASSWORD)
    kim.save()
    secret = generate_totp_secret()
    TOTP.activate(kim, secret)
    code = {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}
    password = {"username": "kim", "password": PASSWORD}

    # A browser whose requests reach the machines in turn, and another one that sends the same code.
    two.cookies = three.cookies = one.cookies
    assert one.ask(LOGIN, password).headers["Location"] == CODE
    other = type(three)(three.port, three.process, three.log)
    assert other.ask(LOGIN, password).headers["Location"] == CODE
    assert two.ask(CODE, code).headers["Location"] == "/admin/"
    answer = other.ask(CODE, code)
    assert (answer.status, "The code is not correct" in answer.text) == (200, True)
    assert [each.ask("/admin/").status for each in servers] == [200] * 3

    # A file that is read on one machine, checked and entered on others.
    rows = "title,kind,reference\n" + "".join(f"Treaty {n},treaty,T-{n}\n" for n in range(3))
    path = upload(one, IMPORTS, kind="agreements", encoding="", file=SimpleUploadedFile("a.csv", rows.encode()))
    turns = itertools.cycle(servers)
    page = next(turns).ask(path).text
    for _ in range(9):
        if not (action := re.search(r'action="(/admin/imports/\d+/(?:check/)?)"[^>]* data-batches', page)):
            break
        answer = next(turns).ask(action[1], {"_start": "1"})
        page = next(turns).ask(answer.headers["Location"]).text
    assert Agreement.objects.count() == 3, page

    # Signed out on one machine is signed out on all.
    one.ask("/admin/logout/", {})
    assert [each.ask("/admin/").status for each in servers] == [302] * 3
