"""The references that prevent the deletion of reference data: the first ones and their number."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from ..models.links import field_of, foreign_keys_to, parents

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
    """Return what refers to the objects, which are of one model. Two statements for each relation that prevents it."""
    first, number, is_more = [], 0, False
    for relation in foreign_keys_to(type(objects[0])):
        if relation.remote_field.on_delete not in (models.PROTECT, models.RESTRICT):
            continue
        rows = relation.model._base_manager.filter(**{f"{relation.name}__in": objects}).order_by()
        count = rows[: MOST + 1].count()
        if count and len(first) < SHOWN:
            first += _first(relation, rows, SHOWN - len(first))
        number, is_more = number + min(count, MOST), is_more or count > MOST
    return References(first, number, is_more)


def _first(relation, rows, most):
    model = relation.model
    if model._meta.auto_created:
        link = field_of(model)
        source = link.m2m_field_name()
        rows = rows.select_related(source, *(f"{source}__{name}" for name in parents(link.model)))
        return [Reference(_whole(getattr(row, source)), _in_words(link.model, link)) for row in rows[:most]]
    rows = rows.select_related(relation.name, *parents(model))
    return [Reference(_whole(row), _in_words(model, relation)) for row in rows[:most]]


def _whole(row):
    """Return the record or row of reference data that the row is or belongs to."""
    while owner := next((each for name in parents(type(row)) if (each := getattr(row, name))), None):
        row = owner
    return row


def _in_words(model, field):
    return f"{model._meta.verbose_name}, {field.verbose_name}"
