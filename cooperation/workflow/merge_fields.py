"""The fields in which two duplicates differ, and what the survivor has in them after a merge."""

from dataclasses import dataclass
from itertools import pairwise

from django.db import models
from django.utils.text import capfirst

from regions.fields import tidy_lines
from regions.translated import columns

from ..history.differences import tables
from ..history.formatting import ValueFormatter
from .merge_relations import is_blank, is_record

SURVIVOR, DUPLICATE = "survivor", "duplicate"
# The slug is kept, and other names are combined.
_NOT_CHOSEN = {"slug", "other_names"}
# Names that become other names if the survivor does not keep them.
_NAMES = (*columns("title"), *columns("name"), "acronym")


@dataclass(frozen=True)
class Choice:
    """A field in which the two differ, with both values in words, and which one is kept unless somebody chooses."""

    name: str
    label: str
    survivor: str
    duplicate: str
    default: str


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that one can choose, in the order of the form."""
    names = [name for _label, group in model.groups for name in group if name not in _NOT_CHOSEN]
    fields = [model._meta.get_field(name) for name in names]
    return [each for each in fields if each.concrete and not each.many_to_many and each.editable]


def values_of(one: models.Model, other: models.Model) -> dict:
    """Return the values of the fields of `one`, by attribute name, with None for references to one of the two."""
    found = {}
    for each in fields_of(type(one)):
        value = getattr(one, each.attname)
        is_self = each.is_relation and each.related_model is type(one) and value in (one.pk, other.pk)
        found[each.attname] = None if is_self else value
    return found


def is_withdrawn(duplicate: models.Model) -> bool:
    """Return whether the duplicate was withdrawn: then a merge must not publish its names."""
    return getattr(duplicate, "withdrawn_at", None) is not None


def choices(survivor: models.Model, duplicate: models.Model) -> list[Choice]:
    """Return the fields that differ. The survivor's value is the default, unless it has none."""
    model, table = type(survivor), survivor._meta.db_table
    kept, other = values_of(survivor, duplicate), values_of(duplicate, survivor)
    words = ValueFormatter([{table: {survivor.pk: kept, duplicate.pk: other}}], tables())
    found, ends = [], getattr(model, "end_fields", ())
    for before, each in pairwise([None, *fields_of(model)]):
        own, theirs = kept[each.attname], other[each.attname]
        if own == theirs:
            continue
        # An empty end says something: it lasted one day, or has not ended.
        is_filled = is_blank(each, own) and not is_blank(each, theirs) and each.name not in ends
        if isinstance(each, models.BooleanField) and before and found and found[-1].name == before.name:
            is_filled = found[-1].default == DUPLICATE  # it is about the field before it
        is_hidden = each.name in _NAMES and is_withdrawn(duplicate)
        default = DUPLICATE if is_filled and not is_hidden else SURVIVOR
        texts = (words.value(each, own, kept), words.value(each, theirs, other))
        found.append(Choice(each.name, str(capfirst(each.verbose_name)), *texts, default))
    return found


def merged_values(survivor: models.Model, duplicate: models.Model, chosen: dict[str, str]) -> dict:
    """Return what changes on the survivor, by attribute name; `chosen` maps fields to SURVIVOR or DUPLICATE."""
    kept, other = values_of(survivor, duplicate), values_of(duplicate, survivor)
    wanted = {each.name: chosen.get(each.name, each.default) for each in choices(survivor, duplicate)}
    values = {}
    for each in fields_of(type(survivor)):
        value = (other if wanted.get(each.name) == DUPLICATE else kept)[each.attname]
        if value != getattr(survivor, each.attname):
            values[each.attname] = value
    if hasattr(survivor, "other_names"):
        names = other_names(survivor, duplicate, values)
        if names != survivor.other_names:
            values["other_names"] = names
    return values


def other_names(survivor: models.Model, duplicate: models.Model, values: dict) -> str:
    """Return the other names of the survivor, one a line: its own, the duplicate's, and each name that is not kept.

    A withdrawn duplicate gives none: they would be public again.
    """
    kept = {str(values.get(name, getattr(survivor, name, ""))).casefold() for name in _NAMES}
    lines = survivor.other_names.splitlines()
    lines += [getattr(survivor, name, "") for name in _NAMES]
    if not is_withdrawn(duplicate):
        lines += [getattr(duplicate, name, "") for name in _NAMES]
        lines += duplicate.other_names.splitlines()
    found = {}
    for line in tidy_lines("\n".join(lines)).splitlines():
        if line.casefold() not in kept:
            found.setdefault(line.casefold(), line)
    return "\n".join(found.values())


def given_up(survivor: models.Model, duplicate: models.Model, values: dict) -> dict:
    """Return the values that the duplicate record must give up because no two records may have them."""
    if is_record(type(survivor)) and values.get("reference") and values["reference"] == duplicate.reference:
        return {"reference": ""}
    return {}
