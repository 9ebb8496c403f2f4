"""The history of records: who changed what, when, from where and why.

Triggers write it (database/history.py), one `Change` per changed row. This module sets the author of changes, groups
the changes of one record into versions, and replays them.
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

from ..domain.people import full_name, name_with_account
from ..models import Change
from .differences import RowDiff, State, diff, tables
from .formatting import ValueFormatter


@contextmanager
def attributed(user=None, origin: str = "", reason: str = "", session: str = ""):
    """Attribute the changes made in this block to `user`, on this connection. `session` is the key of their session."""
    # PostgreSQL text cannot contain NUL, but client input may.
    context = {"origin": origin.replace("\x00", ""), "reason": reason.replace("\x00", "")}
    if user is not None and user.pk:
        context |= {"user": user.pk, "name": user.get_username(), "session": session}
    before = _set_context(json.dumps(context))
    try:
        yield
    finally:
        try:
            _set_context(before)
        except DatabaseError:
            connection.close()  # close the connection if the author cannot be reset, so that it is not reused


def _set_context(text):
    """Set the author of the following changes; return the previous one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('registry.context', true), ''), set_config('registry.context', %s, false)",
            [text],
        )
        return cursor.fetchone()[0]


@cache
def kinds() -> dict[str, type[Addressed]]:
    """Return the models that have a history, by the name of their kind: records and reference data."""
    return {model._meta.model_name: model for model in tables().values() if issubclass(model, Addressed)}


@dataclass
class Version:
    """The changes of one transaction to one record. `number` counts from 1; `add_differences` fills `rows`."""

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
        """Return the id of the last change: the record at this version is the result of all changes up to it."""
        return self.changes[-1].pk

    @property
    def event(self) -> str:
        """Return what happened to the record: "created", "restored", "deleted", "published", "withdrawn", "merged",
        "unmerged" or "changed".
        """
        table = kinds()[self.changes[0].kind]._meta.db_table
        for change in reversed(self.changes):
            if change.table != table:
                continue
            if change.action == "delete":
                return "deleted"
            if change.action == "insert":
                return "created" if self.number == 1 else "restored"
            if change.after.get("merged_into_id"):
                return "merged"
            if "merged_into_id" in change.after and change.action == "update":
                return "unmerged"
            if "withdrawn_at" in change.after:
                return "withdrawn" if change.after["withdrawn_at"] else "published"
            if change.after.get("published_at"):
                return "published"
        return "changed"


def changes_of(kind: str, record: int) -> models.QuerySet:
    """Return the changes of one record, oldest first."""
    return Change.objects.filter(kind=kind, record=record).order_by("pk")


def last_change(kind: str, record: int) -> int:
    """Return the id of the latest change of one record, to detect stale forms. 0 if the record has no history."""
    return changes_of(kind, record).aggregate(last=models.Max("pk"))["last"] or 0


def versions(kind: str, record: int) -> list[Version]:
    """Return the versions of one record, oldest first.

    A transaction locks the record while it changes it, so the changes of one transaction are consecutive.
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
    """Return the state after `changes`, which start from the first change or continue from `state`."""
    after = defaultdict(dict, {table: dict(rows) for table, rows in (state or {}).items()})
    for change in changes:
        rows = after[change.table]
        if change.action == "delete":
            rows.pop(change.row, None)
        else:
            rows[change.row] = {**rows.get(change.row, {}), **change.after}
    return after


def add_differences(found: list[Version], numbers: Container[int]) -> None:
    """Fill `rows` of the versions in `numbers`: their differences from the previous version. `found` are
    all versions.
    """
    state, chosen = {}, []
    for version in found:
        before, state = state, replay(version.changes, state)
        if version.number in numbers:
            chosen.append((version, before, state))
    words = ValueFormatter([each for _version, *states in chosen for each in states], tables())
    for version, before, after in chosen:
        version.rows = diff(before, after, words)


def authors(lines: Iterable[Version | Change]) -> list[str]:
    """Return the author of each of `lines` as shown to staff; for direct database changes, the database user."""
    lines = list(lines)
    users = get_user_model()._base_manager.in_bulk({line.user_id for line in lines} - {None})
    found = []
    for line in lines:
        user = users.get(line.user_id)
        if line.user_id is None:
            found.append(_("nobody signed in (database user %(name)s)") % {"name": line.user_name})
        else:
            found.append(name_with_account(full_name(user) if user else "", line.user_name))
    return found


def who_wrote(lines: Iterable[Version | Change]) -> str:
    """Return the distinct authors of `lines`, as a list for use in a sentence."""
    return ", ".join(dict.fromkeys(authors(lines)))
