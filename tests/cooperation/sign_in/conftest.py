"""Codes of authenticator apps, and accounts that have one."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as django_settings

from cooperation.domain import roles
from tests import factories

PASSWORD = "a-long-enough-pass-phrase"
LOGIN = "/admin/login/"
ADD = "/admin/security/app/add/"


@pytest.fixture
def asked_again(settings):
    """The password or a factor is asked again before changes, as by default."""
    settings.CONFIRM_CHANGES = True


@pytest.fixture
def required(settings, asked_again):
    """Second factors are required as well."""
    settings.REQUIRE_SECOND_FACTOR = True


def make_account(name, role=roles.EDITOR, **fields):
    user = factories.make_user(role, username=name, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def add_app(user):
    """Give the account an authenticator app and recovery codes; return the app's secret and the codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).get_unused_codes()


def code_of(secret, later=0):
    """The code that an app shows; `later` counts intervals of 30 seconds."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def enter_password(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def is_signed_in(client):
    """Whether the first page of the admin is shown."""
    return client.get("/admin/").status_code == 200


def leave(client):
    """Close the browser: its session ends, and it stays a known one."""
    del client.cookies[django_settings.SESSION_COOKIE_NAME]


def add_app_on_the_page(client):
    secret = re.search(r'<code class="key">(\w+)</code>', client.get(ADD).content.decode())[1]
    return secret, client.post(ADD, {"code": code_of(secret)})
