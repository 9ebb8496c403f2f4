"""What refers to rows of reference data and so prevents their deletion: the first references and their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import models

SHOWN = 20
# Counting the rows of one relation stops here.
MOST = 1000


@dataclass(frozen=True)
class Reference:
    """A row that refers to one of the objects: the record or row of reference data that it is part of, and how."""

    owner: models.Model
    relation: str


@dataclass(frozen=True)
class References:
    """The first references, and the number of all, of which there may be more if `is_more`."""

    first: list[Reference]
    number: int
    is_more: bool

    @property
    def others(self) -> int:
        return self.number - len(self.first)


def references_to(objects: Sequence[models.Model]) -> References:
    """Return what refers to the objects, which are of one model. Two statements for each relation of the model."""
    first, number, is_more = [], 0, False
    for relation in _relations(type(objects[0])):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objects}).order_by()
        count = rows[: MOST + 1].count()
        if count and len(first) < SHOWN:
            first += _first(relation, rows, SHOWN - len(first))
        number, is_more = number + min(count, MOST), is_more or count > MOST
    return References(first, number, is_more)


def _relations(model) -> Iterator[models.ManyToOneRel]:
    """Yield the relations that prevent a deletion, those of many-to-many tables included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and getattr(relation, "on_delete", None) in (models.PROTECT, models.RESTRICT):
            yield relation


def _first(relation, rows, most):
    model = relation.related_model
    if model._meta.auto_created:
        link = next(each for each in model._meta.auto_created._meta.many_to_many if each.remote_field.through is model)
        source = link.m2m_field_name()
        rows = rows.select_related(source, *(f"{source}__{name}" for name in _owners(link.model)))
        return [Reference(_whole(getattr(row, source)), _in_words(link.model, link)) for row in rows[:most]]
    rows = rows.select_related(relation.field.name, *_owners(model))
    return [Reference(_whole(row), _in_words(model, relation.field)) for row in rows[:most]]


def _owners(model):
    return getattr(model, "owners", None) or ([model.record_field] if hasattr(model, "record_field") else [])


def _whole(row):
    """Return the record or row of reference data that the row is or belongs to."""
    while owner := next((each for name in _owners(type(row)) if (each := getattr(row, name))), None):
        row = owner
    return row


def _in_words(model, field):
    return f"{model._meta.verbose_name}, {field.verbose_name}"
