"""Restores any version of a record or of reference data, and deleted ones from the recycle bin."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import CheckConstraint, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from regions.translated import stored_name

from .. import history
from ..database.timeouts import first_locked
from ..domain.roles import may_add, may_change
from ..models import Change, Citation, Merge
from ..models.citation import PARTS
from ..models.links import field_of
from .differences import RowDiff, State, diff, tables
from .formatting import ValueFormatter

# Restoring only restores content. It keeps the address, the publication status and what the record was merged into.
KEPT = {
    "slug",
    "published_at",
    "publish_at",
    "withdrawn_at",
    "withdrawal_reason",
    "merged_into_id",
    "version",
    "updated_at",
    "changed_in",
}


@dataclass
class Preview:
    """What restoring version `number` of a record would change now: `rows`, formatted, and what cannot be restored.

    `seen` is the latest change at the time of the preview; `name` is the record's name in that version.
    """

    number: int
    name: str
    rows: list[RowDiff]
    lost: list[str]
    seen: int


class ChangedMeanwhile(ValidationError):
    """Somebody changed the record after the preview."""


def deleted(kinds) -> QuerySet[Change]:
    """Return the changes that deleted records of these kinds that can be restored, latest first."""
    gone = Q(pk__in=[])
    for kind in kinds:
        model = history.kinds()[kind]
        is_there = Exists(model._base_manager.filter(pk=OuterRef("record")))
        # Undoing the merge restores what it deleted.
        is_merged = Exists(Merge.objects.filter(kind=kind, duplicate=OuterRef("record")))
        gone |= Q(kind=kind, table=model._meta.db_table) & ~is_there & ~is_merged
    same = Change.objects.filter(kind=OuterRef("kind"), record=OuterRef("record"))
    return (
        Change.objects.filter(gone, action="delete")
        .filter(~Exists(same.filter(table=OuterRef("table"), action="delete", pk__gt=OuterRef("pk"))))
        .filter(Exists(same.filter(pk__lt=OuterRef("pk")).exclude(transaction=OuterRef("transaction"))))
        .order_by("-pk")
    )


def preview(kind: str, record: int, number: int | None = None) -> Preview:
    """Preview a restore; without a number, of the last version in which the record existed.

    Raises ValidationError if there is no such version, or if the version is the deletion of the record.
    """
    wanted, present, seen, number = _states(kind, record, number)
    row = wanted[history.kinds()[kind]._meta.db_table][record]
    words = ValueFormatter([wanted, present], tables())
    restoration = _Restoration(wanted, present, words)
    return Preview(number, stored_name(row), diff(present, restoration.wanted, words), restoration.lost, seen)


def restore(kind: str, record: int, number: int, by, seen: int | None = None) -> list[str]:
    """Restore the record to version `number`, as a new version. Return what could not be restored.

    `seen` is the latest change that the preview was based on. Raises PermissionDenied if `by` may not change the
    record, ValidationError if the version does not exist or another record now has its address, ChangedMeanwhile if
    there are later changes than `seen`, IntegrityError if something else refers to a row that would be deleted.
    """
    model = history.kinds()[kind]
    with transaction.atomic():
        current = first_locked(model._base_manager.filter(pk=record))
        if not (may_change(by, current) if current else may_add(by, model)):
            raise PermissionDenied(_("You may not change this."))
        wanted, present, latest, number = _states(kind, record, number)
        if seen is not None and seen != latest:
            raise ChangedMeanwhile(_("Someone has changed this since."), code="changed")
        return _Restoration(wanted, present, ValueFormatter([wanted, present], tables())).apply()


def _states(kind, record, number):
    """Return the record at the version, the current record, the id of its latest change, and the number of
    the version.
    """
    table = history.kinds()[kind]._meta.db_table
    found = history.versions(kind, record)
    if not found or (number is not None and not 1 <= number <= len(found)):
        raise ValidationError(_("There is no such version."), code="no_version")
    states = [{}]
    for version in found:
        states.append(history.replay(version.changes, states[-1]))
    if number is None:
        number = max((place for place, state in enumerate(states) if state.get(table)), default=0)
    if not states[number].get(table):
        raise ValidationError(_("In this version the record was deleted."), code="no_version")
    return states[number], states[-1], found[-1].last, number


class _Restoration:
    """Changes `present` into `wanted`. Skips what restoring keeps; `lost` lists what cannot be restored.

    Rows may refer to each other in circles, so foreign keys are checked at the end.
    """

    def __init__(self, wanted: State, present: State, words: ValueFormatter):
        self.present, self.words, self.wanted = present, words, {}
        self.lost = []
        self.order = sorted(set(wanted) | set(present), key=lambda table: (depth(tables()[table]), table))
        self.there = _there(wanted)
        for table in self.order:
            model = tables()[table]
            self.wanted[table] = {}
            for row, columns in wanted.get(table, {}).items():
                possible = self._possible(model, columns, present.get(table, {}).get(row))
                if possible:
                    self.wanted[table][row] = possible
                else:
                    self.there[model].discard(row)

    def _possible(self, model, columns, before):
        """Return the columns that can be restored for the row, or None if it cannot be restored."""
        # Columns that the table did not have at that time keep their values.
        found = {**(before or {}), **columns}
        if "slug" in columns:
            kept = KEPT if before else KEPT - {"slug"}
            found = {name: value for name, value in found.items() if name not in kept}
            found |= {name: before[name] for name in kept if before and name in before}
        is_whole = True
        for field in model._meta.concrete_fields:
            value = columns.get(field.column)
            if not field.is_relation or field.column in KEPT or value is None:
                continue
            if value in self.there[field.related_model]:
                continue
            self.lost.append(self._loss(model, columns, field, value))
            is_whole = is_whole and field.null and not (model is Citation and field.name in PARTS)
            found[field.column] = None
        return found if is_whole and self._is_allowed(model, found, columns) else None

    def _is_allowed(self, model, found, columns):
        """Return whether a row that lost a related row is still valid: a party needs a country or an organization."""
        if model._meta.model_name in history.kinds() or all(found[name] == value for name, value in columns.items()):
            return True
        row = model(**values(model, found))
        try:
            for constraint in model._meta.constraints:
                if isinstance(constraint, CheckConstraint):
                    constraint.validate(model, row)
        except ValidationError:
            return False
        return True

    def _loss(self, model, columns, field, value):
        name = self.words.related(field.related_model, value)
        if owner := model._meta.auto_created:
            m2m = field_of(model)
            field, title = m2m, self.words.owner_title(owner, columns[f"{m2m.m2m_field_name()}_id"])
        else:
            title = self.words.title(model, columns)
        if name in title:
            return title
        return _("%(row)s, %(field)s: %(name)s") % {"row": title, "field": field.verbose_name, "name": name}

    def apply(self) -> list[str]:
        """Write the difference: delete, then insert and update, parts after their record."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in reversed(self.order):
            gone = [row for row in self.present.get(table, {}) if self._is_replaced(table, row)]
            if gone:
                # Do not use the deletion collector: rows that depend on a deleted row may be restored with another one.
                tables()[table]._base_manager.filter(pk__in=gone)._raw_delete(connection.alias)
        for table in self.order:
            for row, columns in self.wanted[table].items():
                self._write(table, row, columns)
        connection.check_constraints()
        return self.lost

    def _is_replaced(self, table, row):
        """Return whether the row is deleted or re-created: two parties that swap countries must both be
        deleted first.
        """
        wanted = self.wanted[table].get(row)
        has_no_key = hasattr(tables()[table], "record_field") and "key" not in (wanted or ())
        return wanted is None or (has_no_key and wanted != self.present[table][row])

    def _write(self, table, row, columns):
        model, before = tables()[table], self.present.get(table, {}).get(row)
        if before == columns:
            return
        found = values(model, columns)
        if before is not None and not self._is_replaced(table, row):
            model._base_manager.filter(pk=row).update(**found)
            return
        if "slug" in found and model._base_manager.filter(slug=found["slug"]).exists():
            raise ValidationError(_("Another record has the address “%(slug)s” by now.") % {"slug": found["slug"]})
        model._base_manager.bulk_create([model(**found)])


