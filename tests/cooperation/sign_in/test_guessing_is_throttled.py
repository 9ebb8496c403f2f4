"""Guesses are limited by account and address, and no stranger keeps the owner of an account out."""

import re
import threading

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client, RequestFactory

from cooperation.models import AccountEvent
from cooperation.sign_in import throttle

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/admin/login/", "a-long-enough-pass-phrase"


@pytest.fixture
def kim():
    return User.objects.create_user("kim", password=PASSWORD, is_staff=True)


def send(client, password, name="kim", address="192.0.2.1"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def guess(times, name="kim", address="192.0.2.1"):
    return [send(Client(), f"wrong-{number}", name, address).status_code for number in range(times)]


@pytest.mark.parametrize("name", ["kim", "nobody"])
def test_after_five_failures_from_an_address_no_password_is_checked(client, kim, name):
    assert guess(6, name) == [200] * 5 + [429]
    response = send(client, PASSWORD, name)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    page = response.content.decode()
    assert "Too many attempts to sign in failed. Try again at " in page
    assert f'value="{name}"' in page
    assert "_auth_user_id" not in client.session


def test_allauth_counts_by_a_hash_of_the_address(settings):
    def stored(address):
        return get_adapter().get_client_ip(RequestFactory().post(LOGIN, REMOTE_ADDR=address))

    first = stored("192.0.2.1")
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert (stored("192.0.2.1") == first, stored("192.0.2.2") == first) == (True, False)
    settings.SECRET_KEY = "another"
    assert stored("192.0.2.1") != first


def test_the_owner_signs_in_from_another_address(client, kim):
    guess(10)
    assert send(client, PASSWORD, address="192.0.2.2").status_code == 302


def test_the_owner_signs_in_although_many_addresses_guess(client, kim, monkeypatch):
    monkeypatch.setattr(throttle, "OF_ACCOUNT", 8)
    for number in range(throttle.OF_ACCOUNT + 2):
        guess(1, address=f"198.51.100.{number}")
    assert guess(3, address="192.0.2.1") == [200, 200, 429]
    assert send(client, PASSWORD, address="192.0.2.2").status_code == 302


def test_a_browser_in_which_the_owner_signed_in_before_is_not_limited_by_others(client, kim):
    assert send(client, PASSWORD).status_code == 302
    del client.cookies[settings.SESSION_COOKIE_NAME]
    guess(10)
    assert send(client, PASSWORD).status_code == 302


def test_a_browser_is_known_after_a_change_of_the_key(client, kim, settings):
    send(client, PASSWORD)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    guess(10)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5
    assert [send(client, "wrong").status_code for _ in range(6)] == [200] * 6
    assert send(client, PASSWORD).status_code == 302


def test_a_browser_has_a_limit_of_its_own_and_is_known_for_one_account_only(client, kim):
    User.objects.create_user("lee", password=PASSWORD, is_staff=True)
    send(client, PASSWORD)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert [send(client, "wrong", "lee").status_code for _ in range(6)] == [200] * 5 + [429]
    assert [send(client, "wrong").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_forged_cookie_is_no_known_browser(client, kim):
    for forged in ("x", "WyJhIiwiYiJd:1abcde:x", "{}"):
        client.cookies[settings.KNOWN_BROWSER_COOKIE] = forged
        guess(1)
        assert send(client, "wrong").status_code in (200, 429)
    assert send(client, PASSWORD).status_code == 429


def test_an_address_is_limited_over_all_accounts(kim):
    codes = [guess(1, f"name-{number}")[0] for number in range(throttle.OF_ADDRESS + 1)]
    assert codes == [200] * throttle.OF_ADDRESS + [429]


def test_right_passwords_are_not_counted(kim):
    for _number in range(throttle.OF_ACCOUNT_AND_ADDRESS + 1):
        assert send(Client(), PASSWORD).status_code == 302


def test_the_count_begins_again_after_fifteen_minutes_and_old_rows_go(client, kim):
    guess(6)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cooperation_signinattempt SET until = statement_timestamp() - interval '1 second'")
    assert send(client, "wrong").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(times) FROM cooperation_signinattempt")
        assert cursor.fetchone() == (3, 1)


def test_neither_address_nor_user_name_is_stored(kim):
    guess(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM cooperation_signinattempt")
        assert all(len(key) == 64 and not set(key) - set("0123456789abcdef") for [key] in cursor.fetchall())


def test_the_audit_rows_hold_the_failures_and_once_that_it_was_throttled(kim):
    guess(9)
    assert set(AccountEvent.objects.values_list("action", "account_name", "times")) == {
        ("sign-in-failed", "kim", 5),
        ("throttled", "kim", 1),
    }


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_counted_exactly():
    allowed = []

    def attempt():
        try:
            request = RequestFactory().post(LOGIN, REMOTE_ADDR="192.0.2.1")
            allowed.append(throttle.attempt(request, "kim").seconds == 0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 11 + [True] * 5
