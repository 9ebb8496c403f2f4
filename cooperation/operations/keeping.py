"""The rule for keeping backups: the latest, and the newest of the last days, weeks, months and years that have one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# All backups of the two days before the newest stay: one made after an accident must not replace the last good one.
LATEST = timedelta(days=2)
PERIODS = {
    "daily": lambda at: at.date(),
    "weekly": lambda at: at.isocalendar()[:2],
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: at.year,
}


def kept(times: Iterable[datetime], rule: Mapping[str, int]) -> set[datetime]:
    """Return the times that the rule, such as {"daily": 7, "monthly": 12}, keeps, and always the latest.

    Days without a backup do not count, so a registry that was off for a month loses none.
    """
    newest_first = sorted(set(times), reverse=True)
    found = {at for at in newest_first if newest_first[0] - at < LATEST}
    for period, number in rule.items():
        newest = {}
        for at in newest_first:
            newest.setdefault(PERIODS[period](at), at)
        found.update(list(newest.values())[:number])
    return found
