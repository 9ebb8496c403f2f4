"""Which look-alikes are different: said once for a pair, by whoever saves one of them, and taken back by anybody."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

from ..domain.roles import may_change
from ..models import DifferentPair


@dataclass(frozen=True)
class Other:
    """An object that is different from another one, and who said so and when."""

    thing: Model
    said_by: str
    said_at: datetime


def known(model, pk: int | None) -> set[int]:
    """Return the ids that are no duplicates of an object: its own id, and those that are known to be different."""
    if pk is None:
        return set()
    return {pk} | {pair.second if pair.first == pk else pair.first for pair in _pairs(model, pk)}


def others(thing: Model) -> list[Other]:
    """Return the objects that are known to be different from this one, the latest first."""
    pairs = {pair.second if pair.first == thing.pk else pair.first: pair for pair in _pairs(type(thing), thing.pk)}
    rows = type(thing)._base_manager.in_bulk(list(pairs))
    return [Other(rows[pk], pair.said_by, pair.said_at) for pk, pair in pairs.items() if pk in rows]


def say_different(thing: Model, others, by) -> None:
    """Store that each of the other ids is an object of the same kind that is different from this one."""
    rows = [_pair(thing, pk, said_by=by.get_username()) for pk in others if pk != thing.pk]
    DifferentPair.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(thing: Model, other: int, by) -> None:
    """Forget that the two are different. Raises PermissionDenied if `by` changes no objects of this kind."""
    if not may_change(by, type(thing)):
        raise PermissionDenied
    DifferentPair.objects.filter(pk=_pair(thing, other).pk).delete()


def _pairs(model, pk):
    rows = DifferentPair.objects.filter(Q(first=pk) | Q(second=pk), kind=model._meta.model_name)
    return rows.order_by("-said_at", "first", "second")


def _pair(thing, other, **values):
    first, second = sorted((thing.pk, other))
    return DifferentPair(kind=thing._meta.model_name, first=first, second=second, **values)
