"""Headers of every response: pages, files, errors and health checks."""

import pytest
from django.test import Client

from config.headers import PERMISSIONS
from tests.factories import make_meeting
from tests.settled import settle

pytestmark = pytest.mark.django_db


def policy(response):
    assert response["Permissions-Policy"] == PERMISSIONS
    return response["Cross-Origin-Resource-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *(("/", 200), ("/meetings/", 200), ("/healthz", 200), ("/robots.txt", 200), ("/admin/login/", 200)),
        *(("/admin/", 302), ("/favicon.ico", 302), ("/meetings", 301), ("/nowhere/", 404)),
        ("/meetings.csv?year=x", 400),
    ],
)
def test_only_this_site_may_embed_a_page(client, address, status):
    client.get("/")  # reads the index
    response = client.get(address)
    assert response.status_code == status
    assert policy(response) == "same-origin"


def test_an_unknown_host_gets_the_headers_too(client):
    response = client.get("/", headers={"host": "other.example"})
    assert response.status_code == 400
    assert policy(response) == "same-origin"


@pytest.mark.django_db(transaction=True)
def test_a_page_from_the_cache_has_the_headers(client):
    make_meeting()
    settle()
    etag = client.get("/meetings/")["ETag"]
    response = client.get("/meetings/", headers={"if-none-match": etag})
    assert response.status_code == 304
    assert policy(response) == "same-origin"


def test_other_sites_may_read_public_downloads_and_the_preview_image(client):
    download = client.get("/meetings.csv")
    assert policy(download) == "cross-origin"
    assert download["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert policy(Client().get("/static/img/preview.png")) == "cross-origin"
    assert policy(Client().get("/static/img/preview.0123abcd.png")) == "cross-origin"
    assert policy(Client().get("/static/img/icon.svg")) == "same-origin"


def test_downloads_of_staff_stay_on_this_site(admin_client):
    response = admin_client.get("/admin/imports/meetings/all.csv")
    assert response.status_code == 200
    assert response.has_header("Content-Disposition")
    assert policy(response) == "same-origin"


def test_browsers_are_told_to_use_https_for_hosts_below_the_registry_s_too(client):
    for address in ("/", "/admin/login/", "/nowhere/", "/static/img/icon.svg"):
        header = client.get(address, secure=True)["Strict-Transport-Security"]
        assert header == "max-age=63072000; includeSubDomains", address


ADDRESSES = [
    *("/", "/meetings.csv", "/meetings.ics", "/feed.atom", "/sitemap.xml", "/robots.txt", "/healthz", "/nowhere/"),
    *(
        "/admin/",
        "/admin/login/",
        "/api/v1/meetings",
        "/api/v1/nothing",
        "/meetings",
        "/embed/meetings/",
        "/.git/config",
    ),
    *("/static/", "/static/admin_registry/form.js", "/.well-known/security.txt", "/data/catalog.jsonld"),
]


def test_every_response_says_what_browsers_may_do_with_it(client, settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    client = Client()
    client.get("/", secure=True)  # reads the index
    for address in ADDRESSES:
        response = client.get(address, secure=True)
        policy = response["Content-Security-Policy"]
        framed_by = "*" if address.startswith("/embed/") else "'none'"
        for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", f"frame-ancestors {framed_by}"):
            assert directive in policy.split("; "), (address, policy)
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["Referrer-Policy"] == "same-origin", address
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert response["Strict-Transport-Security"].startswith("max-age=63072000"), address
        kind = response.get("Content-Type", "")
        if (kind.startswith("text/") and address != "/healthz") or "xml" in kind.split(";")[0]:
            assert "charset=utf-8" in kind.replace('"', ""), (address, kind)


def test_neither_folders_nor_files_of_the_code_are_served(client):
    client.get("/")
    for address in (
        "/static/",
        "/static/admin_registry/",
        "/.git/config",
        "/.env",
        "/manage.py",
        "/static/../manage.py",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "FOO"])
def test_methods_that_no_page_uses_are_refused(admin_client, method):
    for address in ("/", "/admin/", "/admin/imports/", "/robots.txt", "/api/v1/meetings", "/nowhere/"):
        response = admin_client.generic(method, address, headers={"x-note": "a note"})
        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD"
        assert b"a note" not in response.content
