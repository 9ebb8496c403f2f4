"""Undoes the changes of whole transactions, such as a merge or an import, from their history."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import BigIntegerField, Max, Min, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from .. import history
from ..domain.roles import may_add, may_change, may_delete
from ..models import Change
from .differences import tables
from .obstacles import Obstacle, UndoneRows
from .restore import values

MOST_NAMED = 10  # in the message of an error
# The columns that only workflow/publication.py writes.
PUBLICATION = {"published_at", "publish_at", "withdrawn_at", "withdrawal_reason"}
_THIS_TRANSACTION = RawSQL("pg_current_xact_id()::text::bigint", (), output_field=BigIntegerField())

# Called with the model, the id, and the columns of PUBLICATION that are to be written back.
PutBack = Callable[[type[models.Model], int, dict], None]


class Span(NamedTuple):
    """The changes of one transaction: its number, and the ids of its first and last change.

    The number alone is ambiguous: after a restore from a dump, transaction ids start again.
    """

    transaction: int
    first: int
    last: int


@dataclass
class RecordedChanges:
    """What a transaction changed. `span` is None if it changed nothing that has a history."""

    span: Span | None = None


@contextmanager
def record_changes() -> Iterator[RecordedChanges]:
    """Record the span of the changes made in this block, to undo them later. The block must be in one transaction."""
    before = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    found = RecordedChanges()
    yield found
    own = Change.objects.filter(pk__gt=before, transaction=_THIS_TRANSACTION)
    span = Span(*own.aggregate(a=Min("transaction"), b=Min("pk"), c=Max("pk")).values())
    found.span = span if span.first else None


def changes_of(spans: Iterable[Span]) -> QuerySet[Change]:
    """Return the changes of these transactions, oldest first."""
    chosen = Q(pk__in=[])
    for number, first, last in spans:
        chosen |= Q(transaction=number, pk__range=(first, last))
    return Change.objects.filter(chosen).order_by("pk")


class Blocked(ValidationError):
    """Nothing was undone, because of `obstacles`."""

    def __init__(self, obstacles: list[Obstacle]):
        words = _("Nothing was undone. These have changed since: %(rows)s.")
        super().__init__(words % {"rows": "; ".join(map(str, obstacles[:MOST_NAMED]))}, code="changed")
        self.obstacles = obstacles


def blocked(changes: QuerySet[Change]) -> list[Obstacle]:
    """Return what prevents undoing all of `changes`: rows that were changed since, and rows that refer to a row
    that would be deleted.
    """
    return UndoneRows(changes).obstacles()


@transaction.atomic
def undo(
    changes: QuerySet[Change],
    by,
    *,
    is_partial: bool = False,
    by_column: bool = False,
    is_permitted: bool = False,
    put_back: PutBack | None = None,
) -> list[Obstacle]:
    """Write back each row as it was before `changes`, with its old id and key. Return what could not be written back.

    A partial undo keeps rows that changed since, and what belongs to them: a new record of which any row changed since
    stays whole. With `by_column` it writes back the columns that did not change since, of rows that were there before.
    `put_back` writes publication columns; without it they stay as they are.

    Raises Blocked if anything changed since and the undo is not partial, PermissionDenied if `by` may not change one of
    the records (unless the caller has checked another rule: `is_permitted`), IntegrityError if the database refuses a
    row.
    """
    undoing = _Undoing(changes, lock=True)
    obstacles = undoing.obstacles()
    if obstacles and not is_partial:
        raise Blocked(obstacles)
    if not is_permitted:
        undoing.check_permission(by)
    undoing.write(put_back, undoing.mixed if by_column else frozenset())
    return obstacles


class _Undoing(UndoneRows):
    """Checks who may write the rows, and writes them."""

    def check_permission(self, by) -> None:
        """Raise PermissionDenied if `by` may not write one of the rows."""
        written = {row.owner for key, row in self.rows.items() if key not in self.kept}
        for kind, record in written:
            model, thing = history.kinds()[kind], self.things[kind].get(record)
            is_new = record in self.removed.get(model._meta.db_table, {})
            if not (may_add(by, model) if thing is None else (may_delete if is_new else may_change)(by, thing)):
                raise PermissionDenied(_("You may not change this."))

    def write(self, put_back, mixed) -> None:
        """Write the opposite of each change, the last one first, so that each step meets the constraints.

        Of the rows `mixed`, which others changed too, write only the columns that they did not change.
        """
        todo = [
            change
            for change in reversed(self.changes)
            if (key := (change.table, change.row)) not in self.kept - mixed and not self.rows[key].is_done()
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for (table, action), group in groupby(todo, key=lambda change: (change.table, change.action)):
            model, run = tables()[table], list(group)
            if action == "insert":
                model._base_manager.filter(pk__in=[change.row for change in run])._raw_delete(connection.alias)
            elif action == "delete":
                left_out = PUBLICATION if model._meta.model_name in history.kinds() else set()
                model._base_manager.bulk_create([model(**values(model, change.before, left_out)) for change in run])
            else:
                for change in run:
                    row = self.rows[table, change.row]
                    _update(model, change, put_back, row.changed_since if (table, change.row) in mixed else set())
        connection.check_constraints()


def _update(model, change, put_back, without):
    has_publication = hasattr(model, "was_public")
    before = {name: value for name, value in change.before.items() if name not in without}
    if found := values(model, before, PUBLICATION if has_publication else set()):
        model._base_manager.filter(pk=change.row).update(**found)
    if has_publication and put_back and (columns := PUBLICATION & before.keys()):
        put_back(model, change.row, values(model, {name: before[name] for name in columns}))
