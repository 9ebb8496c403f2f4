"""Every response has Permissions-Policy and Cross-Origin-Resource-Policy."""

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
