"""How often something may be done: counted for each key, forgotten when its time is over."""

from datetime import UTC, datetime, timedelta

from cooperation.public import limits
from cooperation.public.limits import Limit

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_each_key_is_counted_for_itself():
    limit = Limit(2, timedelta(hours=1))
    assert [limit.allows(NOON, "a", "/") for _ in range(3)] == [True, True, False]
    assert limit.allows(NOON, "b", "/")
    assert limit.allows(NOON, "a", "/meetings/")


def test_when_the_time_is_over_everything_is_forgotten():
    limit = Limit(1, timedelta(days=1))
    assert limit.allows(NOON, "a")
    assert not limit.allows(NOON + timedelta(hours=11), "a")
    assert limit.allows(NOON + timedelta(hours=12), "a")


def test_nobody_can_be_found_in_what_is_remembered():
    limit, other = Limit(1, timedelta(days=1)), Limit(1, timedelta(days=1))
    for each in (limit, other):
        each.allows(NOON, "203.0.113.7")
    assert not any(b"203.0.113.7" in name for name in limit._counts)
    assert set(limit._counts) != set(other._counts)


def test_a_flood_of_keys_is_forgotten_and_fills_no_memory(monkeypatch):
    monkeypatch.setattr(limits, "CAPACITY", 10)
    limit = Limit(1, timedelta(days=1))
    for number in range(100):
        assert limit.allows(NOON, str(number))
    assert len(limit._counts) <= 10
