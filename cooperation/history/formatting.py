"""Formats stored values for display."""

from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from regions.translated import stored_name, stored_text

from ..domain import money
from ..domain.dates import PartialDate, PartialDateField
from ..models import Change, Citation
from ..models.citation import OWNERS, PARTS


class ValueFormatter:
    """Formats column values. Looks up all related rows at once.

    `states` are rows by table and id (see `history.State`), `tables` maps each table to its model. A deleted row is
    shown with the name that it had when it was deleted.
    """

    def __init__(self, states, tables):
        self._rows = defaultdict(dict)
        wanted = defaultdict(set)
        for state in states:
            for table, rows in state.items():
                model = tables[table]
                self._rows[model].update(rows)
                for each in model._meta.concrete_fields:
                    if each.is_relation:
                        wanted[each.related_model].update({row.get(each.column) for row in rows.values()} - {None})
        self._names = {}
        for model, ids in wanted.items():
            # The record's own rows are named from the states: looking up each part would take one statement each.
            ids -= set(self._rows[model])
            self._names[model] = {row.pk: str(row) for row in model._base_manager.filter(pk__in=ids)} if ids else {}
        self._gone = _names_of_the_deleted({model: ids - set(self._names[model]) for model, ids in wanted.items()})

    def related(self, model, pk) -> str:
        """Return the name of the related row; for a deleted one, its last name or a placeholder."""
        if pk in (names := self._names.get(model, {})):
            return names[pk]
        if (row := self._rows[model].get(pk)) is not None:
            return str(stored_name(row)) or self.title(model, row)
        if name := self._gone.get((model._meta.model_name, pk)):
            return _("%(name)s (deleted)") % {"name": name}
        return _("%(kind)s %(number)s, deleted") % {"kind": model._meta.verbose_name, "number": pk}

    def title(self, model, row) -> str:
        """Return the title of a row among those of its record: "Outcome 3", "Party: China"."""
        kind = str(capfirst(model._meta.verbose_name))
        if row.get("key"):
            return f"{kind} {row['key']}"
        for name in ("country", "organization", "earlier"):
            if row.get(f"{name}_id") and hasattr(model, name):
                return f"{kind}: {self.related(model._meta.get_field(name).related_model, row[f'{name}_id'])}"
        return kind

    def owner_title(self, model, pk) -> str:
        row = self._rows[model].get(pk)
        return self.title(model, row) if row else str(capfirst(model._meta.verbose_name))

    def gist(self, model, row) -> str:
        """Return a short text that identifies a keyed part among others of its kind: the start of its text, its
        subject.
        """
        if model is Citation:
            part = next((name for name in PARTS if row.get(f"{name}_id")), None)
            about = [self.related(Citation._meta.get_field(part).related_model, row[f"{part}_id"])] if part else []
            about.append(self.value(Citation._meta.get_field("field"), row.get("field"), row))
            return ", ".join(each for each in about if each)
        return Truncator(stored_text(row, "text", "title", "name")).chars(80)

    def value(self, field: models.Field, value, row=None) -> str:
        """Return a formatted column value; "" if empty. `row` has the other columns of the row."""
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self.related(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, PartialDateField):
            return PartialDate(value).words
        if isinstance(field, models.DateTimeField):
            when = parse_datetime(value) if isinstance(value, str) else value
            return formats.date_format(localtime(when), "DATETIME_FORMAT")
        if isinstance(field, models.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, models.DecimalField):
            return self._amount(Decimal(str(value)), (row or {}).get("currency"))
        if field.model is Citation and row is not None and field.name in ("field", "value"):
            return self._cited(field.name, value, row)
        return str(value)

    def _amount(self, amount, currency):
        if currency:
            return money.in_words(amount, currency)
        return formats.number_format(amount, use_l10n=True, force_grouping=True)

    def _cited(self, name, value, row):
        """Return the name of the field that a citation is about, or the cited value, formatted like the field's own
        value.
        """
        subject = next(
            Citation._meta.get_field(each).related_model for each in (*PARTS, *OWNERS) if row.get(f"{each}_id")
        )
        try:
            field = subject._meta.get_field(row.get("field") or "")
            if name == "field":
                model = field.related_model if field.auto_created else None
                return str(capfirst(model._meta.verbose_name_plural if model else field.verbose_name))
            return value if field.is_relation else self.value(field, field.to_python(value))
        except (FieldDoesNotExist, ValidationError):
            return str(value)


def _names_of_the_deleted(ids_by_model) -> dict:
    """Return the last names of deleted records and reference data, by kind and id."""
    asked = Q()
    for model, ids in ids_by_model.items():
        if ids:
            asked |= Q(kind=model._meta.model_name, record__in=ids, table=model._meta.db_table)
    if not asked:
        return {}
    changes = Change.objects.filter(asked, action="delete").order_by("pk")
    return {(change.kind, change.record): str(stored_name(change.before)) for change in changes}
