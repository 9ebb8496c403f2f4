"""The objects whose public content may have changed in a part of the log of commits.

The log (database/commits.py) has the records and the rows of reference data that a commit changed. Their history has
the changes themselves, under the transaction of the commit.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from ...domain.evidence import codes_in
from ...models import Change, Citation, Outcome, Source, Topic
from ...models.citation import OWNERS, PARTS
from ...models.links import foreign_keys_to
from ..exports import claimed
from ..exports.rows import one_of
from .objects import MODELS

PUBLICATION = {"published_at", "withdrawn_at", "merged_into_id"}
# The kinds whose objects are not always public and that claims name by slug, and the fields of such claims.
CLAIMED = {kind for kind in claimed.MODELS if kind not in ("region", "country")}
CITED = (*MODELS.values(), *(Citation._meta.get_field(part).related_model for part in PARTS))
RELATIONS = {each.name for model in CITED for each in model._meta.get_fields() if each.is_relation}


class Line(NamedTuple):
    """One change in the log. Without an id, every object of the kind may have changed."""

    token: str
    at: datetime
    transaction: int | None
    change: int | None
    kind: str | None
    id: int | None
    is_entry: bool | None


@dataclass
class ChangedObject:
    """An object whose public content may have changed at this time.

    `is_flipped` says that it may have become public, or stopped being so. `slugs` are those that it had before.
    """

    at: datetime
    is_inserted: bool = False
    is_published: bool = False  # or withdrawn or merged
    is_flipped: bool = False
    slugs: list[str] = field(default_factory=list)


def objects_changed_in(lines: Iterable[Line]) -> dict[tuple[str, int], ChangedObject]:
    """Return the changed objects by kind and id."""
    found = {}
    for line in lines:
        if line.kind in MODELS:
            # The log names an outcome only if its meeting, or what it refers to, became public or stopped being so.
            _add(found, line.kind, line.id, line.at, is_flipped=bool(line.is_entry) or line.kind == "outcome")
    history = list(_history(found, {line.transaction for line in lines}))
    for change in history:
        if change.table == MODELS[change.kind]._meta.db_table:
            _read_own(found[change.kind, change.record], change)
    seen = {key for key, changed in found.items() if changed.is_flipped} | _public(found)
    _add_outcomes(found, [pk for kind, pk in seen if kind == "meeting" and found[kind, pk].slugs])
    for change in history:
        if (change.kind, change.record) in seen:
            _read_parts(found, found[change.kind, change.record].at, change)
    for kind, ids in by_kind(key for key, changed in found.items() if changed.is_flipped).items():
        for named, pk, by in _named_by(kind, ids):
            _add(found, named, pk, found[kind, by].at, is_flipped=True)
    _add_parents(found)
    _add_claims(found)
    return found


def _add(found, kind, pk, at, *, is_flipped):
    changed = found.setdefault((kind, pk), ChangedObject(at))
    changed.at = max(at, changed.at)
    changed.is_flipped |= is_flipped
    return changed


def by_kind(keys) -> dict[str, list[int]]:
    ids = defaultdict(list)
    for kind, pk in keys:
        ids[kind].append(pk)
    return ids


def _history(found, transactions):
    for kind, ids in by_kind(found).items():
        rows = Change.objects.filter(one_of("record", ids), kind=kind, transaction__in=transactions)
        yield from rows.order_by("pk")


def _public(found) -> set[tuple[str, int]]:
    return {
        (kind, pk)
        for kind, ids in by_kind(found).items()
        for pk in MODELS[kind].objects.published().filter(pk__in=ids).values_list("pk", flat=True)
    }


def _read_own(changed, change):
    """Read a change of the object's own row."""
    if change.action == "insert":
        changed.is_inserted = changed.is_flipped = True
    elif change.action == "update":
        if not PUBLICATION.isdisjoint(change.after):
            changed.is_published = changed.is_flipped = True
        if "slug" in change.before:
            changed.slugs.append(change.before["slug"])
    else:
        changed.is_flipped = True


def _read_parts(found, at, change):
    """Add the outcomes, topics and sources that a change concerns."""
    sides = [side for side in (change.before, change.after) if side]
    if change.table == Outcome._meta.db_table:
        outcome = _add(found, "outcome", change.row, at, is_flipped=change.action != "update")
        outcome.is_inserted |= change.action == "insert"
    for side in sides:
        for column, kind in _references(change.table):
            if side.get(column):
                _add(found, kind, side[column], at, is_flipped=kind != "outcome")


@cache
def _references(table) -> list[tuple[str, str]]:
    """Return the columns of a table that refer to a topic, a source or the outcome of the row, with its kind."""
    models = (Topic, Source) if table == Outcome._meta.db_table else (Topic, Source, Outcome)
    return [
        (key.column, model._meta.model_name)
        for model in models
        for key in foreign_keys_to(model)
        if key.model._meta.db_table == table
    ]


def _named_by(kind, ids):
    """Yield (kind, id, id of the record) for the topics and sources that the records and their outcomes name."""
    for model in (Topic, Source):
        for name in model.referred_by:
            relation = model._meta.get_field(name)
            rows, column = relation.related_model, relation.field.name
            own = "pk" if rows is MODELS[kind] else kind
            if own == "pk" or own in {each.name for each in rows._meta.fields}:
                links = rows.objects.filter(**{f"{own}__in": ids, f"{column}__isnull": False}).order_by()
                for pk, by in links.values_list(column, own).distinct():
                    yield model._meta.model_name, pk, by


def _add_outcomes(found, moved):
    """Add the outcomes of meetings that have another slug: their addresses begin with that of the meeting."""
    for pk, meeting in Outcome.objects.filter(meeting__in=moved).values_list("pk", "meeting"):
        _add(found, "outcome", pk, found["meeting", meeting].at, is_flipped=False)


def _add_parents(found):
    """Add the parents of these topics: they are public with them."""
    topics = {pk: changed for (kind, pk), changed in found.items() if kind == "topic" and changed.is_flipped}
    for pk, parent in Topic.objects.filter(pk__in=topics, parent__isnull=False).values_list("pk", "parent"):
        _add(found, "topic", parent, topics[pk].at, is_flipped=True)


def _add_claims(found):
    """Add the objects whose claims name an object that may have become public or stopped being so."""
    times = {}
    for kind, ids in by_kind(key for key, changed in found.items() if changed.is_flipped).items():
        if kind in CLAIMED:
            rows = MODELS[kind]._base_manager.filter(pk__in=ids).values_list("pk", "slug")
            times |= {slug: found[kind, pk].at for pk, slug in rows}
    if not times:
        return
    claims = Citation.objects.filter(field__in=RELATIONS, value__regex=rf"\m({'|'.join(times)})\M")
    for claim in claims.only("value", "outcome", *(f"{owner}_id" for owner in OWNERS)):
        named = codes_in(claim.value) & times.keys()
        if named:
            at, owner = max(times[code] for code in named), claim.owner_name
            _add(found, owner, getattr(claim, f"{owner}_id"), at, is_flipped=False)
            if claim.outcome_id:
                _add(found, "outcome", claim.outcome_id, at, is_flipped=False)
