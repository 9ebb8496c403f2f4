"""A body that is too large is refused in words, and none of it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from cooperation.domain import roles
from cooperation.middleware import LimitBodies
from cooperation.models import Session
from tests import factories as f

pytestmark = pytest.mark.django_db
KB, MB = 1024, 1024**2
FORM, UPLOAD = "/admin/cooperation/meeting/add/", "/admin/imports/"


class Unread:
    """A body of which nothing may be read."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


def send(client, path, size, **headers):
    """The answer to a POST that says it has so many bytes."""
    length = {} if size is None else {"CONTENT_LENGTH": str(size)}
    request = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": "text/plain", "wsgi.input": Unread()}
    return client.request(**request, **length, **headers)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def editor():
    client = Client()
    client.force_login(f.make_user(roles.EDITOR))
    return client


@pytest.mark.parametrize("path", ["/", "/rating/", "/admin/login/", FORM, UPLOAD, "/nowhere/"])
def test_without_a_session_more_than_64_kb(path, client):
    response = send(client, path, 64 * KB + 1)
    assert response.status_code == 413
    assert "You sent 64.0 KB. The limit is 64.0 KB. Nothing was saved." in text(response)
    assert "You are not signed in." in text(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("cookie", ["a" * 32, "x", '"\\000aaaaaaaa"', "é" * 32])
def test_an_invented_session_is_none(cookie):
    client = Client(HTTP_COOKIE=f"sessionid={cookie}")
    assert send(client, UPLOAD, 10 * MB).status_code == 413
    assert "You are not signed in." in text(send(client, FORM, 65 * KB))


def test_a_session_of_nobody_is_none(client):
    client.get("/admin/login/passkey/", headers={"Accept": "application/json"})
    assert list(Session.objects.values_list("user", flat=True)) == [None]
    assert send(client, UPLOAD, 10 * MB).status_code == 413
    assert "You are not signed in." in text(send(client, FORM, 65 * KB))


def test_a_session_that_is_over_is_none(editor):
    Session.objects.update(expire_date=timezone.now())
    assert send(editor, UPLOAD, 10 * MB).status_code == 413


def test_more_than_5_mb_in_a_form(editor):
    response = send(editor, FORM, 5 * MB + 1)
    assert response.status_code == 413
    assert "You sent 5.0 MB. The limit is 5.0 MB. Nothing was saved." in text(response)
    assert "Shorten the longest texts" in text(response)


def test_more_than_a_file_to_import_may_have(editor):
    response = send(editor, UPLOAD, 21 * MB)
    assert response.status_code == 413
    assert "You sent 21.0 MB. The limit is 20.0 MB. Nothing was saved." in text(response)


def test_a_body_without_its_length(client, editor):
    for each in (client, editor):
        response = send(each, "/admin/login/", None, HTTP_TRANSFER_ENCODING="chunked")
        assert response.status_code == 411
        assert "The request does not state its length" in text(response)


def test_up_to_the_limit_a_body_is_read(client, editor):
    long = "x" * 60 * KB
    assert client.post("/admin/login/", {"username": "a", "password": long}).status_code == 200
    form = editor.post(FORM, {"title": "x" * (5 * MB - 10 * KB), "summary": "kept"})
    assert form.status_code == 200
    assert "kept" in text(form)
    response = editor.post(UPLOAD, {"kind": "agreements", "file": SimpleUploadedFile("a.csv", b"a\n" * 10 * MB)})
    assert "The file has no columns that the registry knows. Its first row is: a." in text(response)


@pytest.mark.parametrize(("size", "cookie", "statements"), [(KB, True, 0), (6 * MB, False, 0), (6 * MB, True, 1)])
def test_only_a_large_body_with_a_session_costs_a_statement(
    size, cookie, statements, editor, django_assert_num_queries
):
    request = RequestFactory().generic("POST", UPLOAD, CONTENT_LENGTH=str(size))
    request.COOKIES = {name: morsel.value for name, morsel in editor.cookies.items()} if cookie else {}
    with django_assert_num_queries(statements):
        LimitBodies(lambda _request: None)(request)
