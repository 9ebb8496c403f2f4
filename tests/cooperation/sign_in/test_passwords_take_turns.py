"""Passwords of strangers are checked one at a time; nobody else waits for them."""

import threading
import time

import pytest
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from cooperation.public.throttle import RATES
from cooperation.sign_in import throttle, turns

LOGIN = "/admin/login/"


def request_of(path=LOGIN, method="post", *, is_known=False):
    request = getattr(RequestFactory(), method)(path)
    if is_known:
        request.COOKIES[settings.KNOWN_BROWSER_COOKIE] = signing.dumps(["kim", "browser"], salt=throttle.SALT)
    return request


class Answers:
    """Answers that take a moment, and how many were in work at once."""

    def __init__(self, seconds=0.05):
        self.seconds, self.lock = seconds, threading.Lock()
        self.now = self.most = 0

    def __call__(self, request):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        return HttpResponse()


def together(middleware, requests):
    """The statuses and seconds of requests that are sent at once."""
    found = []

    def send(request):
        began = time.monotonic()
        found.append((middleware(request).status_code, time.monotonic() - began))

    threads = [threading.Thread(target=send, args=[each]) for each in requests]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


@pytest.mark.parametrize("path", [LOGIN, "/admin/password/new/", "/admin/security/confirm/", "/admin/password_change/"])
def test_one_password_is_checked_at_a_time(path):
    sign_in = next(rate for rate in RATES if rate.name == "sign-in")
    assert sign_in.covers(request_of(path)), "each address is limited as well"
    answers = Answers()
    assert {status for status, _seconds in together(turns.TakeTurns(answers), [request_of(path)] * 6)} == {200}
    assert answers.most == 1


def test_readers_and_known_browsers_do_not_wait_for_strangers():
    middleware = turns.TakeTurns(Answers())
    middleware.of_strangers.take()
    others = [request_of("/", "get"), request_of(LOGIN, "get"), request_of("/rating/"), request_of(is_known=True)]
    assert [status for status, _seconds in together(middleware, others)] == [200] * 4


def test_if_too_many_wait_the_next_one_is_refused_at_once():
    middleware = turns.TakeTurns(Answers())
    middleware.of_strangers = turns.Places(1, 0, 10)
    middleware.of_strangers.take()
    response = middleware(request_of())
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    middleware.of_strangers.give_back()
    assert middleware(request_of()).status_code == 200


def test_the_next_stranger_waits_for_the_pace_and_the_answer_does_not(settings):
    settings.SIGN_IN_PACE = 0.3
    middleware = turns.TakeTurns(Answers(0.01))
    found = sorted(seconds for _status, seconds in together(middleware, [request_of(), request_of()]))
    assert found[0] < 0.25 < found[1]
    together(middleware, [request_of(is_known=True)])
    assert [seconds < 0.25 for _status, seconds in together(middleware, [request_of(is_known=True)])] == [True]


@pytest.mark.parametrize("path", ["/admin/login/passkey/", "/admin/login/code/", "/admin/password/forgotten/"])
def test_what_checks_no_password_takes_no_turn(path):
    middleware = turns.TakeTurns(Answers(0))
    middleware.of_strangers = turns.Places(1, 0, 10)
    middleware.of_strangers.take()
    assert middleware(request_of(path)).status_code == 200


def test_if_no_password_was_checked_the_next_stranger_does_not_wait(settings):
    settings.SIGN_IN_PACE = 60

    def refuses(request):
        request.throttled_for = 300
        return HttpResponse(status=429)

    middleware = turns.TakeTurns(refuses)
    middleware.of_strangers = turns.Places(1, 0, 10)
    assert [middleware(request_of()).status_code for _ in range(2)] == [429, 429]


def test_a_turn_ends_with_an_error_too():
    def fails(request):
        raise ValueError("no database")

    middleware = turns.TakeTurns(fails)
    for _number in range(2):
        with pytest.raises(ValueError, match="no database"):
            middleware(request_of())
