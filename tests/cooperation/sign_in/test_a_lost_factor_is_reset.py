"""A lost second factor is reset by another administrator who says how the person was recognized, or by a command."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from cooperation.domain import roles
from cooperation.models import AccountEvent, Session
from tests.confirmed import confirm

from .conftest import PASSWORD, add_app, code_of, enter_password, is_signed_in, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked_again")]


@pytest.fixture
def kim():
    user = make_account("kim")
    user.secret, _codes = add_app(user)
    return user


@pytest.fixture
def chief(client):
    client.user = make_account("chief", roles.ADMINISTRATOR)
    client.force_login(client.user)
    confirm(client)
    return client


def page(user):
    return f"/admin/auth/user/{user.pk}/second-factor/"


def test_an_administrator_resets_it_and_says_how_the_person_was_recognized(chief, kim):
    other = Client()
    enter_password(other, "kim")
    other.post("/admin/login/code/", {"code": code_of(kim.secret)})
    assert is_signed_in(other)
    account = chief.get(f"/admin/auth/user/{kim.pk}/change/").content.decode()
    assert f'authenticator app. <a href="{page(kim)}">Lost? Reset it</a>' in account
    assert "kim has: authenticator app." in chief.get(page(kim)).content.decode()
    assert "This field is required." in chief.post(page(kim), {"how": " "}).content.decode()
    response = chief.post(page(kim), {"how": "Came to my desk."}, follow=True)
    assert "The second factor of kim was reset. The next sign-in adds a new one." in response.content.decode()
    assert not Authenticator.objects.filter(user=kim).exists()
    assert not Session.objects.filter(user=kim).exists()
    event = AccountEvent.objects.get(action="factor-reset")
    assert (event.account_name, event.user_name, event.details) == ("kim", "chief", "Came to my desk.")
    assert "This account has no second factor." in chief.post(page(kim), {"how": "x"}, follow=True).content.decode()


def test_nobody_resets_their_own(chief):
    add_app(chief.user)
    chief.force_login(chief.user)
    confirm(chief)
    assert chief.post(page(chief.user), {"how": "It is me."})["Location"] == "/admin/security/"
    assert Authenticator.objects.filter(user=chief.user).exists()


@pytest.mark.parametrize("role", [roles.EDITOR, roles.PUBLISHER])
def test_it_is_for_administrators(client, kim, role):
    client.force_login(make_account("other", role))
    confirm(client)
    assert client.post(page(kim), {"how": "I like to."}).status_code == 403
    assert Authenticator.objects.filter(user=kim).exists()


def test_before_accounts_are_changed_the_password_is_asked_again_and_what_was_typed_is_saved(chief, kim):
    chief.logout()
    chief.force_login(chief.user)  # a session in which it was not asked again
    form = {"username": "kim", "first_name": "Min-ji", "is_staff": "on", "is_active": "on"}
    forms = {
        page(kim): {"how": "Came to my desk."},
        "/admin/auth/user/add/": {"username": "eve"},
        f"/admin/auth/user/{kim.pk}/delete/": {"post": "yes"},
        "/admin/auth/user/": {"action": "end_sessions", "_selected_action": [kim.pk]},
        f"/admin/auth/user/{kim.pk}/change/": form,
    }
    for address, sent in forms.items():
        assert chief.get(address).status_code == 200
        asked = chief.post(address, sent, headers={"x-forwarded-for": "203.0.113.5"}, REMOTE_ADDR="203.0.113.6")
        assert asked["Location"].startswith("/admin/security/confirm/?next=")
        # The form waits in the session, without what tells from where it was sent.
        waiting = str(dict(chief.session.items()))
        assert not re.search(r"203\.0\.113|HTTP_COOKIE|HTTP_USER_AGENT", waiting)
    kim.refresh_from_db()
    assert (kim.first_name, Authenticator.objects.filter(user=kim).exists()) == ("", True)
    chief.post(asked["Location"], {"password": PASSWORD, "next": f"/admin/auth/user/{kim.pk}/change/"})
    kim.refresh_from_db()
    assert kim.first_name == "Min-ji"


def test_the_last_administrator_has_a_command(kim, capsys):
    call_command("reset_factor", "kim")
    call_command("reset_factor", "kim")
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "The second factor of kim was reset, and the account's sessions ended.",
        "kim has no second factor.",
    ]
    event = AccountEvent.objects.get(action="factor-reset")
    assert (event.user_id, event.user_name, event.details) == (None, "", "By manage.py reset_factor.")
    with pytest.raises(CommandError, match='There is no account "nobody"'):
        call_command("reset_factor", "nobody")


def test_secrets_are_encrypted_again_after_a_change_of_the_key(client, kim, settings, capsys):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    call_command("encrypt_factors")
    call_command("encrypt_factors")
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"Encrypted with the current key: {number} secrets." for number in (2, 0)]
    settings.SECRET_KEY_FALLBACKS = []
    enter_password(client, "kim")
    assert client.post("/admin/login/code/", {"code": code_of(kim.secret)}).status_code == 302
