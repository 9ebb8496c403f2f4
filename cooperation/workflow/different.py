"""Pairs of similar objects that are not duplicates: stored when somebody saves one of them, and removed on request.

A pair follows merges: what is different from a duplicate is different from its survivor. Nothing is written for that,
so undoing a merge undoes it too.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

from ..domain.roles import may_change
from ..models import DifferentPair, Merge
from .merged import traces


@dataclass(frozen=True)
class Other:
    """An object that is different from another one, and who said so and when."""

    thing: Model
    said_by: str
    said_at: datetime


def known(model, pk: int | None) -> set[int]:
    """Return the ids that are not duplicates of an object: its own id, and those that are known to be different."""
    return set() if pk is None else {pk, *_pairs(model, pk)}


def others(thing: Model) -> list[Other]:
    """Return the objects that are known to be different from this one, the latest first."""
    pairs = _pairs(type(thing), thing.pk)
    rows = type(thing)._base_manager.in_bulk(list(pairs))
    return [Other(rows[pk], pair.said_by, pair.said_at) for pk, pair in pairs.items() if pk in rows]


def mark_different(thing: Model, others, by) -> None:
    """Store that each of the other ids is an object of the same kind that is different from this one."""
    kind, rows = thing._meta.model_name, []
    for pk in others:
        if pk != thing.pk:
            first, second = sorted((thing.pk, pk))
            rows.append(DifferentPair(kind=kind, first=first, second=second, said_by=by.get_username()))
    DifferentPair.objects.bulk_create(rows, ignore_conflicts=True)


def unmark_different(thing: Model, other: int, by) -> None:
    """Forget that the two are different. Raises PermissionDenied if `by` changes no objects of this kind."""
    if not may_change(by, type(thing)):
        raise PermissionDenied
    one, two = (_with_duplicates(type(thing), pk) for pk in (thing.pk, other))
    pairs = Q(first__in=one, second__in=two) | Q(first__in=two, second__in=one)
    DifferentPair.objects.filter(pairs, kind=thing._meta.model_name).delete()


def _pairs(model, pk):
    """Return the pairs of an object by the id of the other one, the latest first."""
    own = _with_duplicates(model, pk)
    rows = DifferentPair.objects.filter(Q(first__in=own) | Q(second__in=own), kind=model._meta.model_name)
    pairs = [
        (row.second if row.first in own else row.first, row) for row in rows.order_by("-said_at", "first", "second")
    ]
    now = traces(model, {other for other, _row in pairs})
    found = {}
    for other, row in pairs:
        found.setdefault(now[other].survivor if other in now else other, row)
    return {other: row for other, row in found.items() if other not in own}


def _with_duplicates(model, pk):
    """Return the ids of an object and of all that were merged into it."""
    found, level = {pk}, {pk}
    while level:
        rows = Merge.objects.filter(kind=model._meta.model_name, survivor__in=level)
        level = set(rows.values_list("duplicate", flat=True)) - found
        found |= level
    return found
