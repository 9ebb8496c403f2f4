"""The index at a commit, held in memory by each process and updated with the commits since.

A snapshot has the number and the token of a commit. If the log of commits (database/commits.py) has that pair, only the
commits after it need to be read. Otherwise the database was restored, lost a commit in a crash, or is a different
database: then the whole index is read again.

A process may read from several servers, some of them behind others. The token tells whether a snapshot of one server is
also a state of another one: after a promotion only the missing changes are read.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import NamedTuple

from django.db import connection
from pyroaring import BitMap

from ..domain.kinds import LISTED as KINDS
from ..domain.tags import day_code
from .binary import IDS, numbers
from .entries import Entries, Entry, Position
from .sets import id_set

KEPT = 4  # snapshots of a server: a page may still be rendered from an older one
SERVERS = 3  # whose snapshots are kept

# Returns the last commit in the log, apart from this transaction; the newest commit held in memory that is in the log;
# and the entries changed after that one or by this transaction. While a dump is being restored, tables are filled
# before their indexes exist: until then no commit counts.
CHANGES = """
WITH own AS (SELECT nullif(current_setting('registry.token', true), '')::uuid AS token),
last AS (
    SELECT number, token FROM cooperation_publiccommit
    WHERE to_regclass('cooperation_publiccommit_token') IS NOT NULL AND token IS DISTINCT FROM (SELECT token FROM own)
    ORDER BY number DESC LIMIT 1
),
held AS (
    SELECT number, token FROM cooperation_publiccommit
    JOIN unnest(%(numbers)s::bigint[], %(tokens)s::uuid[]) AS pair (number, token) USING (number, token)
    WHERE number <= (SELECT number FROM last)
    ORDER BY number DESC LIMIT 1
),
since AS MATERIALIZED (
    SELECT token FROM cooperation_publiccommit
    WHERE number > %(oldest)s AND number > (SELECT number FROM held)
    UNION ALL SELECT token FROM own
)
SELECT own.token IS NOT NULL, state.day, state.home, last.number, last.token::text, held.token::text,
    change.kind, change.record, change.date, change.place, change.tags, now.id, now.date, now.place, now.tags
