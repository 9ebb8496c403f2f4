"""A 403 in the admin keeps its frame, who is signed in and a link back; elsewhere it is a page of its own."""

import pytest
from django.contrib import admin
from django.db import DatabaseError
from django.test import Client

from cooperation.domain import roles
from tests import factories
from tests.cooperation.workflow.conftest import words

pytestmark = pytest.mark.django_db
FRAME = ('id="header"', 'id="nav-sidebar"', '<a href="/admin/">Home</a>', 'class="button">Go to the first page</a>')


@pytest.fixture
def client():
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.make_user(roles.EDITOR, username="edith"))
    return client


@pytest.mark.parametrize("address", ["/admin/review/", "/admin/activity/", "/admin/auth/user/"])
def test_a_page_of_another_role_is_refused_within_the_frame(client, address):
    response = client.get(address)
    assert response.status_code == 403
    page = response.content.decode()
    assert [part for part in FRAME if part not in page] == []
    assert "edith" in page
    assert "Your account may not view this page or do this." in page
    assert "You do not have permission" in words(response)


def test_a_form_without_its_token_is_refused_within_the_frame(client):
    response = client.post("/admin/cooperation/meeting/add/", {"title": "x"})
    assert response.status_code == 403
    page = response.content.decode()
    assert [part for part in FRAME if part not in page] == []
    assert "Nothing was saved." in page


def test_who_is_not_signed_in_sees_no_frame():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Your form was not accepted" in page
    assert 'id="nav-sidebar"' not in page


def test_public_pages_have_their_own(client):
    response = client.post("/rating/", {"score": "5"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    page = response.content.decode()
    assert 'id="nav-sidebar"' not in page
    assert '<a href="/">Go to the home page</a>' in page


def test_without_a_database_the_page_is_the_plain_one(client, monkeypatch):
    def fail(request):
        raise DatabaseError

    monkeypatch.setattr(admin.site, "each_context", fail)
    response = client.get("/admin/review/")
    assert response.status_code == 403
    assert '<a href="/">Go to the home page</a>' in response.content.decode()
