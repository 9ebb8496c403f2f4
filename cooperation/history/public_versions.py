"""Which versions of a record readers could see, and when.

Each change of a public record is public at once: proposed changes are in a table of their own. So a version is public
if the record was public at its end. What was a draft, withdrawn or merged then is left out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.timezone import make_aware

from ..models import ClosedVersions, Record

# The last change of each version, and before it the changes of the record's own row that decide whether it is public.
# A transaction locks the record while it changes it, so that its changes follow each other.
CHANGES = """
SELECT id, at, next IS DISTINCT FROM transaction, is_new, decides FROM (
    SELECT id, at, transaction, lead(transaction) OVER (ORDER BY id) AS next,
        is_own AND action = 'insert' AS is_new,
        CASE WHEN is_own AND after ?| %(columns)s THEN (
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(after) WHERE key = ANY (%(columns)s)
        ) END AS decides
    FROM (SELECT *, "table" = %(table)s AND row = record AS is_own FROM cooperation_change) AS change
    WHERE kind = %(kind)s AND record = %(record)s
) AS changes
WHERE next IS DISTINCT FROM transaction OR is_new OR decides IS NOT NULL
ORDER BY id
"""
COLUMNS = ("published_at", "withdrawn_at", "merged_into_id")


@dataclass(frozen=True)
class PublicVersion:
    """A version that readers saw from `at` until `until`, None if they still do.

    `number` is the record's `version`, `last` the id of the last change. A closed version is no longer shown.
    """

    number: int
    last: int
    at: datetime
    until: datetime | None
    is_closed: bool = False

    @property
    def is_present(self) -> bool:
        return self.until is None


def public_versions(record: Record) -> list[PublicVersion]:
    """Return the versions of the record that readers could see, oldest first. Runs two statements."""
    kind = record._meta.model_name
    found = list(_versions(record))
    if not found:
        return []
    closed = set()
    rows = ClosedVersions.objects.filter(kind=kind, record=record.pk).order_by("pk")
    for first, last, opens in rows.values_list("first", "last", "opens"):
        (closed.difference_update if opens else closed.update)(range(first, last + 1))
    ends = [*(at for _number, _last, at, _is_public in found[1:]), None]
    return [
        PublicVersion(number, last, at, until, number in closed)
        for (number, last, at, is_public), until in zip(found, ends, strict=True)
        if is_public
    ]


def _versions(record) -> Iterator[tuple]:
    """Yield the number of each version, the id of its last change, its time, and whether it was public.

    The numbers start again when a draft is deleted and restored, as in its column `version`. A record that was loaded
    without a history (cooperation/generator) has no versions.
    """
    number, state = None, {}
    for last, at, is_end, is_new, decides in _changes(record):
        if is_new:
            number, state = 0, dict.fromkeys(COLUMNS)
        state |= json.loads(decides or "{}")
        if is_end and number is not None:
            number += 1
            is_public = state["published_at"] and not state["withdrawn_at"] and not state["merged_into_id"]
            yield number, last, at, bool(is_public)


def _changes(record):
    meta = record._meta
    of_record = {"kind": meta.model_name, "record": record.pk, "table": meta.db_table, "columns": list(COLUMNS)}
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, of_record)
        return cursor.fetchall()


def seen_on(versions: list[PublicVersion], day: date) -> PublicVersion | None:
    """Return the last version that readers saw on the day, in the registry's time zone; None if they saw none."""
    begin, end = (make_aware(datetime.combine(each, datetime.min.time())) for each in (day, day + timedelta(days=1)))
    seen = [each for each in versions if each.at < end and (each.until is None or each.until > begin)]
    return seen[-1] if seen else None
