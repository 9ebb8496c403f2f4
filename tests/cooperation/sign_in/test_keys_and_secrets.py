"""Nobody can guess the key of a session or the secret of a second factor, or choose the key of somebody's session."""

import base64
from math import log2

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client

from cooperation.models import Session
from cooperation.models.session import SessionStore

from .conftest import enter_password, is_signed_in, make_account

pytestmark = pytest.mark.django_db


def test_keys_and_secrets_are_long_and_never_the_same():
    keys = {SessionStore()._get_new_session_key() for _ in range(20)}
    assert len(keys) == 20
    signs = len(set("".join(keys)))
    assert 30 <= signs <= 36, "letters and digits"
    assert all(len(key) * log2(36) >= 128 for key in keys)
    secrets = {generate_totp_secret() for _ in range(20)}
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}, "160 bits"
    seeds = {RecoveryCodes.generate_seed() for _ in range(20)}
    assert {len(bytes.fromhex(seed)) for seed in seeds} == {40}
    assert (len(secrets), len(seeds)) == (20, 20)


def test_signing_in_gives_a_new_key(client):
    make_account("kim")
    session = client.session
    session["chosen"] = "by somebody else"
    session.save()
    before = session.session_key
    enter_password(client, "kim")
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    other = Client()
    other.cookies["sessionid"] = before
    assert not is_signed_in(other)


def test_every_page_of_the_admin_leads_to_sign_out(admin_client):
    for address in (
        "",
        "guide/",
        "cooperation/meeting/",
        "cooperation/meeting/add/",
        "imports/",
        "auth/user/",
        "security/",
    ):
        assert 'action="/admin/logout/"' in admin_client.get(f"/admin/{address}").content.decode(), address
