import re

import pytest
from django.test import Client

from tests.cooperation.filters.reading import LISTS, Page

ADDRESSES = [
    "/",
    "/about/",
    "/data/",
    "/data/columns/",
    "/api/v1/",
    "/data/catalog.jsonld",
    *(f"/{name}/" for name in LISTS),
    *(f"/{name}.csv" for name in LISTS),
    "/meetings/?page=x",
    "/agreements/?on=2012-05-31",
    "/search/",
    "/search/?q=temm",
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_sets_a_cookie_or_depends_on_one(address):
    response = Client().get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_content_security_policy_allows_nothing_inline(address):
    policy = Client().get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "." not in address])
def test_pages_hold_no_inline_script_no_style_and_no_token(address):
    page = Page(address)
    assert not re.search(r'<script(?! type="module" src="/static/[^"]+"></script>)', page.html)
    for forbidden in ("<style", " style=", "csrfmiddlewaretoken", "nonce="):
        assert forbidden not in page.html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_signed_in_editor_reads_the_same_page(admin_client, address):
    admin, reader = admin_client.get(address), Client().get(address)
    assert b"".join(admin) == b"".join(reader)
