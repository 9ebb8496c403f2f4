"""Compares the index with the tables, and repairs it."""

import json
import logging
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db import connection, transaction

from ..domain.tags import day_code
from .sets import id_set
from .snapshot import KINDS, forget, now

logger = logging.getLogger(__name__)
BATCH = 1000
SAMPLE = 100  # entries of each kind in memory, and the same number of rows of its table
NAMED = 5  # differences in one line of the log

COMPARE = """
WITH due AS (SELECT * FROM registry_{kind}_entries(%(ids)s::bigint[])),
held AS (SELECT * FROM cooperation_entry WHERE kind = '{kind}' AND id BETWEEN %(first)s AND %(last)s)
SELECT coalesce(due.id, held.id), to_jsonb(due) - 'kind' - 'id', to_jsonb(held) - 'kind' - 'id'
FROM due FULL JOIN held USING (id)
WHERE due.id IS NULL OR held.id IS NULL
OR (due.date, due.until, due.place, due.tags) IS DISTINCT FROM (held.date, held.until, held.place, held.tags)
OR (due.since, due.till) IS DISTINCT FROM (held.since, held.till)
ORDER BY 1
"""


class Difference(NamedTuple):
    """An incorrect entry; `due` is None if there should be no entry, `held` is None if there is none."""

    kind: str
    id: int
    due: dict | None
    held: dict | None

    def __str__(self):
        if self.held is None:
            return f"{self.kind} {self.id} is public and not in the index"
        if self.due is None:
            return f"{self.kind} {self.id} is in the index and not public"
        columns = [name for name, value in self.due.items() if value != self.held[name]]
        return f"{self.kind} {self.id} differs: " + "; ".join(
            f"{name} is {self.held[name]} and should be {self.due[name]}" for name in columns
        )


def batches(kind, number=BATCH) -> Iterator[tuple[list[int], int, int]]:
    """Yield batches of row ids, and the range of ids that each batch covers, including gaps."""
    first = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM cooperation_{kind} WHERE id >= %s ORDER BY id LIMIT %s",  # noqa: S608
                [first, number],
            )
            ids = [pk for (pk,) in cursor]
        last = ids[-1] if len(ids) == number else 2**62
        yield ids, first, last
        if last == 2**62:
            return
        first = last + 1


def size() -> int:
    with connection.cursor() as cursor:
        total = 0
        for kind in KINDS:
            cursor.execute(f"SELECT count(*) FROM cooperation_{kind}")  # noqa: S608
            total += cursor.fetchone()[0]
    return total


def check(progress: Callable[[int], None] = lambda rows: None) -> Iterator[Difference]:
    """Yield every difference between the index and the tables. Calls `progress` with the number of rows checked."""
    for kind in KINDS:
        for ids, first, last in batches(kind):
            with connection.cursor() as cursor:
                cursor.execute(COMPARE.format(kind=kind), {"ids": ids, "first": first, "last": last})
                rows = cursor.fetchall()
            for pk, *states in rows:
                yield Difference(kind, pk, *(state and json.loads(state) for state in states))
            progress(len(ids))


def read_again() -> None:
    """Make every process read the whole index again, and render every page again. On a standby this does nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_read_again() WHERE NOT pg_is_in_recovery()")


def rebuild(progress: Callable[[int], None] = lambda rows: None) -> None:
    """Rewrite every incorrect entry, a thousand rows at a time, without affecting readers."""
    for kind in KINDS:
        for ids, first, last in batches(kind):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT registry_reindex(%s, ARRAY(SELECT id FROM cooperation_entry WHERE kind = %s"
                    " AND id BETWEEN %s AND %s UNION SELECT unnest(%s::bigint[])))",
                    [kind, kind, first, last, ids],
                )
            progress(len(ids))


def verify_sample() -> list[str]:
    """Compare the index in memory with the tables: the number of entries, and some entries at random.

    Return the differences. If there are any, log an error and make every process read the index again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = now()
        found = [each for kind in KINDS for each in _sampled(cursor, kind, snapshot[kind])]
    if found:
        logger.error("The index in memory is wrong (%s). Everything is read again.", "; ".join(found[:NAMED]))
        forget()
        read_again()
        now()
    return found


def _sampled(cursor, kind, entries) -> Iterator[str]:
    cursor.execute("SELECT count(*) FROM cooperation_entry WHERE kind = %s", [kind])
    [number] = cursor.fetchone()
    if number != len(entries):
        yield f"{kind}: {len(entries)} entries instead of {number}"
    chosen = random.sample(range(len(entries)), min(SAMPLE, len(entries)))
    cursor.execute(
        f"SELECT id FROM cooperation_{kind} WHERE id >="  # noqa: S608
        f" (SELECT (random() * max(id))::bigint FROM cooperation_{kind}) ORDER BY id LIMIT %s",
        [SAMPLE],
    )
    ids = id_set([*(entries.order[at][2] for at in chosen), *(pk for (pk,) in cursor)])
    held = entries.tags_of(ids)
    cursor.execute(
        f"SELECT id, date, place, tags FROM registry_{kind}_entries(%s::bigint[])",  # noqa: S608
        [list(ids)],
    )
    due = {pk: (day_code(date), place, set(tags)) for pk, date, place, tags in cursor}
    # A record that was locked when the date changed keeps its old tags until the next update.
    cursor.execute(
        "SELECT id FROM cooperation_entry, cooperation_entrystate"
        " WHERE kind = %s AND id = ANY (%s::bigint[]) AND (till <= day OR since > day)",
        [kind, list(ids)],
    )
    waiting = {pk for (pk,) in cursor}
    for pk in ids:
        if pk in waiting:
            continue
        day, place, tags = due.get(pk, (0, 0, None))
        if held.get(pk) != tags or (pk in due and entries.at(day, place) != pk):
            yield f"{kind} {pk}"
