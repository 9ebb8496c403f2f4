"""Export columns for a model's fields, in the order of its field groups.

A new field is exported as soon as it is in a group. Staff-only fields are never exported.
"""

from operator import attrgetter

from django.utils.text import capfirst

from regions.fields import LinesField
from regions.models import Country
from regions.translated import columns as names

from ...domain.dates import PartialDateField
from ...models.record import STAFF
from .columns import Column, countries, days, lines, plain, thing, things

IDENTITY = (*("slug", *names("title"), *names("name"), *names("formal_name"), "acronym", "other_names", "reference"),)


def columns_of(model, *, first=(), replaced=None) -> list[Column]:
    """Return `first`, then the columns of the exported fields; `replaced` maps a field name to other columns."""
    columns, replaced = list(first), replaced or {}
    for name in exported(model):
        columns += replaced[name] if name in replaced else _columns(model, model._meta.get_field(name))
    return columns


def exported(model) -> list[str]:
    """Return the names of the exported fields: identity, the other fields of its groups, the time of the last change.

    Parts of a record have no such time.
    """
    names = [name for _title, group in model.groups for name in group if name not in STAFF[1]]
    changed = [field.name for field in model._meta.fields if field.name == "updated_at"]
    return sorted(names, key=lambda name: IDENTITY.index(name) if name in IDENTITY else len(IDENTITY)) + changed


def _columns(model, field):
    what, name = capfirst(field.verbose_name), field.name
    if field.many_to_many:
        # Change "by_countries" to "by_country": a model's `address` is its plural. "successors" is "successor_country".
        plural, single = field.related_model.address, field.related_model._meta.model_name
        prefix = name.removesuffix(plural) + single if name.endswith(plural) else f"{name.removesuffix('s')}_{single}"
        make = countries if field.related_model is Country else things
        return make(prefix, what, attrgetter(name), name)
    if field.related_model is Country:
        return countries(name, what, attrgetter(name), name)
    if field.is_relation:
        return [thing(name, what)]
    if isinstance(field, PartialDateField):
        return days(model, name)
    return lines(model, name) if isinstance(field, LinesField) else plain(model, name)
