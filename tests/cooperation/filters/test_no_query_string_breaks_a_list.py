import random
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client

from cooperation.filters import PARAMETERS

from .reading import LISTS

TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "china",
    "CHN",
    "temm",
    "held",
    "yes",
    "mou",
    "active",
    "2012",
    "2012-05",
    "2012-02-30",
    "9999",
    "0001",
    "0000",
    "9999-12-31",
    "-1",
    "1e400",
    "9" * 400,
    "٣",
    "²",
    "x" * 4000,
    "'",
    '"><script>alert(1)</script>',
    "{{ 7*7 }}",
    "%s%(x)s%",
    "1; DROP TABLE cooperation_meeting",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "\N{RIGHT-TO-LEFT OVERRIDE}txt",
    "\N{SKULL}" * 50,
    "한국",
    "\ufeff",
    "\ud800",
    "null",
    "[]",
    "date",
    "modified",
    "2",
    "999999999",
]
NAMES = [*PARAMETERS, "page[]", "country__in", "published_at", "_", "from_", "\0", "utm_source", "sort\0"]
RAW = ["%", "%zz", "%ff%fe", "&&&=&=", "=", "?", "%00=%00", "country=%C0%AF", "a" * 2000, ";", "country[]=x", "+", "#"]


def hostile(number, seed=1):
    """Query strings that mean harm, nonsense, or something right in bad company."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(number):
        parts = []
        for _ in range(chance.randint(1, 5)):
            if chance.random() < 0.2:
                parts.append(chance.choice(RAW))
            else:
                text = chance.choice(TEXTS)
                if chance.random() < 0.2:
                    text += chance.choice(TEXTS)
                escape = chance.choice([quote, quote_plus])
                parts.append(f"{quote(chance.choice(NAMES))}={escape(text, errors='surrogatepass')}")
        yield f"/{chance.choice(LISTS)}{chance.choice(['/', '/', '.csv'])}?{'&'.join(parts)}"


def answer(client, address):
    """The status and the body of the answer to a raw address."""
    path, _, query = address.partition("?")
    response = client.generic("GET", path, QUERY_STRING=query.replace("#", ""))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode()


@pytest.mark.usefixtures("demo_fixtures")
def test_no_query_string_breaks_a_list():
    client = Client(raise_request_exception=True)
    kinds = set()
    for address in hostile(300):
        status, body = answer(client, address)
        assert status in ({200, 400} if ".csv" in address else {200}), address
        assert "<script>" not in body or ".csv" in address, "a refusal is plain text"
        assert "\0" not in body
        kinds.add((status, 'class="problems"' in body))
    assert kinds == {(200, True), (200, False), (400, False)}
