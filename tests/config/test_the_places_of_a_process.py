"""A process answers so many requests at once; some wait for a place, and the rest are refused at once."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from config.busy import GIVE_BACK, LimitRequests, Places


def test_who_waits_gets_the_next_place():
    places = Places(at_once=2, waiting=3, patience=10)
    assert (places.take(), places.take()) == (True, True)
    with ThreadPoolExecutor(3) as people:
        waiting = [people.submit(places.take) for _ in range(3)]
        time.sleep(0.2)
        assert not any(each.done() for each in waiting)
        began = time.monotonic()
        assert not places.take(), "there is no place to wait"
        assert time.monotonic() - began < 0.1
        done = as_completed(waiting, timeout=10)
        for _ in range(3):
            places.give_back()
            assert next(done).result()
    places.give_back()
    places.give_back()
    assert (places.take(), places.take()) == (True, True)


def test_nobody_waits_longer_than_the_patience():
    places = Places(at_once=1, waiting=1, patience=0.2)
    assert places.take()
    began = time.monotonic()
    assert not places.take()
    assert 0.15 < time.monotonic() - began < 5
    places.give_back()
    assert places.take(), "who gave up holds no place"


def test_a_request_holds_its_place_until_the_server_has_sent_the_answer(settings):
    settings.REQUESTS_AT_ONCE = 1
    limit = LimitRequests(lambda request: HttpResponse("answered"))
    limit.places.patience = 0
    first, second = (RequestFactory().get("/meetings/") for _ in range(2))
    assert limit(first).status_code == 200
    refused = limit(second)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "The registry is busy. Try again in a moment." in refused.text
    assert GIVE_BACK not in second.environ
    first.environ[GIVE_BACK]()
    assert limit(second).status_code == 200


def test_without_a_number_there_is_no_limit(settings):
    settings.REQUESTS_AT_ONCE = 0
    with pytest.raises(MiddlewareNotUsed):
        LimitRequests(None)
