"""The history of whole records: who changed what, when, from where and why.

Triggers write it (database/history.py), one `Change` a row. This module says who is writing, reads the changes of
one record as versions, and replays them.
"""

import json
from collections import defaultdict
from collections.abc import Container, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, models
from django.utils.translation import gettext as _

from regions.models import Addressed

from ..models import Change
from .differences import RowDiff, State, diff, tables
from .formatting import ValueFormatter


@contextmanager
def attributed(user=None, origin: str = "", reason: str = ""):
    """Attribute what the block writes to `user`; on this connection, until the block ends."""
    # No text of PostgreSQL's holds a NUL, and what a client sends may.
    context = {"origin": origin.replace("\x00", ""), "reason": reason.replace("\x00", "")}
    if user is not None and user.pk:
        context |= {"user": user.pk, "name": user.get_username()}
    before = _set_context(json.dumps(context))
    try:
        yield
    finally:
        try:
            _set_context(before)
        except DatabaseError:
            connection.close()  # a connection that cannot forget who wrote is not used again


def _set_context(text):
    """Say who writes from now on; return what was said before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('registry.context', true), ''), set_config('registry.context', %s, false)",
            [text],
        )
        return cursor.fetchone()[0]


@cache
def kinds() -> dict[str, type[Addressed]]:
    """Return the models that keep a history, by the name of their kind: records and reference data."""
    return {model._meta.model_name: model for model in tables().values() if issubclass(model, Addressed)}


@dataclass
class Version:
    """What one transaction made of one record. `number` counts from 1; `rows` are for `tell` to fill."""

    number: int
    transaction: int
    at: datetime
    user_id: int | None
    user_name: str
    origin: str
    reason: str
    changes: list[Change]
    rows: list[RowDiff] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Return the id of the last change: the record as of this version is everything up to it."""
        return self.changes[-1].pk

    @property
    def event(self) -> str:
        """Return what became of the record: "created", "restored", "deleted", "published", "withdrawn" or "changed"."""
        table = kinds()[self.changes[0].kind]._meta.db_table
        for change in reversed(self.changes):
            if change.table != table:
                continue
            if change.action == "delete":
                return "deleted"
            if change.action == "insert":
                return "created" if self.number == 1 else "restored"
            if "withdrawn_at" in change.after:
                return "withdrawn" if change.after["withdrawn_at"] else "published"
            if change.after.get("published_at"):
                return "published"
        return "changed"


def changes_of(kind: str, record: int) -> models.QuerySet:
    """Return the changes of one record, in their order."""
    return Change.objects.filter(kind=kind, record=record).order_by("pk")


def last_change(kind: str, record: int) -> int:
    """Return the id of the latest change of one record: what a form began from. 0 where nothing is known of it."""
    return changes_of(kind, record).aggregate(last=models.Max("pk"))["last"] or 0


def versions(kind: str, record: int) -> list[Version]:
    """Return the versions of one record, the oldest first.

    The record is locked while a transaction changes it, so the changes of one transaction follow each other.
    """
    found = []
    for transaction, changes in groupby(changes_of(kind, record), key=lambda change: change.transaction):
        rows = list(changes)
        last = rows[-1]
        found.append(
            Version(len(found) + 1, transaction, last.at, last.user_id, last.user_name, last.origin, last.reason, rows)
        )
    return found


def replay(changes: Iterable[Change], state: State | None = None) -> State:
    """Return the rows that `changes`, from the first on or after `state`, leave behind."""
    after = defaultdict(dict, {table: dict(rows) for table, rows in (state or {}).items()})
    for change in changes:
        rows = after[change.table]
        if change.action == "delete":
            rows.pop(change.row, None)
        else:
            rows[change.row] = {**rows.get(change.row, {}), **change.after}
    return after


def tell(found: list[Version], numbers: Container[int]) -> None:
    """Give the versions of `numbers`, among all of a record, their rows: what each made of the one before."""
    state, chosen = {}, []
    for version in found:
        before, state = state, replay(version.changes, state)
        if version.number in numbers:
            chosen.append((version, before, state))
    words = ValueFormatter([each for _version, *states in chosen for each in states], tables())
    for version, before, after in chosen:
        version.rows = diff(before, after, words)


def authors(lines: Iterable[Version | Change]) -> list[str]:
    """Return who wrote each of `lines`, as the staff knows them; of a write past the registry the database's user."""
    lines = list(lines)
    users = get_user_model()._base_manager.in_bulk({line.user_id for line in lines} - {None})
    found = []
    for line in lines:
        user = users.get(line.user_id)
        if line.user_id is None:
            found.append(_("nobody signed in (database user %(name)s)") % {"name": line.user_name})
        else:
            full_name = user.get_full_name() if user else ""
            found.append(f"{full_name} ({line.user_name})" if full_name else line.user_name)
    return found


def who_wrote(lines: Iterable[Version | Change]) -> str:
    """Return who wrote `lines`, each named once, as a list in a sentence."""
    return ", ".join(dict.fromkeys(authors(lines)))