FROM own
CROSS JOIN cooperation_entrystate state
LEFT JOIN last ON true
LEFT JOIN held ON true
LEFT JOIN (cooperation_publicchange change JOIN since USING (token)) ON change.is_entry
-- Each entry is looked up, also if the planner expects so many that it would read all entries (OFFSET 0).
LEFT JOIN LATERAL (
    SELECT * FROM cooperation_entry WHERE (kind, id) = (change.kind, change.record) OFFSET 0
) now ON true
ORDER BY change.id
"""
ORDER = f"""
SELECT string_agg(int4send(day), ''), string_agg(int8send(place), ''), {IDS} FROM (
    SELECT coalesce(rpad(replace(date, '-', ''), 8, '0')::int, 0) AS day, place, id FROM cooperation_entry
    WHERE kind = %s ORDER BY 1, 2
) AS ordered
"""  # noqa: S608
SETS = f"""
SELECT tag, {IDS} FROM cooperation_entry, unnest(tags) AS tag
WHERE kind = %s GROUP BY tag
"""  # noqa: S608
POSITIONS = "SELECT date, place, id FROM cooperation_entry WHERE kind = %s AND id = ANY (%s::bigint[])"


@dataclass(frozen=True)
class Snapshot:
    """The index as one database statement saw it.

    `number` and `token` are those of the last commit that it includes. `day` and `home` are the date and the home
    country that the tags are based on, `names` is a cache of names of tagged objects for callers; renaming one of them
    clears it.
    """

    number: int | None = None
    token: str | None = None
    day: date | None = None
    home: str = ""
    kinds: dict[str, Entries] = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Entries:
        return self.kinds[kind]

    def has(self, of: int) -> bool:
        """Return whether an entry of any kind has the tag."""
        return any(entries.get(of) for entries in self.kinds.values())


_held: dict[tuple, tuple[Snapshot, ...]] = {}  # for each server, newest last; the server used last is at the end
_loading = Lock()
_token: ContextVar[str | None] = ContextVar("token", default=None)


@contextmanager
def as_of(token: str | None):
    """Make `now` answer as of the commit with this token, with one statement at most."""
    before = _token.set(token)
    try:
        yield
    finally:
        _token.reset(before)


def now() -> Snapshot:
    """Return the current index, with one statement, and more only after many changes.

    If `as_of` is active and that snapshot is in memory, no statement is needed.
    """
    if token := _token.get():
        for held in _of_all_servers():
            if held.token == token:
                return held
    with connection.cursor() as cursor:
        return _read(cursor, _server())


def is_ready() -> bool:
    """Return whether this process has an index in memory."""
    return any(_held.values())


def forget() -> None:
    """Drop all snapshots, so that the index is read again."""
    _held.clear()


def _of_all_servers() -> list[Snapshot]:
    return [snapshot for held in tuple(_held.values()) for snapshot in held]


def _hold(server, *snapshots) -> None:
    """Hold these snapshots of the server, and drop those of the least recently used server."""
    global _held
    others = [(name, held) for name, held in tuple(_held.items()) if name != server]
    _held = dict([*others, (server, snapshots[-KEPT:])][-SERVERS:])


def _server():
    """Return the connected server and the name of the database; settings may list several servers."""
    info = connection.connection.info
    return info.host, info.port, info.dbname


def positions_of(kind: str, ids: BitMap) -> list[Position]:
    """Return the positions of some entries, unordered: for few entries the database is faster than memory."""
    with connection.cursor() as cursor:
        cursor.execute(POSITIONS, [kind, list(ids)])
        return [Position(day_code(day), place, pk) for day, place, pk in cursor]


def _read(cursor, server) -> Snapshot:
    held = _of_all_servers()
    seen, changes = _ask(cursor, held)
    if seen.held:
        return _advanced(cursor, server, held, seen, changes)
    with _loading:  # one thread reads everything; the others wait and then use its result
        held = _of_all_servers()
        seen, changes = _ask(cursor, held)
        if not seen.held:
            held = [Snapshot(seen.number, seen.token, kinds={kind: _load(cursor, kind) for kind in KINDS})]
            seen, changes = _ask(cursor, held)
        return _advanced(cursor, server, held, seen, changes)


def _ask(cursor, held):
    numbers, tokens = [each.number for each in held], [each.token for each in held]
    cursor.execute(CHANGES, {"numbers": numbers, "tokens": tokens, "oldest": min(numbers, default=None)})
    rows = cursor.fetchall()
    return Seen(*rows[0][:6]), [Change(*row[6:]) for row in rows if row[6]]


class Seen(NamedTuple):
    """The other columns of the CHANGES statement; `held` is the token of the snapshot that the changes follow."""

    is_changed_here: bool
    day: date
    home: str
    number: int | None
    token: str | None
    held: str | None


class Change(NamedTuple):
    """One changed entry, before and after. Without an entry, all of the kind changed."""

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
        """Return the entry before the change; None if there was none."""
        return self.tags and Entry(self.entry, day_code(self.date), self.place, self.tags)

    @property
    def after(self) -> Entry | None:
        """Return the entry after the change; None if it was deleted."""
        return self.id and Entry(self.id, day_code(self.now_date), self.now_place, self.now_tags)


def _advanced(cursor, server, held, seen, changes) -> Snapshot:
    """Return the newest snapshot that the server knows, with the changes applied, and hold the result for the server.

    Data read after the statement for the changes may be newer. Applying a change twice has no effect, so running the
    statement again makes the result exact.
    """
    base = next((each for each in held if each.token == seen.held), held[-1])
    kinds, names, is_loaded = dict(base.kinds), base.names, False
    for kind, lines in _by_kind(changes):
        if kind == "name":
            names = {}
        elif all(line.entry for line in lines):
            added = {line.entry: line.after for line in lines if line.after}
            removed = [line.before for line in lines if line.before]
            kinds[kind] = kinds[kind].changed(removed, added.values())
        else:
            kinds[kind], is_loaded = _load(cursor, kind), True
    if seen.is_changed_here:
        # Do not hold it: the transaction may be rolled back, and nobody else sees it.
        return Snapshot(seen.number, None, seen.day, seen.home, kinds)
    snapshot = Snapshot(seen.number, seen.token, seen.day, seen.home, kinds, names)
    if is_loaded:
        return _advanced(cursor, server, [snapshot], *_ask(cursor, [snapshot]))
    if seen.held:
        tokens = {each.token for each in held} - {seen.token}
        _hold(server, *(each for each in _held.get(server, ()) if each.token in tokens), snapshot)
    return snapshot


def _by_kind(changes):
    found = defaultdict(list)
    for change in changes:
        found[change.kind].append(change)
    return found.items()


def _load(cursor, kind) -> Entries:
    cursor.execute(SETS, [kind])
    sets = {tag: id_set(numbers("I", ids)) for tag, ids in cursor.fetchall()}
    cursor.execute(ORDER, [kind])
    days, places, ids = cursor.fetchone()
    return Entries.of(sets, numbers("I", days), numbers("Q", places), numbers("I", ids))
