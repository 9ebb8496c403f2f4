"""Who did what: the changes of all records, from the history, and the sign-ins and changes of accounts, by time.

A line is what one transaction did to one record, or one row of account events. Lines are read latest first, page by
page: `before` is the position of the last line read, so that every page costs the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connection

from ..domain.choices import AccountAction, RecordAction
from ..domain.people import full_name, name_with_account
from ..history import kinds
from ..history.recent import names_of

# The choice in the filter by person for changes without an account, such as by a command or a planned publication.
NOBODY = 0
ACCOUNT = "account"
_LAST = 2**63 - 1

# The last change of a version. A transaction locks a record while it changes it, so a version's changes follow each
# other.
VERSION_ENDS = """(
    SELECT following.transaction FROM cooperation_change AS following
    WHERE following.kind = c.kind AND following.record = c.record AND following.id > c.id
    ORDER BY following.id LIMIT 1
) IS DISTINCT FROM c.transaction"""
# The change is of the record's own row, not of a part.
OWN = '{0}.row = {0}.record AND {0}."table" = ANY (%(own)s)'
PUBLICATION = "{0}.action = 'update' AND {0}.after ?| '{{published_at,withdrawn_at}}'"
RARE = "{0}.action = 'update' AND {0}.after ?| '{{withdrawn_at,merged_into_id}}'"
IS_NEW = """NOT EXISTS (
    SELECT FROM cooperation_change AS earlier
    WHERE earlier.kind = {0}.kind AND earlier.record = {0}.record AND earlier.id < {0}.id
)"""
# What a change of the record's own row says about its version, in order of precedence. A version without such a change
# only changed the record. Each condition has an index in the order of the page. New and restored records are told apart
# only after their lines are found.
EVENTS = {
    RecordAction.CREATED: "{0}.action = 'insert'",
    RecordAction.DELETED: "{0}.action = 'delete'",
    RecordAction.MERGED: f"{RARE} AND {{0}}.after ->> 'merged_into_id' IS NOT NULL",
    RecordAction.UNMERGED: f"{RARE} AND {{0}}.after ? 'merged_into_id' AND {{0}}.after ->> 'merged_into_id' IS NULL",
    RecordAction.WITHDRAWN: (
        f"{RARE} AND NOT {{0}}.after ? 'merged_into_id' AND {{0}}.after ->> 'withdrawn_at' IS NOT NULL"
    ),
    RecordAction.PUBLISHED: (
        f"{PUBLICATION} AND NOT {{0}}.after ? 'merged_into_id' AND {{0}}.after ->> 'withdrawn_at' IS NULL"
    ),
}
IS_EVENT = f"{OWN} AND ({{0}}.action <> 'update' OR {PUBLICATION} OR {RARE})"
ONLY_CHANGED = f"""{VERSION_ENDS} AND NOT EXISTS (
    SELECT FROM cooperation_change AS e
    WHERE e.transaction = c.transaction AND e.kind = c.kind AND e.record = c.record AND {IS_EVENT.format("e")}
)"""
CHANGES = """
SELECT c.at, c.id, c.kind, c.record, c.user_id, c.user_name, c.origin, c.reason, c.transaction
FROM cooperation_change AS c WHERE {conditions} ORDER BY c.at DESC, c.id DESC LIMIT %(most)s
"""
OF_VERSIONS = """
SELECT DISTINCT version.id, CASE {events} END
FROM unnest(%(ids)s::bigint[], %(transactions)s::bigint[], %(kinds)s::text[], %(records)s::bigint[])
    AS version (id, transaction, kind, record)
