"""A new SECRET_KEY signs nobody out while the old one is among SECRET_KEY_FALLBACKS."""

import pytest

pytestmark = pytest.mark.django_db
NEW = "a new key, of which nobody knows anything, with many characters"


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def test_a_session_goes_on_with_the_new_key_and_needs_the_old_one_only_once(admin_client, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_signed_in(admin_client)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(admin_client)


def test_without_the_old_key_everyone_is_signed_out(admin_client, settings):
    assert is_signed_in(admin_client)
    settings.SECRET_KEY = NEW
    assert not is_signed_in(admin_client)
