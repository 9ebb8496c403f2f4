"""Bringing back what was: any version of a record, and a deleted record from the bin."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import history
from .models import RECORDS, Change
from .roles import may_add, may_change
from .wording import Words

# Restoring brings back content. Where a page is and who sees it are decided elsewhere.
KEPT = {
    "slug",
    "published_at",
    "publish_at",
    "withdrawn_at",
    "withdrawal_reason",
    "version",
    "updated_at",
    "changed_in",
}


@dataclass
class Deleted:
    """A deleted record: what it was called, and the change that deleted it."""

    kind: str
    record: int
    title: str
    change: Change


def deleted(kind: str) -> list[Deleted]:
    """Return the deleted records of one kind, the latest first."""
    table = _model(kind)._meta.db_table
    there = set(_model(kind)._base_manager.values_list("pk", flat=True))
    gone = {}
    for change in Change.objects.filter(kind=kind, table=table, action="delete").order_by("-pk"):
        if change.record not in there and change.record not in gone:
            gone[change.record] = Deleted(kind, change.record, change.before["title"], change)
    return list(gone.values())


def restore(kind: str, record: int, number: int, by) -> list[str]:
    """Make the record what it was as of version `number`; that is a new version. Return what could not come back.

    Raises PermissionDenied where `by` may not change it, ValidationError where the version does not exist or where
    another record has its address by now.
    """
    model = _model(kind)
    with transaction.atomic():
        current = model._base_manager.select_for_update().filter(pk=record).first()
        if not (may_change(by, current) if current else may_add(by, model)):
            raise PermissionDenied(_("You may not change this."))
        found = history.versions(kind, record)
        if not 1 <= number <= len(found):
            raise ValidationError(_("There is no such version."), code="no_version")
        changes = [change for version in found for change in version.changes]
        wanted = history.replay(change for change in changes if change.pk <= found[number - 1].last)
        if not wanted.get(model._meta.db_table):
            raise ValidationError(_("In this version the record was deleted."), code="no_version")
        present = history.replay(changes)
        return _Restoration(wanted, present).apply()


def _model(kind):
    return {model._meta.model_name: model for model in RECORDS}[kind]


class _Restoration:
    """Writes the difference between two states: deletes, then inserts and updates, parts after their record."""

    def __init__(self, wanted, present):
        self.wanted, self.present = wanted, present
        self.words = Words([wanted], history.tables())
        self.lost = []
        tables = set(wanted) | set(present)
        self.order = sorted(tables, key=lambda table: (_depth(history.tables()[table]), table))

    def apply(self) -> list[str]:
        for table in reversed(self.order):
            gone = set(self.present.get(table, {})) - set(self.wanted.get(table, {}))
            if gone:
                history.tables()[table]._base_manager.filter(pk__in=gone).delete()
        for table in self.order:
            for row, columns in self.wanted.get(table, {}).items():
                before = self.present.get(table, {}).get(row)
                if before != columns:
                    self._write(history.tables()[table], row, columns, before)
        return self.lost

    def _write(self, model, row, columns, before):
        values = {}
        for field in model._meta.concrete_fields:
            if field.column not in columns or (before is not None and field.name in KEPT):
                continue
            value = field.to_python(columns[field.column])
            if field.is_relation and value is not None and not self._exists(field, value):
                self.lost.append(f"{self.words.title(model, columns)}: {self.words.value(field, value)}")
                if not field.null:
                    return
                value = None
            values[field.attname] = value
        if before is not None:
            model._base_manager.filter(pk=row).update(**values)
            return
        for name in KEPT - {"slug"}:
            values.pop(name, None)
        if "slug" in values and model._base_manager.filter(slug=values["slug"]).exists():
            raise ValidationError(_("Another record has the address “%(slug)s” by now.") % {"slug": values["slug"]})
        model._base_manager.bulk_create([model(**values)])

    def _exists(self, field, value):
        if value in self.wanted.get(field.related_model._meta.db_table, {}):
            return True  # it comes back too
        return field.related_model._base_manager.filter(pk=value).exists()


def _depth(model):
    """Return how far a table stands from its record: links stand on parts, citations on everything."""
    if model in RECORDS:
        return 0
    if model._meta.auto_created:
        return 2
    return 3 if model._meta.model_name == "citation" else 1
