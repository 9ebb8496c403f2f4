"""Who signs in comes to the page that was asked for, or else to the first page of the admin; never to another site."""

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/admin/login/", "a-long-enough-pass-phrase"


@pytest.fixture
def kim():
    return User.objects.create_user("kim", password=PASSWORD, is_staff=True)


def sign_in(client, next_in_address, next_in_form):
    address = LOGIN if next_in_address is None else f"{LOGIN}?next={next_in_address}"
    sent = {"username": "kim", "password": PASSWORD}
    sent |= {} if next_in_form is None else {"next": next_in_form}
    return client.post(address, sent)


@pytest.mark.parametrize(
    "refused",
    ["https://example.org/", "//example.org", "javascript:alert(1)", "http:///example.org", "\\\\example.org", ""],
)
def test_a_refused_address_leads_to_the_first_page(client, kim, refused):
    for pair in ((refused, None), (None, refused), (refused, refused)):
        response = sign_in(client, *pair)
        assert (response.status_code, response["Location"]) == (302, "/admin/")
        assert client.get(response["Location"]).status_code == 200
        client.logout()


def test_without_an_address_too(client, kim):
    assert sign_in(client, None, None)["Location"] == "/admin/"


def test_the_page_that_was_asked_for_is_shown(client, kim):
    assert client.get("/admin/password_change/")["Location"] == f"{LOGIN}?next=/admin/password_change/"
    assert sign_in(client, "/admin/password_change/", None)["Location"] == "/admin/password_change/"


@pytest.mark.parametrize(
    ("name", "password"), [("kim", "wrong"), ("nobody", PASSWORD), ("left", PASSWORD), ("r", PASSWORD)]
)
def test_every_failure_reads_the_same(client, kim, name, password):
    User.objects.create_user("left", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("r", password=PASSWORD)
    response = client.post(LOGIN, {"username": name, "password": password})
    assert response.status_code == 200
    page = response.content.decode()
    assert "The username or password is not correct. Both are case-sensitive." in page
    assert f'value="{name}"' in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/", "/admin/signup/", "/admin/login/signup/"])
def test_nobody_registers(admin_client, address):
    assert admin_client.get(address).status_code == 404


def test_a_public_page_reads_no_session_and_sets_no_cookie(client):
    response = client.get("/about/")
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert "Cookie" not in response.get("Vary", "")
