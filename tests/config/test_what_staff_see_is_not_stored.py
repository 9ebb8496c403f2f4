"""No browser or proxy stores what staff see, and the browser forgets the text that it kept when they sign out."""

import pytest
from django.test import Client

from cooperation.domain import roles
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    client.force_login(factories.make_user(roles.PUBLISHER))
    return client


def test_responses_for_staff_have_no_store(publisher):
    draft = factories.make_meeting("TEMM 26", published=False)
    for address, status in (
        ("/admin/", 200),
        ("/admin/jsi18n/", 200),
        ("/admin/nowhere/", 404),
        ("/admin/auth/user/", 403),
        ("/admin/activity.csv", 200),
        ("/admin/cooperation/meeting", 301),
        (f"/admin/cooperation/meeting/{draft.pk}/change/", 200),
        (draft.get_absolute_url(), 200),
        ("/meetings/", 200),
        ("/nowhere/", 404),
    ):
        response = publisher.get(address)
        assert response.status_code == status, address
        assert "no-store" in response["Cache-Control"], address
    for address in ("/admin/", "/admin/login/", "/admin/password/new/", "/admin/password/forgotten/"):
        assert "no-store" in Client().get(address, follow=True)["Cache-Control"], address
    assert "no-store" not in Client().get("/meetings/").get("Cache-Control", "")


def test_cookies_are_for_this_site_and_for_no_script(client):
    user = factories.make_user(roles.EDITOR)
    client.force_login(user)
    client.get("/admin/cooperation/meeting/")
    client.get("/admin/cooperation/meeting/9/change/")  # which leads away, with a message
    assert set(client.cookies) == {"sessionid", "csrftoken", "messages"}
    for name in ("csrftoken", "messages"):
        cookie = client.cookies[name]
        assert (cookie["samesite"], cookie["httponly"], cookie["path"], cookie["domain"]) == ("Lax", True, "/", "")


def test_sign_out_clears_what_the_browser_kept(publisher):
    response = publisher.post("/admin/logout/", secure=True)
    assert response["Clear-Site-Data"] == '"storage"'
    assert "data-signed-out" in response.content.decode()
    assert "data-signed-out" not in publisher.get("/admin/login/").content.decode()
