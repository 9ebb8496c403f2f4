"""The newest backup of each of the last days, weeks and months is kept. A damaged one neither counts nor is removed."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from config.environment import Environment
from cooperation.operations import backup, manifests
from cooperation.operations.failures import Failed
from cooperation.operations.keeping import kept
from cooperation.operations.manifests import Manifest

RULE = {"daily": 7, "weekly": 5, "monthly": 12}


def days(*texts):
    return {datetime.fromisoformat(f"{text}T02:00:00+00:00") for text in texts}


def test_of_a_year_of_nights_the_last_days_weeks_and_months_are_kept():
    first = datetime(2025, 1, 1, 2, tzinfo=UTC)
    nights = [first + timedelta(days=number) for number in range(400)]  # until Wednesday, 4 February 2026
    last_days = days(*(f"2026-01-{day}" for day in (29, 30, 31)), *(f"2026-02-0{day}" for day in (1, 2, 3, 4)))
    sundays = days("2026-01-11", "2026-01-18", "2026-01-25")  # and 1 February, and this week's last
    ends = days("2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30", "2025-07-31", "2025-08-31")
    ends |= days("2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31")  # and 31 January, and this month's last
    assert kept(nights, RULE) == last_days | sundays | ends


def test_the_newest_of_a_day_is_kept():
    at = datetime(2026, 2, 4, 2, tzinfo=UTC)
    later, newest = at + timedelta(hours=1), at + timedelta(days=3)
    assert kept([at, later, newest], {"daily": 7}) == {later, newest}


def test_all_backups_of_the_last_two_days_are_kept():
    """One that is made after an accident does not take the place of that of the morning."""
    newest = datetime(2026, 2, 4, 12, tzinfo=UTC)
    times = {newest - timedelta(hours=hours) for hours in (0, 1, 2, 25)}
    assert kept({*times, newest - timedelta(days=2)}, {"daily": 1}) == times


def test_days_without_a_backup_do_not_count():
    assert kept(days("2024-01-01", "2025-01-01"), {"daily": 7}) == days("2024-01-01", "2025-01-01")


def test_the_newest_is_kept_by_any_rule():
    assert kept(days("2024-01-01", "2025-01-01"), {"daily": 0}) == days("2025-01-01")


@pytest.mark.parametrize("text", ["7", "seven daily", "7 daily; 5 weekly", "7 hourly", "-1 daily"])
def test_a_rule_that_cannot_be_read_is_reported(text):
    read = Environment({"BACKUP_KEEP": text})
    read.keep("BACKUP_KEEP", "7 daily")
    assert read.problems == [f'BACKUP_KEEP is "{text}": it must be like 7 daily, and can also have yearly.']


def test_a_rule_is_read():
    assert Environment({"BACKUP_KEEP": "3 daily, 2 yearly"}).keep("BACKUP_KEEP", "7 daily") == {
        "daily": 3,
        "yearly": 2,
    }


@pytest.fixture
def rule(settings, folder):
    """Two days are kept."""
    settings.BACKUP_KEEP = {"daily": 2}
    folder.mkdir()
    return folder


def add(folder, day, text=b"a dump"):
    """A backup of this day of February 2026."""
    at = datetime(2026, 2, day, 2, tzinfo=UTC)
    name = manifests.name_of(at, "")
    (folder / name).write_bytes(text)
    digest = sha256(b"a dump").hexdigest()
    manifest = Manifest(name, at, len(b"a dump"), digest, "", "0.1.0", [], 18, 18, {})
    manifests.write(manifest, manifests.path_of(folder / name))
    return folder / name


def present(folder):
    return sorted(path.name for path in folder.glob("registry-*"))


def test_an_old_one_is_removed_with_its_manifest(rule):
    add(rule, 1)
    newer = [add(rule, day) for day in (2, 3)]
    assert backup.remove_old(lambda text: None) == []
    assert present(rule) == sorted(name for path in newer for name in (path.name, manifests.path_of(path).name))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a dum", "it has 5 bytes, its manifest says 6."),
        (b"a dumq", "its checksum is not that of its manifest."),
        (None, "No such file or directory."),
    ],
    ids=["shorter", "other bytes", "missing"],
)
def test_a_damaged_one_takes_nobodys_place_and_is_reported(rule, content, reason):
    good = [add(rule, day) for day in (1, 2)]
    damaged = add(rule, 3, content or b"")
    if content is None:
        damaged.unlink()
    [sentence] = backup.remove_old(lambda text: None)
    assert sentence.startswith(str(damaged))
    assert sentence.endswith(reason)
    assert all(path.exists() and manifests.path_of(path).exists() for path in good)
    assert manifests.path_of(damaged).exists()


def test_an_unfinished_one_does_not_count(rule):
    good = [add(rule, day) for day in (1, 2)]
    unfinished = add(rule, 3)
    manifests.path_of(unfinished).unlink()
    assert backup.remove_old(lambda text: None) == [f"{unfinished} has no manifest: it is not complete."]
    assert all(path.exists() for path in [*good, unfinished])
    assert backup.newest() == good[1]


def test_a_manifest_that_cannot_be_read_is_reported(rule):
    good = add(rule, 1)
    for day, text in ((2, "{"), (3, "[]"), (4, '{"format": 1}')):
        manifests.path_of(add(rule, day)).write_text(text)
    sentences = backup.remove_old(lambda text: None)
    assert len(sentences) == 3
    assert all("is damaged: it is not the manifest of a backup." in sentence for sentence in sentences)
    assert backup.newest() == good


def test_without_a_backup_there_is_no_newest(rule):
    with pytest.raises(Failed, match="There is no backup in"):
        backup.newest()
