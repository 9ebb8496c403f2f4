"""The former pages of merged records, and where their parts are now: for old addresses, and old keys in imports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from ..models import Change, Merge


@dataclass
class Trace:
    """Where a merged record is now: the id of its last survivor, and the merges on the way there."""

    survivor: int
    merges: list[Merge]

    def key(self, part: str, key: int) -> int | None:
        """Return the key that a part of the merged record has now; None if it was not copied."""
        for merge in self.merges:
            key = merge.keys.get(part, {}).get(str(key))
            if key is None:
                return None
        return key


@dataclass(frozen=True)
class FormerPage:
    """A page that was merged into another one: its address, and the old and new anchor of each outcome."""

    address: str
    anchors: list[tuple[str, str]]


def traces(model: type[models.Model], ids: Iterable[int]) -> dict[int, Trace]:
    """Return where the records of the model with these ids are now, if they were merged, by id."""
    kind, merges, wanted = model._meta.model_name, {}, set(ids)
    while wanted:
        found = list(Merge.objects.filter(kind=kind, duplicate__in=wanted))
        merges |= {merge.duplicate: merge for merge in found}
        wanted = {merge.survivor for merge in found} - merges.keys()
    traces = {}
    for pk in set(ids) & merges.keys():
        way = [merges[pk]]
        while way[-1].survivor in merges:
            way.append(merges[way[-1].survivor])
        traces[pk] = Trace(way[-1].survivor, way)
    return traces


def former_pages(record: models.Model) -> list[FormerPage]:
    """Return the public pages that were merged into the page of the record, directly or indirectly.

    A page that was withdrawn when it was merged is not listed, and neither are outcomes that were deleted since.
    """
    kind, ways, level = record._meta.model_name, defaultdict(list), {record.pk}
    while level:
        found = list(Merge.objects.filter(kind=kind, survivor__in=level))
        for merge in found:
            ways[merge.duplicate] = [merge, *ways[merge.survivor]]
        level = {merge.duplicate for merge in found}
    ways = [way for way in ways.values() if way]
    if not ways:
        return []
    shown = _shown(record, [way[0] for way in ways])
    there = set(record.outcomes.values_list("key", flat=True)) if kind == "meeting" else set()
    pages = []
    for way in ways:
        if way[0].pk in shown:
            trace = Trace(record.pk, way)
            keys = sorted(map(int, way[0].keys.get("outcome", ())))
            now = ((key, trace.key("outcome", key)) for key in keys)
            anchors = [(f"outcome-{key}", f"outcome-{new}") for key, new in now if new in there]
            pages.append(FormerPage(type(record)(slug=way[0].slug).get_absolute_url(), anchors))
    return pages


def _shown(record, merges):
    """Return the ids of the merges whose duplicate was public until then: the merge withdrew it."""
    if not hasattr(record, "withdrawn_at"):
        return {merge.pk for merge in merges}
    ids = {merge.duplicate for merge in merges if merge.was_public}
    changes = Change.objects.filter(kind=record._meta.model_name, record__in=ids, table=record._meta.db_table)
    withdrew = changes.filter(action="update", after__has_keys=["merged_into_id", "withdrawn_at"])
    found = list(withdrew.values_list("record", "pk"))
    return {
        merge.pk
        for merge in merges
        if any(number == merge.duplicate and merge.first <= pk <= merge.last for number, pk in found)
    }