def values(model, columns: dict, left_out: Container[str] = ()) -> dict:
    """Return a row's columns in a change as Python values, by attribute name."""
    fields = [each for each in model._meta.concrete_fields if each.column in columns and each.column not in left_out]
    return {each.attname: each.to_python(columns[each.column]) for each in fields}


def _there(wanted):
    """Return, for each model, the ids that rows of `wanted` refer to and that exist or are restored with it."""
    asked = defaultdict(set)
    for table, rows in wanted.items():
        for field in tables()[table]._meta.concrete_fields:
            if field.is_relation:
                asked[field.related_model].update({row.get(field.column) for row in rows.values()} - {None})
    found = defaultdict(set)
    for model, ids in asked.items():
        back = ids & set(wanted.get(model._meta.db_table, {}))
        rest = ids - back
        found[model] = back | (existing(model, rest) if rest else set())
    return found


def existing(model, ids) -> set[int]:
    """Return the ids that rows may refer to: those that exist and are not merged into another record."""
    rows = model._base_manager.filter(pk__in=ids)
    if hasattr(model, "merged_into"):
        rows = rows.filter(merged_into__isnull=True)
    return set(rows.values_list("pk", flat=True))


def depth(model) -> int:
    """Return the depth of a table below its record: links come after parts, citations last."""
    if model._meta.model_name in history.kinds():
        return 0
    if model._meta.auto_created:
        return 2
    return 3 if model._meta.model_name == "citation" else 1
