"""Whoever changes a password or a second factor, the owner of the account gets a mail."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from cooperation.domain import roles
from cooperation.sign_in import second_factors
from cooperation.workflow import password_links
from tests.confirmed import confirm

from .conftest import PASSWORD, add_app_on_the_page, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked_again")]
NEW = "another-long-enough-one"


@pytest.fixture
def kim(client):
    user = make_account("kim", email="kim@ministry.example")
    client.force_login(user)
    confirm(client)
    return user


@pytest.fixture
def told(django_capture_on_commit_callbacks, mailoutbox, kim):
    """`told(step)` takes the step and returns the first sentence of each mail to kim."""

    def take(step):
        with django_capture_on_commit_callbacks(execute=True):
            step()
        mails = list(mailoutbox)
        mailoutbox.clear()
        assert {address for mail in mails for address in mail.to} <= {"kim@ministry.example"}
        return [mail.body.split("\n\n")[0] for mail in mails]

    return take


def test_each_change_is_told_once(client, kim, told):
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    changed = ["The password of your account “kim” was changed."]
    assert told(lambda: client.post("/admin/password_change/", sent)) == changed
    assert told(lambda: add_app_on_the_page(client)) == ["A second factor was added to your account “kim”."]
    made = ["New recovery codes were made for your account “kim”."]
    assert told(lambda: client.post("/admin/security/codes/new/")) == made
    removed = ["A second factor of your account “kim” was removed."]
    assert told(lambda: client.post("/admin/security/app/remove/")) == removed
    assert not Authenticator.objects.filter(user=kim).exists()
    assert told(lambda: client.post("/admin/security/app/remove/")) == []


def test_a_reset_and_a_new_password_by_a_link_are_told(client, kim, told):
    chief = make_account("chief", roles.ADMINISTRATOR)
    add_app_on_the_page(client)
    reset = ["The second factors of your account “kim” were removed."]
    assert told(lambda: second_factors.reset(chief, kim, "Came to my desk.")) == reset
    code = password_links.make(chief, kim).partition("#")[2]
    sent = {"code": code, "new_password1": NEW, "new_password2": NEW}
    assert told(lambda: Client().post("/admin/password/new/", sent)) == [
        "The password of your account “kim” was changed."
    ]
    assert told(lambda: Client().post("/admin/password/new/", sent)) == []


def test_a_new_password_by_a_command_is_told(kim, told, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    changed = ["The password of your account “kim” was changed."]
    assert told(lambda: call_command("changepassword", "kim", stdout=StringIO())) == changed
    assert told(lambda: Client().login(username="kim", password=NEW)) == []
