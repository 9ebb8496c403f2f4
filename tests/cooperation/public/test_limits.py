"""How often something may be done: so many times at once for each key, and then again as time passes."""

import pytest

from cooperation.public import limits
from cooperation.public.limits import Limit
from tests.connections import at_once


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_each_key_is_counted_for_itself(clock):
    limit = Limit(2, 3600, clock)
    assert [bool(limit.take("a", "/")) for _ in range(3)] == [True, True, False]
    assert limit.take("b", "/")
    assert limit.take("a", "/meetings/")


def test_after_a_pause_as_many_more_are_allowed_as_time_has_passed(clock):
    limit = Limit(10, 60, clock)
    assert [limit.take("a").left for _ in range(10)] == list(range(9, -1, -1))
    refused = limit.take("a")
    assert (bool(refused), refused.left, refused.wait) == (False, 0, 6)
    clock.now += 5.5
    assert limit.take("a").wait == 1, "at least a whole second"
    clock.now += 0.5
    assert limit.take("a")
    assert not limit.take("a")
    clock.now += 1000
    assert limit.take("a").left == 9, "never more than at first"


def test_who_is_refused_does_not_wait_longer_for_having_asked(clock):
    limit = Limit(1, 10, clock)
    assert limit.take("a")
    assert {limit.take("a").wait for _ in range(50)} == {10}


def test_nobody_can_be_found_in_what_is_remembered(clock):
    limit, other = Limit(1, 60, clock), Limit(1, 60, clock)
    for each in (limit, other):
        each.take("203.0.113.7")
    assert not any(b"203.0.113.7" in name for name in limit._full_at)
    assert set(limit._full_at) != set(other._full_at)


def test_a_key_is_forgotten_when_its_time_is_over(clock):
    limit = Limit(5, 60, clock)
    for number in range(100):
        limit.take(str(number))
    clock.now += 60
    limit.take("another")
    assert len(limit._full_at) == 1


def test_a_flood_of_keys_fills_no_memory(clock, monkeypatch):
    monkeypatch.setattr(limits, "CAPACITY", 10)
    limit = Limit(1, 60, clock)
    for number in range(100):
        assert limit.take(str(number))
    assert len(limit._full_at) == 10
    assert not limit.take("99"), "the last ones are remembered"


def test_threads_together_get_no_more_than_one(clock):
    limit = Limit(100, 60, clock)
    taken = at_once(*[lambda: sum(bool(limit.take("a")) for _ in range(50))] * 4)
    assert sum(taken) == 100
