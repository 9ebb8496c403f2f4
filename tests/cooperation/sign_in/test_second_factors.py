"""Each account shows a second factor; the first sign-in adds one, and until then nothing else can be done."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cooperation.domain import roles
from cooperation.history import attributed
from cooperation.models import AccountEvent
from cooperation.sign_in import adapter, second_factors, views
from tests import factories
from tests.connections import at_once

from .conftest import (
    ADD,
    PASSWORD,
    add_app,
    add_app_on_the_page,
    code_of,
    enter_password,
    is_signed_in,
    leave,
    make_account,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("required")]


@pytest.fixture
def kim():
    return make_account("kim")


def test_who_signs_in_first_adds_an_app_and_gets_recovery_codes_once(client, kim):
    assert enter_password(client, "kim", next="/admin/guide/").status_code == 302
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0] == "/admin/security/"
    assert "Add a second factor to continue" in page.content.decode()
    secret, response = add_app_on_the_page(client)
    assert response["Location"] == "/admin/security/codes/"
    page = client.get(response["Location"]).content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(set(codes)) == 10
    assert is_signed_in(client)
    assert not re.search(r"<code>\d{8}</code>", client.get("/admin/security/codes/").content.decode())
    leave(client)
    assert enter_password(client, "kim")["Location"] == "/admin/login/code/"
    assert not is_signed_in(client)
    assert client.post("/admin/login/code/", {"code": code_of(secret, later=1)})["Location"] == "/admin/"
    assert is_signed_in(client)


def test_one_page_leads_to_factors_password_and_sessions(client, kim):
    enter_password(client, "kim")
    assert "See your sessions" not in client.get("/admin/security/").content.decode()
    add_app_on_the_page(client)
    assert 'href="/admin/security/">Your account</a>' in client.get("/admin/").content.decode()
    page = client.get("/admin/security/").content.decode()
    for address in ("/admin/security/app/remove/", "/admin/password_change/", "/admin/sessions/"):
        assert f'href="{address}"' in page
        assert client.get(address, follow=True).status_code == 200


def test_without_a_second_factor_a_password_opens_nothing(client, kim):
    draft = factories.make_meeting("Secret draft", published=False)
    client.force_login(kim)
    enter_password(client, "kim")
    for address in ("/admin/", "/admin/cooperation/meeting/", "/admin/guide/", "/admin/password_change/"):
        assert client.get(address)["Location"] == f"/admin/login/?next={address}"
    assert client.post("/admin/cooperation/topic/add/", {"name": "Air"}).status_code == 302
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_page_that_was_asked_for_is_shown_after_the_second_factor(client, kim):
    secret, _codes = add_app(kim)
    enter_password(client, "kim", next="/admin/guide/")
    assert client.post("/admin/login/code/", {"code": code_of(secret)})["Location"] == "/admin/guide/"


def test_a_code_works_once_in_all_browsers(kim):
    secret, _codes = add_app(kim)
    code, found = code_of(secret), []
    for client in (Client(), Client()):
        enter_password(client, "kim")
        found.append(client.post("/admin/login/code/", {"code": code}).status_code)
    assert found == [302, 200]


def test_a_recovery_code_works_once(kim):
    _secret, codes = add_app(kim)
    found = []
    for client in (Client(), Client()):
        enter_password(client, "kim")
        found.append(client.post("/admin/login/code/", {"code": codes[0]}).status_code)
    assert found == [302, 200]


def test_codes_cannot_be_guessed_without_end(client, kim):
    add_app(kim)
    enter_password(client, "kim")
    for number in range(5):
        assert "The code is not correct." in client.post("/admin/login/code/", {"code": f"{number}"}).content.decode()
    assert "Too many codes were wrong." in client.post("/admin/login/code/", {"code": "5"}).content.decode()


def test_who_knows_only_the_password_adds_no_factor_to_an_account_that_has_one(client, kim):
    enter_password(client, "kim")  # as the owner will, who has no factor yet
    assert client.get(ADD).status_code == 200
    add_app(kim)
    for address in (ADD, "/admin/security/", "/admin/security/passkeys/add/", "/admin/security/codes/"):
        assert client.get(address)["Location"].startswith("/admin/login/?next=")
    assert client.get("/admin/login/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_only_factor_stays_and_another_one_goes(client, kim):
    enter_password(client, "kim")
    add_app_on_the_page(client)
    assert "This is your only second factor." in client.post("/admin/security/app/remove/").content.decode()
    with attributed(kim, session=client.session.session_key):
        passkey = Authenticator.objects.create(user=kim, type="webauthn", data={"name": "Laptop", "credential": {}})
    remove = f"/admin/security/passkeys/{passkey.pk}/remove/"
    assert client.delete(remove).status_code == 405
    assert client.post(remove)["Location"] == "/admin/security/"
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert "This is your only second factor." in client.post("/admin/security/app/remove/").content.decode()
    found = AccountEvent.objects.filter(action__startswith="factor").values_list("action", "details")
    assert {(action, details.split(" Now:")[0]) for action, details in found} == {
        ("factor-added", "Added: authenticator app."),
        ("factor-added", "Added: recovery codes."),
        ("factor-removed", "Removed: passkey “Laptop”."),
    }


def test_the_password_is_asked_again_before_a_factor_is_changed(client, kim, monkeypatch):
    secret, _codes = add_app(kim)
    enter_password(client, "kim")
    client.post("/admin/login/code/", {"code": code_of(secret)})
    for address in ("app/remove/", "passkeys/add/", "codes/", "codes/new/"):
        asked = client.get(f"/admin/security/{address}")
        assert asked[
            "Location"
        ] == f"/admin/security/confirm/?next=/admin/security/{address.replace('/', '%2F')}".replace(
            "next=/admin/security/", "next=%2Fadmin%2Fsecurity%2F"
        )
    assert "The password is not correct." in client.post(asked["Location"], {"password": "wrong"}).content.decode()
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/admin/security/codes/new/"
    assert client.get("/admin/security/codes/new/").status_code == 200


def test_the_password_is_asked_again_before_it_is_changed_and_no_session_stores_a_new_one(client, kim):
    secret, _codes = add_app(kim)
    enter_password(client, "kim")
    client.post("/admin/login/code/", {"code": code_of(secret)})
    page, new = "/admin/password_change/", "another-long-pass-phrase"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    asked = client.post(page, sent, follow=True)
    assert asked.redirect_chain[-1][0] == "/admin/security/confirm/?next=%2Fadmin%2Fpassword_change%2F"
    assert new not in str(dict(client.session))
    assert "The password is not correct." in client.post(asked.redirect_chain[-1][0], {"password": "no"}).text
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)
    assert client.post(asked.redirect_chain[-1][0], {"password": PASSWORD})["Location"] == page
    assert client.post(page, sent)["Location"] == "/admin/password_change/done/"
    kim.refresh_from_db()
    assert kim.check_password(new)


def test_of_two_factors_that_are_removed_at_once_one_stays(client, kim, monkeypatch):
    enter_password(client, "kim")
    add_app_on_the_page(client)
    with attributed(kim, session=client.session.session_key):
        passkey = Authenticator.objects.create(user=kim, type="webauthn", data={"name": "Laptop", "credential": {}})
    other_tab = Client()
    other_tab.cookies = client.cookies
    must_stay = second_factors.must_stay

    def slowly(factor):
        found = must_stay(factor)
        time.sleep(0.3)  # the other request reads meanwhile
        return found

    monkeypatch.setattr(adapter, "must_stay", slowly)
    monkeypatch.setattr(views, "must_stay", slowly)
    paths = "/admin/security/app/remove/", f"/admin/security/passkeys/{passkey.pk}/remove/"
    answers = at_once(lambda: client.post(paths[0]), lambda: other_tab.post(paths[1]))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Authenticator.objects.filter(user=kim).exclude(type="recovery_codes").count() == 1


def test_secrets_are_encrypted_and_a_rotated_key_still_reads_them(client, kim, settings):
    secret, _codes = add_app(kim)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    enter_password(client, "kim")
    assert client.post("/admin/login/code/", {"code": code_of(secret)}).status_code == 302


def test_secrets_that_no_key_reads_accept_no_code(client, kim, settings):
    secret, codes = add_app(kim)
    settings.SECRET_KEY = "n" * 60
    enter_password(client, "kim")
    for code in (code_of(secret), codes[0], ""):
        assert client.post("/admin/login/code/", {"code": code}).status_code == 200


def test_who_has_left_cannot_finish_signing_in(client, kim):
    secret, _codes = add_app(kim)
    enter_password(client, "kim")
    kim.is_active = False
    kim.save()
    client.post("/admin/login/code/", {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_refused_rights_are_audit_rows(client):
    user = make_account("editor", roles.EDITOR)
    secret, _codes = add_app(user)
    enter_password(client, "editor")
    client.post("/admin/login/code/", {"code": code_of(secret)})
    for _number in range(2):
        assert client.get("/admin/auth/user/").status_code == 403
    found = AccountEvent.objects.filter(action="refused").values_list("account_name", "details", "times")
    assert list(found) == [("editor", "GET /admin/auth/user/", 2)]


def test_who_has_no_second_factor_yet_can_log_out(client, kim):
    enter_password(client, "kim")
    assert "Not now: sign out" in client.get("/admin/security/").content.decode()
    assert client.post("/admin/login/cancel/", {"next": "/admin/login/"})["Location"] == "/admin/login/"
    assert "_auth_user_id" not in client.session
