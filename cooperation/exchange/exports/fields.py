"""Export columns for a model's fields, in the order of its field groups, and the queryset that they need.

A new field is exported as soon as it is in a group. Staff-only fields are never exported.
"""

from django.db.models import Prefetch
from django.utils.text import capfirst

from regions.fields import LinesField
from regions.models import Country

from ...domain.dates import PartialDateField
from ...models import RECORDS, Outcome
from ...models.record import STAFF
from .columns import Column, countries, days, lines, plain, thing, things

IDENTITY = ("slug", "title", "name", "acronym", "other_names", "reference")


def columns_of(model, *, first=(), replaced=None) -> list[Column]:
    """Return the columns of a model: `first`, then the columns of its groups, then the time of the last change.

    `replaced` maps a field name to the columns to use instead. Parts of a record have no version.
    """
    columns, replaced = list(first), replaced or {}
    for name in _names(model):
        columns += replaced[name] if name in replaced else _columns(model, model._meta.get_field(name))
    if any(field.name == "updated_at" for field in model._meta.fields):
        columns += plain(model, "updated_at")
    return columns


def _names(model) -> list[str]:
    """Return the field names, with the identifying fields first."""
    names = [name for _title, group in model.groups for name in group if name not in STAFF[1]]
    return [*(name for name in IDENTITY if name in names), *(name for name in names if name not in IDENTITY)]


def _columns(model, field):
    what, name = capfirst(field.verbose_name), field.name
    if field.many_to_many:
        # Change "by_countries" to "by_country": a model's `address` is its plural.
        prefix = name.removesuffix(field.related_model.address) + field.related_model._meta.model_name
        make = countries if field.related_model is Country else things
        return make(prefix, what, lambda row: getattr(row, name).all(), name)
    if field.related_model is Country:
        return countries(name, what, lambda row: [each] if (each := getattr(row, name)) else [], name)
    if field.is_relation:
        return [thing(name, what)]
    if isinstance(field, PartialDateField):
        return days(model, name)
    return lines(model, name) if isinstance(field, LinesField) else plain(model, name)


def fetched(rows):
    """Return the rows with everything that their columns read. Of other records, include only published ones."""
    fields = [rows.model._meta.get_field(name) for name in _names(rows.model)]
    for field in fields:
        if field.related_model is Outcome:
            rows = rows.prefetch_related(Prefetch(field.name, Outcome.objects.published().select_related("meeting")))
        elif field.related_model in RECORDS:
            rows = rows.prefetch_related(Prefetch(field.name, field.related_model.objects.published()))
        elif field.many_to_many:
            rows = rows.prefetch_related(field.name)
        elif field.is_relation:
            rows = rows.select_related(field.name)
    return rows
