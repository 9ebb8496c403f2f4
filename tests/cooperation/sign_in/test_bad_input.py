"""Whatever is sent to the pages of signing in, they answer, and nobody is signed in."""

import json

import pytest

from .conftest import add_app, enter_password, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]
CREDENTIALS = ["", "x", "[]", "5", "null", '"x"', "{}", '{"response": {}}', '{"id": 1, "rawId": "=", "response": []}']
KEY = {"id": "YQ", "rawId": "YQ", "type": "public-key"}
SIGNED = {"authenticatorData": "YQ", "signature": "YQ"}
CREDENTIALS += [
    json.dumps({**KEY, "response": {"clientDataJSON": "e30", **more}})
    for more in ({"userHandle": "/"}, *({**SIGNED, "userHandle": each} for each in ("YQ", "_w", "OTk5" * 10, "AA")))
]
CODES = ["", "１２３４５６", "é", "\x00", "9" * 5000, "😀", " 1 2 3 "]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_what_is_no_passkey_is_refused(client, credential):
    user = make_account("kim")
    client.get("/admin/login/passkey/", headers={"Accept": "application/json"})
    assert client.post("/admin/login/passkey/", {"credential": credential})["Location"] == "/admin/login/"
    add_app(user)
    enter_password(client, "kim")
    response = client.post("/admin/login/code/", {"credential": credential})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_what_is_no_passkey_is_not_added(client):
    make_account("kim")
    enter_password(client, "kim")
    for credential in CREDENTIALS:
        client.get("/admin/security/passkeys/add/")
        response = client.post("/admin/security/passkeys/add/", {"name": "x", "credential": credential})
        assert response.status_code == 200
        assert "No passkey was added." in response.content.decode()


@pytest.mark.parametrize("code", CODES)
def test_what_is_no_code_is_refused(client, code):
    user = make_account("kim")
    enter_password(client, "kim")
    assert client.post("/admin/security/app/add/", {"code": code}).status_code == 200
    add_app(user)
    enter_password(client, "kim")
    assert client.post("/admin/login/code/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["\x00", "é" * 151, "😀", " ", "a\nb"])
def test_a_user_name_that_nobody_can_have_is_refused(client, name):
    assert enter_password(client, name).status_code == 200
