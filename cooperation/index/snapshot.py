"""The index as of a statement: what every process holds of it in memory, brought up to date by what changed since."""

import sys
from array import array
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.db import connection
from pyroaring import BitMap

from .entries import Entries, Entry, Position
from .tags import day_code

KINDS = ("agreement", "meeting", "project", "mechanism", "outcome", "organization")

# Everything that this snapshot does not see and the last one did not: what was committed since, and what this
# transaction itself has written and may yet take back.
CHANGES = """
SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text,
    current_setting('transaction_read_only') = 'on', state.day, state.home,
    change.transaction::text, change.kind, change.entry, change.date, change.place, change.tags,
    now.id, now.date, now.place, now.tags
FROM cooperation_entrystate state
LEFT JOIN cooperation_entrychange change ON change.transaction >= pg_snapshot_xmin(%(last)s)
    AND (NOT pg_visible_in_snapshot(change.transaction, %(last)s)
        OR change.transaction = pg_current_xact_id_if_assigned())
LEFT JOIN cooperation_entry now ON (now.kind, now.id) = (change.kind, change.entry)
ORDER BY change.id
"""
# Numbers as they come from the wire: a million ids are read as one array.
ORDER = """
SELECT string_agg(int4send(day), ''), string_agg(int8send(place), ''), string_agg(substr(int8send(id), 5), '') FROM (
    SELECT coalesce(rpad(replace(date, '-', ''), 8, '0')::int, 0) AS day, place, id FROM cooperation_entry
    WHERE kind = %s ORDER BY 1, 2
) AS ordered
"""
SETS = """
SELECT tag, string_agg(substr(int8send(id), 5), '') FROM cooperation_entry, unnest(tags) AS tag
WHERE kind = %s GROUP BY tag
"""
FEW = "SELECT date, place, id FROM cooperation_entry WHERE kind = %s AND id = ANY (%s::bigint[])"
TAGS = """
SELECT tag, count(*) FROM cooperation_entry, unnest(tags) AS tag
WHERE kind = %s AND id = ANY (%s::bigint[]) AND tag >> 32 = %s GROUP BY tag
"""


@dataclass(frozen=True)
class Snapshot:
    """The index as one statement of the database saw it.

    `seen` is that statement's snapshot as PostgreSQL writes it, `day` and `home` are what the tags stand for, `names`
    what callers remember of the things that tags stand for: forgotten when one of these is renamed. `state` is the one
    of the registry that the caller knew to be true of it, if any.
    """

    seen: str
    day: date | None = None
    home: str = ""
    kinds: dict[str, Entries] = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    state: tuple | None = None

    def __getitem__(self, kind: str) -> Entries:
        return self.kinds[kind]


_held: dict[str, Snapshot] = {}
_state: ContextVar[tuple | None] = ContextVar("state", default=None)


@contextmanager
def as_of(state: tuple):
    """Let `now` answer for this state of the registry: a statement, if there is one, sees no other."""
    token = _state.set(state)
    try:
        yield
    finally:
        _state.reset(token)


def now() -> Snapshot:
    """Return the index as the database has it at this moment: one statement, and more only after many changes.

    No statement where it was read before in the state that is shown.
    """
    state, name = _state.get(), connection.settings_dict["NAME"]
    if state is not None and (held := _held.get(name)) and held.state == state:
        return held
    with connection.cursor() as cursor:
        snapshot, is_read_only = _read(cursor, name)
    if state is not None and is_read_only:
        snapshot = _held[name] = replace(snapshot, state=state)
    return snapshot


def few(kind: str, ids: BitMap) -> list[Position]:
    """Return where some entries stand, in no order: of a few among many the database knows it sooner."""
    with connection.cursor() as cursor:
        cursor.execute(FEW, [kind, list(ids)])
        return [Position(day_code(day), place, pk) for day, place, pk in cursor]


def tags_of(kind: str, ids: BitMap, dimension: int) -> dict[int, int]:
    """Return the tags of a dimension that some entries have, and how many have each."""
    with connection.cursor() as cursor:
        cursor.execute(TAGS, [kind, list(ids), int(dimension)])
        return dict(cursor.fetchall())


