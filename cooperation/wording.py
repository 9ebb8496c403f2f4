"""Stored values as people read them."""

from decimal import Decimal

from django.db import models
from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .dates import PartialDate, PartialDateField


class Words:
    """Turns columns into words. What rows refer to is looked up once for all of them.

    `states` are rows by table and id (see `history.State`), `tables` the model of each table.
    """

    def __init__(self, states, tables):
        self._rows = {}
        wanted = {}
        for state in states:
            for table, rows in state.items():
                model = tables[table]
                self._rows.setdefault(model, {}).update(rows)
                for each in model._meta.concrete_fields:
                    if each.is_relation:
                        ids = {row.get(each.column) for row in rows.values()} - {None}
                        wanted.setdefault(each.related_model, set()).update(ids)
        self._names = {
            model: {row.pk: str(row) for row in model._base_manager.filter(pk__in=ids)} for model, ids in wanted.items()
        }

    def related(self, model, pk) -> str:
        """Return the name of the row that is referred to; of one that is gone, what is left to say."""
        if pk in (names := self._names.get(model, {})):
            return names[pk]
        if (row := self._rows.get(model, {}).get(pk)) is not None:
            return self.title(model, row)
        return _("%(kind)s %(number)s, deleted") % {"kind": model._meta.verbose_name, "number": pk}

    def title(self, model, row) -> str:
        """Return what a row is called, by its columns."""
        kind = capfirst(model._meta.verbose_name)
        if row.get("key"):
            return f"{kind} {row['key']}"
        for name in ("country", "organization", "earlier"):
            if row.get(f"{name}_id") and hasattr(model, name):
                return f"{kind}: {self.related(model._meta.get_field(name).related_model, row[f'{name}_id'])}"
        return kind

    def owner_title(self, model, pk) -> str:
        """Return the title of the row that a many-to-many link hangs on."""
        row = self._rows.get(model, {}).get(pk)
        return self.title(model, row) if row else capfirst(model._meta.verbose_name)

    def value(self, field: models.Field, value) -> str:
        """Return a column's value in words; "" for nothing."""
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self.related(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, PartialDateField):
            return PartialDate(value).words
        if isinstance(field, models.DateTimeField):
            return formats.date_format(localtime(parse_datetime(value)), "DATETIME_FORMAT")
        if isinstance(field, models.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, models.DecimalField):
            return formats.number_format(Decimal(str(value)), use_l10n=True, force_grouping=True)
        return str(value)
