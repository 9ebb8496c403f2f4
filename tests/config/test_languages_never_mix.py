"""Many threads answer in both languages at once, with the page cache and while pages change: no page is mixed."""

import contextlib
import gzip
import http.client
import re
import time
from functools import partial

import pytest

from cooperation.domain import roles
from cooperation.models import Meeting
from tests import factories as f
from tests.connections import at_once
from tests.serving import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]
PATHS = (
    "/",
    "/meetings/",
    "/meetings/temm-14/",
    "/meetings/?country=china",
    "/topics/",
    "/about/",
    "/nothing/",
    "/meetings.atom",
    "/search/?q=temm",
)
LINK = re.compile(r'<a [^>]*?href="(/[^"]*)"( lang="\w\w")?')


def get(connection, path, **headers):
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    return answer, (gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body).decode()


def is_of(language, text):
    """Whether every part of a page is of the language: what it says of itself, and where its links lead."""
    if text.startswith("<?xml"):
        pages = re.findall(r'type="text/html" href="http://[^/"]*([^"]*)"', text)
        return f'xml:lang="{language}"' in text and {_language(each) for each in pages} == {language}
    links = {_language(path) for path, switch in LINK.findall(text) if not switch and "." not in path}
    return f'<html lang="{language}">' in text and links == {language}


def _language(path):
    return "ko" if path.startswith("/ko/") else "en"


def test_no_reader_gets_a_page_or_an_etag_of_the_other_language():
    country = f.make_country("CHN", slug="china")
    f.make_meeting("TEMM 14", slug="temm-14", countries=[country], topics=[f.make_topic("Air")])
    f.make_accountlanguage(staff := f.make_user(roles.EDITOR))
    until, etags, numbers = time.monotonic() + 5, {"en": set(), "ko": set()}, []

    def write():
        while time.monotonic() < until:
            Meeting.objects.update(summary=f"Change {time.monotonic()}.")
            time.sleep(0.15)

    def read(connection, start):
        number = start
        while time.monotonic() < until:
            language, path = ("en", "ko")[number % 2], PATHS[number // 2 % len(PATHS)]
            address = path if language == "en" else f"/ko{path}"
            headers = {"accept_encoding": "gzip"} if number % 3 else {}
            others = etags["ko" if language == "en" else "en"]
            if others and number % 5 == 0:
                headers["if_none_match"] = ", ".join(list(others)[-50:])
            answer, text = get(connection, address, **headers)
            assert answer.status == (404 if path == "/nothing/" else 200), (address, answer.status)
            assert answer.headers["Content-Language"] == language, address
            assert is_of(language, text), address
            assert "Accept-Language" not in answer.headers.get("Vary", "")
            if etag := answer.headers["ETag"]:
                etags[language].add(etag)
            number += 1
        numbers.append(number - start)

    def work(connection, server):
        cookie = "; ".join(f"{name}={value}" for name, value in server.cookies.items())
        while time.monotonic() < until:
            for address, language in (("/admin/", "ko"), ("/meetings/", "en"), ("/ko/meetings/temm-14/", "ko")):
                answer, text = get(connection, address, cookie=cookie)
                assert (answer.status, answer.headers["Content-Language"]) == (200, language), address
                assert f'<html lang="{language}"' in text, address

    with served(WORKERS="2", THREADS="4", ACCESS_LOG="off") as server, contextlib.ExitStack() as opened:
        server.sign_in(staff)
        connections = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(9)]
        for each in connections:
            opened.callback(each.close)
        until = time.monotonic() + 5
        readers = [partial(read, each, 7 * number) for number, each in enumerate(connections[1:])]
        assert set(at_once(write, partial(work, connections[0], server), *readers)) == {None}
    assert not etags["en"] & etags["ko"]
    assert min(map(len, etags.values())) > 5
    assert sum(numbers) > 60