def _read(cursor, name) -> tuple[Snapshot, bool]:
    last = _held.get(name)
    if not last:
        cursor.execute("SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text")
        last = Snapshot(_unseen(*cursor.fetchone()))
    cursor.execute(CHANGES, {"last": last.seen})
    rows = cursor.fetchall()
    seen, own, is_read_only, day, home = rows[0][:5]
    changes = [Change(*row[5:]) for row in rows if row[5]]
    ours = [change for change in changes if change.transaction == own]
    kinds = last.kinds or _without(ours, {kind: _load(cursor, kind) for kind in KINDS})
    base = _advanced(cursor, last, kinds, [change for change in changes if change.transaction != own])
    base = replace(base, seen=_unseen(seen, own), day=day, home=home, state=None)
    if not ours:
        _held[name] = base
        return base, is_read_only
    # What this transaction has written may yet be taken back: nobody else sees it, and it is not kept.
    if all(change.entry for change in ours):
        _held[name] = base
    return replace(_advanced(cursor, base, base.kinds, ours), names={}), is_read_only


def _unseen(seen: str, own: str | None) -> str:
    """Return a snapshot, "xmin:xmax:running,running", that does not count the transaction it was taken in as ended."""
    if own is None:
        return seen
    first, end, running = seen.split(":")
    running = sorted({int(own), *(int(each) for each in running.split(",") if each)})
    return f"{min(int(first), int(own))}:{max(int(end), int(own) + 1)}:{','.join(map(str, running))}"


class Change(NamedTuple):
    """One line of what changed: an entry as it was before, and as it is now. Without an entry, all of the kind."""

    transaction: str
    kind: str
    entry: int | None
    date: str | None
    place: int | None
    tags: list | None
    id: int | None
    now_date: str | None
    now_place: int | None
    now_tags: list | None

    @property
    def before(self) -> Entry | None:
        """Return the entry as it was; None where it was none."""
        return self.tags and Entry(self.entry, day_code(self.date), self.place, self.tags)

    @property
    def after(self) -> Entry | None:
        """Return the entry as it is; None where it is none any more."""
        return self.id and Entry(self.id, day_code(self.now_date), self.now_place, self.now_tags)


def _advanced(cursor, last, kinds, changes) -> Snapshot:
    """Return the snapshot with the changes. To read one twice changes nothing."""
    kinds, names = dict(kinds), last.names
    for kind, lines in _by_kind(changes):
        if kind == "name":
            names = {}
        elif all(line.entry for line in lines):
            come = {line.entry: line.after for line in lines if line.after}
            gone = [line.before for line in lines if line.before]
            kinds[kind] = kinds[kind].changed([*gone, *come.values()], list(come.values()))
        else:
            kinds[kind] = _load(cursor, kind)
    return replace(last, kinds=kinds, names=names)


def _without(changes, kinds) -> dict[str, Entries]:
    """Return the entries that were just read without what this transaction itself has written."""
    for kind, lines in _by_kind(changes):
        if kind in kinds and all(line.entry for line in lines):
            first = {line.entry: line.before for line in reversed(lines)}
            gone = [line.after for line in lines if line.after]
            kinds[kind] = kinds[kind].changed(gone, [before for before in first.values() if before])
    return kinds


def _by_kind(changes):
    found = defaultdict(list)
    for change in changes:
        found[change.kind].append(change)
    return found.items()


def _load(cursor, kind) -> Entries:
    cursor.execute(SETS, [kind])
    sets = defaultdict(dict)
    for tag, ids in cursor.fetchall():
        sets[tag >> 32][tag] = BitMap(_numbers("I", ids))
    cursor.execute(ORDER, [kind])
    days, places, ids = cursor.fetchone()
    return Entries(dict(sets), _numbers("I", days), _numbers("Q", places), _numbers("I", ids))


def _numbers(code, wire) -> array:
    numbers = array(code, wire or b"")
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
