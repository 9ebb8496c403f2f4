"""The history of whole records: who changed what, when, from where and why, in words.

Triggers write it (migration 0003_history), one `Change` a row. This module says who is writing, reads the changes of
one record as versions, and replays them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.utils.text import capfirst

from .models import Change
from .wording import Words

# Columns that lead from a part to its record, or that number it: they say nothing to a reader.
_SILENT = {"id", "key"}

# The rows of one record as they stood: table, then id of the row, then its columns.
State = dict[str, dict[int, dict]]


@contextmanager
def attributed(user=None, origin: str = "", reason: str = ""):
    """Attribute what the block writes to `user`; on this connection, until the block ends."""
    context = {"origin": origin, "reason": reason}
    if user is not None and user.pk:
        context |= {"user": user.pk, "name": user.get_username()}
    _set_context(json.dumps(context))
    try:
        yield
    finally:
        try:
            _set_context("")
        except DatabaseError:
            connection.close()  # a connection that cannot forget who wrote is not used again


def _set_context(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('registry.context', %s, false)", [text])


@cache
def tables() -> dict[str, type[models.Model]]:
    """Return the model of each table, those of many-to-many links included."""
    everything = [
        model
        for app in ("regions", "cooperation")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return {model._meta.db_table: model for model in everything}


@dataclass
class FieldDiff:
    """What became of one field, in words; "" is nothing."""

    label: str
    before: str
    after: str


@dataclass
class RowDiff:
    """What became of one row of a record: its main row, a part, or the links of one many-to-many field."""

    title: str
    action: str
    fields: list[FieldDiff] = field(default_factory=list)


@dataclass
class Version:
    """What one transaction made of one record. `number` counts from 1."""

    number: int
    transaction: int
    at: datetime
    user_name: str
    origin: str
    reason: str
    changes: list[Change]

    @property
    def last(self) -> int:
        """Return the id of the last change: the record as of this version is everything up to it."""
        return self.changes[-1].pk


def changes_of(kind: str, record: int) -> models.QuerySet:
    """Return the changes of one record, in their order."""
    return Change.objects.filter(kind=kind, record=record).order_by("pk")


def last_change(kind: str, record: int) -> int:
    """Return the id of the latest change of one record: what a form began from. 0 where nothing is known of it."""
    return changes_of(kind, record).aggregate(last=models.Max("pk"))["last"] or 0


def versions(kind: str, record: int) -> list[Version]:
    """Return the versions of one record, the oldest first."""
    by_transaction = defaultdict(list)
    for change in changes_of(kind, record):
        by_transaction[change.transaction].append(change)
    return [
        Version(number, transaction, rows[-1].at, rows[-1].user_name, rows[-1].origin, rows[-1].reason, rows)
        for number, (transaction, rows) in enumerate(by_transaction.items(), 1)
    ]


def replay(changes: Iterable[Change]) -> State:
    """Return the rows that `changes`, from the first on, leave behind."""
    state = defaultdict(dict)
    for change in changes:
        if change.action == "delete":
            state[change.table].pop(change.row, None)
        elif change.action == "insert":
            state[change.table][change.row] = dict(change.after)
        else:
            state[change.table].setdefault(change.row, {}).update(change.after)
    return state


def diff(before: State, after: State) -> list[RowDiff]:
    """Return what is different between two states of one record, in words."""
    words = Words([before, after], tables())
    rows, links = [], defaultdict(lambda: (set(), set()))
    for table in sorted(set(before) | set(after), key=_rank):
        model = tables()[table]
        for row in sorted(set(before.get(table, {})) | set(after.get(table, {}))):
            old, new = before.get(table, {}).get(row), after.get(table, {}).get(row)
            if old == new:
                continue
            if model._meta.auto_created:
                _note_link(links, words, model, old, new)
            else:
                rows.append(_row_diff(words, model, old, new))
    for (title, label), (gone, come) in links.items():
        entry = FieldDiff(label, ", ".join(sorted(gone - come)), ", ".join(sorted(come - gone)))
        if entry.before or entry.after:
            _row(rows, title).fields.append(entry)
    return [row for row in rows if row.fields or row.action != "update"]


def _rank(table):
    """Return the place of a table: the record before its parts, the parts before their links."""
    model = tables()[table]
    return (bool(model._meta.auto_created), not hasattr(model, "groups"), table)


def _row(rows, title):
    for row in rows:
        if row.title == title:
            return row
    rows.append(RowDiff(title, "update"))
    return rows[-1]


def _row_diff(words, model, old, new):
    found = RowDiff(words.title(model, new or old), "insert" if old is None else "delete" if new is None else "update")
    for each in model._meta.concrete_fields:
        if each.column in _SILENT or each.name in getattr(model, "owners", (getattr(model, "record_field", None),)):
            continue
        was = words.value(each, old.get(each.column)) if old else ""
        now = words.value(each, new.get(each.column)) if new else ""
        if was != now:
            found.fields.append(FieldDiff(capfirst(each.verbose_name), was, now))
    return found


def _note_link(links, words, through, old, new):
    """Collect a row of a many-to-many table under its field: what was linked and what is."""
    owner = through._meta.auto_created
    m2m = next(each for each in owner._meta.many_to_many if each.remote_field.through is through)
    columns = old or new
    title = words.owner_title(owner, columns[f"{m2m.m2m_field_name()}_id"])
    target = words.related(m2m.related_model, columns[f"{m2m.m2m_reverse_field_name()}_id"])
    links[title, capfirst(m2m.verbose_name)][0 if new is None else 1].add(target)


def describe(version: Version, earlier: Iterable[Change]) -> list[RowDiff]:
    """Return what `version` made of what `earlier`, all changes before it, had left."""
    earlier = list(earlier)
    return diff(replay(earlier), replay([*earlier, *version.changes]))