JOIN cooperation_change AS e USING (transaction, kind, record)
WHERE {is_event}
""".format(
    events=f"WHEN e.action = 'insert' AND NOT ({IS_NEW.format('e')}) THEN '{RecordAction.RESTORED.value}' "
    + " ".join(f"WHEN {sql.format('e')} THEN '{action.value}'" for action, sql in EVENTS.items()),
    is_event=IS_EVENT.format("e"),
)
ACCOUNTS = """
SELECT c.at, c.id, c.action, c.account_id, c.account_name, c.user_id, c.user_name, c.details, c.times
FROM cooperation_accountevent AS c WHERE {conditions} ORDER BY c.at DESC, c.id DESC LIMIT %(most)s
"""
# The accounts in the history, found with one step in the index for each.
AUTHORS = """
WITH RECURSIVE author (id) AS (
    (SELECT user_id FROM {table} WHERE user_id IS NOT NULL ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT user_id FROM {table} WHERE user_id > author.id ORDER BY user_id LIMIT 1)
    FROM author WHERE author.id IS NOT NULL
)
SELECT author.id, (SELECT user_name FROM {table} WHERE user_id = author.id ORDER BY at DESC, id DESC LIMIT 1)
FROM author WHERE author.id IS NOT NULL
"""


@dataclass(frozen=True, order=True)
class Position:
    """The position of a line in time; lists show the latest lines first."""

    at: datetime
    is_change: bool
    id: int

    def bound(self, is_change: bool) -> int:
        """Return the id below which lines of a table come after this position, among those of the same time."""
        if is_change == self.is_change:
            return self.id
        return _LAST if self.is_change else 0


@dataclass(frozen=True)
class Query:
    """Which lines are read. `kinds` and `sees_accounts` are what the reader may see; empty choices mean all."""

    kinds: tuple[str, ...]
    sees_accounts: bool
    person: int | None = None
    first: datetime | None = None
    end: datetime | None = None
    kind: str = ""
    action: str = ""


@dataclass
class Line:
    """One line; `name` is that of the record or account, and `details` the reason for a change of a record."""

    position: Position
    kind: str
    pk: int
    user_id: int | None
    user_name: str
    details: str
    origin: str = ""
    name: str = ""
    is_deleted: bool = False
    actions: list[str] = field(default_factory=list)
    times: int = 1
    transaction: int = 0

    @property
    def hour_of_failures(self) -> bool:
        return not AccountAction.counted().isdisjoint(self.actions)


def lines(query: Query, before: Position | None, most: int) -> list[Line]:
    """Return at most `most` lines, the latest first."""
    found = [*_changes(query, before, most), *_account_events(query, before, most)]
    found.sort(key=lambda line: line.position, reverse=True)
    found = found[:most]
    _complete_changes([line for line in found if line.position.is_change])
    _complete_account_events([line for line in found if not line.position.is_change])
    return found


def all_lines(query: Query, chunk: int) -> Iterator[list[Line]]:
    """Yield the lines in chunks; no transaction is open between two chunks."""
    before = None
    while found := lines(query, before, chunk):
        yield found
        before = found[-1].position


def people(sees_accounts: bool) -> dict[int, str]:
    """Return the names of the people in the history, by id; with `sees_accounts`, of all accounts."""
    found = {}
    with connection.cursor() as cursor:
        for table in ("cooperation_change", "cooperation_accountevent")[: 1 + sees_accounts]:
            cursor.execute(AUTHORS.format(table=table))
            found = dict(cursor) | found
    accounts = get_user_model()._base_manager.all()
    accounts = accounts if sees_accounts else accounts.filter(pk__in=found)
    found |= {each.pk: name_with_account(full_name(each), each.get_username()) for each in accounts}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _changes(query, before, most):
    shown = [kind for kind in query.kinds if query.kind in ("", kind)]
    action = query.action
    if not shown or action not in ("", RecordAction.CHANGED, *EVENTS):
        return
    conditions = ["c.kind = %(kind)s" if len(shown) == 1 else "c.kind = ANY (%(kinds)s)", *_where(query, before)]
    if action in EVENTS:
        conditions += [OWN.format("c"), EVENTS[action].format("c")]
    else:
        conditions.append(ONLY_CHANGED if action else VERSION_ENDS)
    values = {"kind": shown[0], "kinds": shown, "own": _own_tables(), **_values(query, before, most, is_change=True)}
    for at, pk, kind, record, user, user_name, origin, reason, transaction in _rows(CHANGES, conditions, values):
        position = Position(at, True, pk)
        yield Line(position, kind, record, user, user_name, reason, origin, transaction=transaction)


def _account_events(query, before, most):
    if not query.sees_accounts or query.kind not in ("", ACCOUNT):
        return
    conditions = [*_where(query, before), *(["c.action = %(action)s"] if query.action else [])]
    values = _values(query, before, most, is_change=False)
    for at, pk, action, account, name, user, user_name, details, times in _rows(ACCOUNTS, conditions, values):
        position = Position(at, False, pk)
        yield Line(position, ACCOUNT, account, user, user_name, details, name=name, actions=[action], times=times)


def _where(query, before):
    if query.person is not None:
        yield "c.user_id IS NULL" if query.person == NOBODY else "c.user_id = %(person)s"
    if query.first:
        yield "c.at >= %(first)s"
    if query.end:
        yield "c.at < %(end)s"
    if before:
        yield "(c.at, c.id) < (%(before)s, %(bound)s)"


def _values(query, before, most, *, is_change):
    return {
        "person": query.person,
        "first": query.first,
        "end": query.end,
        "action": query.action,
        "before": before and before.at,
        "bound": before and before.bound(is_change),
        "most": most,
    }


def _rows(sql, conditions, values):
    with connection.cursor() as cursor:
        cursor.execute(sql.format(conditions=" AND ".join(conditions) or "true"), values)
        return cursor.fetchall()


def _own_tables():
    return [model._meta.db_table for model in kinds().values()]


def _complete_account_events(found):
    """Mark the deleted accounts."""
    ids = {line.pk for line in found}
    there = set(get_user_model()._base_manager.filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
    for line in found:
        line.is_deleted = line.pk not in there


def _complete_changes(changes):
    """Add the names of the records and what happened to them, with a few statements for all lines."""
    if not changes:
        return
    names = names_of((line.kind, line.pk) for line in changes)
    values = {
        "ids": [line.position.id for line in changes],
        "transactions": [line.transaction for line in changes],
        "kinds": [line.kind for line in changes],
        "records": [line.pk for line in changes],
        "own": _own_tables(),
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_VERSIONS, values)
        events = {}
        for pk, action in cursor:
            events.setdefault(pk, set()).add(action)
    for line in changes:
        line.name, line.is_deleted = names.get((line.kind, line.pk), ("", True))
        found = events.get(line.position.id, {RecordAction.CHANGED})
        line.actions = [action for action in RecordAction.values if action in found]
