"""Check the stored rows of an upload in batches: what each of them would do."""

import time

from django.db import transaction
from django.db.models.fields.json import KeyTextTransform
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...database.timeouts import set_timeouts
from ...domain.choices import RowState
from ...models import Outcome, Upload, UploadedRow
from . import batches, matching
from .kinds import KINDS
from .matching import Choices
from .planning import Plan
from .row import Row
from .sheet import refusals
from .writing import update

# A large file takes some time, and its transaction is idle while Python works.
TIMEOUTS = {"lock": 60_000, "statement": 600_000, "idle_in_transaction_session": 600_000}  # milliseconds
CHUNK = 1000  # rows that are planned at once
PLANNED = ("state", "target", "version", "label", "changes", "problems", "warnings", "marks", "links", "is_newer")


def store(upload: Upload, rows: list[Row]) -> None:
    """Store the rows of a file, which are to be checked. Frees the list."""
    upload.is_checked = False
    upload.save(update_fields=["is_checked"])
    rows.reverse()
    while rows:
        batch = [rows.pop() for _row in range(min(len(rows), 1000))]
        UploadedRow.objects.bulk_create(
            (
                UploadedRow(upload=upload, number=row.number, cells=row.cells, state="", problems=row.problems)
                for row in batch
            ),
            batch_size=250,
        )


@transaction.atomic
def check(upload: Upload, user) -> None:
    """Check the next rows, for about a second."""
    set_timeouts(**TIMEOUTS)
    upload.refresh_from_db(from_queryset=Upload.objects.select_for_update())
    if upload.is_checked:
        return
    ends = time.monotonic() + batches.SECONDS
    kind = KINDS[upload.kind]
    plan = Plan(kind, user, localdate(), choices=Choices.of(upload).with_remembered())
    if kind.may_name_rows(upload.columns):
        plan.note(names_in(upload))
    for number, marks in upload.all_rows.exclude(state="").order_by("number").values_list("number", "marks"):
        plan.seen |= dict.fromkeys(map(_hashable, marks), number)
    while rows := list(upload.all_rows.filter(state="").order_by("number")[:CHUNK]):
        planned = plan.batch([_row(upload, each) for each in rows])
        for each, row in zip(rows, planned, strict=True):
            take_over(each, row)
            each.links = plan.links_within.get(row.number, [])
        save(rows)
        if time.monotonic() > ends:
            break
    matching.store(upload, plan.finders)
    if not upload.all_rows.filter(state="").exists():
        _refuse_dependants(upload)
        upload.is_checked = True
        upload.save(update_fields=["is_checked"])


def _row(upload, stored):
    # In the file's order, as the problems are told. A text may be in the column of another language.
    names = [name for name in upload.columns if name in stored.cells]
    names += stored.cells.keys() - set(names)
    # Of the problems of an earlier check, those of reading the file remain.
    problems = [tuple(each) for each in stored.problems if each[2] in refusals()]
    return Row(stored.number, {name: stored.cells[name] for name in names}, problems)


def names_in(upload: Upload):
    """Yield the names by which rows of the file can refer to each other, as `Plan.note` expects them."""
    names = ("meeting", "key") if KINDS[upload.kind].model is Outcome else ("slug", "reference")
    values = {f"cell_{name}": KeyTextTransform(name, "cells") for name in names}
    for number, *texts in upload.all_rows.values_list("number", *values.values()).iterator(chunk_size=2000):
        yield number, dict(zip(names, (text or "" for text in texts), strict=True))


def take_over(stored: UploadedRow, row: Row) -> None:
    """Write the plan of a row to the stored row."""
    stored.state, stored.target, stored.version, stored.label = row.state, row.target, row.version, row.label
    stored.changes, stored.problems, stored.warnings = row.told, row.problems, row.warnings
    stored.marks = row.marks


def save(rows: list[UploadedRow], fields=PLANNED) -> None:
    update(UploadedRow, [UploadedRow._meta.get_field(name) for name in fields], rows)


def _hashable(value):
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def _refuse_dependants(upload):
    """Refuse the rows that refer to a refused row of the file, and in turn the rows that refer to them."""
    links = dict(upload.all_rows.exclude(links=[]).values_list("number", "links"))
    if not links:
        return
    wrong = set(upload.all_rows.filter(state=RowState.WRONG).values_list("number", flat=True))
    refused = {}
    while found := {
        number: next((column, other) for column, other in named if other in wrong)
        for number, named in links.items()
        if number not in wrong and any(other in wrong for _column, other in named)
    }:
        refused |= found
        wrong |= found.keys()
    rows = list(upload.all_rows.filter(number__in=refused))
    for row in rows:
        column, other = refused[row.number]
        reason = _("This refers to row %(number)s, which has an error.") % {"number": other}
        row.problems.append((column, row.cells.get(column, ""), reason))
        row.state = RowState.WRONG
    save(rows, ("problems", "state"))
