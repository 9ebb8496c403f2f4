"""The relations that a merge handles, found from the models, and which rows of two objects have the same content."""

from collections.abc import Iterable
from functools import cache

from django.db import models
from django.db.models import UniqueConstraint

from ..models import RECORDS, Citation, Organization, Part, Record, Source, Submission, Topic
from ..models.links import foreign_keys_to, parents

# The kinds whose duplicates can be merged.
MERGEABLE = (*RECORDS, Organization, Topic, Source)
# What was submitted and decided stays with the duplicate, as its history does.
STAYING = (Submission,)
# Columns that are not content of a part.
_NO_CONTENT = {"id", "key", "position"}
# Of a citation these mean something when they are empty: the whole record, and no value.
_EXACT = {"field", "value"}


@cache
def references_to(model: type[models.Model]) -> tuple[models.ForeignKey, ...]:
    """Return the foreign keys to the model that a merge handles, those of many-to-many tables included."""
    found = foreign_keys_to(model)
    return tuple(each for each in found if each.model not in STAYING and each.name != "merged_into")


def own_rows(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the foreign keys by which rows belong to an object of the model: parts, and links of its own."""
    return [field for field in references_to(model) if field.name in parents(field.model)]


def other_references(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the foreign keys of rows that belong to something else and only refer to an object of the model."""
    return [field for field in references_to(model) if field.name not in parents(field.model)]


def depth(model: type[models.Model]) -> int:
    """Return the order in which own rows are copied: links after their part, citations last."""
    return 3 if model is Citation else 2 if parents(model) == {"outcome"} else 1


@cache
def unique_sets(model: type[models.Model]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of columns of which no two rows have the same, without ids and keys."""
    sets = [tuple(each) for each in model._meta.unique_together]
    sets += [each.fields for each in model._meta.constraints if isinstance(each, UniqueConstraint) and each.fields]
    found = [names for names in sets if not _NO_CONTENT & set(names)]
    return tuple(tuple(model._meta.get_field(name).attname for name in names) for names in found)


def is_blank(field: models.Field, value) -> bool:
    """Return whether the value says nothing: empty, or "not recorded"."""
    return value is None or value == "" or (bool(field.choices) and value == "not-recorded")


def content(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a part that say something, without its record."""
    left_out = _NO_CONTENT | parents(model)
    return [each for each in model._meta.concrete_fields if each.name not in left_out and not each.generated]


def twin_of(model: type[models.Model], values: dict, candidates: Iterable[models.Model]) -> models.Model | None:
    """Return the candidate that is the same as a row with these `values`, by attribute name; None if there is none.

    Rows are the same if a constraint allows only one of them, or, for parts with a key, if all that both say is equal.
    """
    if sets := unique_sets(model):
        for row in candidates:
            for names in sets:
                own = [values[name] for name in names]
                if None not in own[:2] and own == [getattr(row, name) for name in names]:
                    return row
        return None
    return next((row for row in candidates if _says_the_same(model, values, row)), None)


def _says_the_same(model, values, row):
    equal = 0
    for each in content(model):
        own, other = values[each.attname], getattr(row, each.attname)
        if own == other:
            equal += not is_blank(each, own)
        elif (
            each.is_relation
            or not each.blank
            or each.name in _EXACT
            or not (is_blank(each, own) or is_blank(each, other))
        ):
            return False
    return equal > 0


def what_it_adds(model: type[models.Model], values: dict, twin: models.Model) -> dict:
    """Return the values that the twin lacks, by attribute name."""
    return {
        each.attname: values[each.attname]
        for each in content(model)
        if is_blank(each, getattr(twin, each.attname)) and not is_blank(each, values[each.attname])
    }


def owner_of(row: models.Model) -> tuple[type[models.Model], int]:
    """Return the model and id of what a row belongs to: for the link of an outcome, its meeting; else its own."""
    for name in parents(type(row)):
        if (pk := getattr(row, f"{name}_id", None)) is not None:
            model = type(row)._meta.get_field(name).related_model
            return owner_of(getattr(row, name)) if parents(model) else (model, pk)
    return type(row), row.pk


def is_keyed(model: type[models.Model]) -> bool:
    return issubclass(model, Part)


def is_record(model: type[models.Model]) -> bool:
    return issubclass(model, Record)
