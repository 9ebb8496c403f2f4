"""Sets of ids, and the sets for the tags of one dimension. A change copies little and shares the rest."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pyroaring import BitMap

from .rows import Rows

PARTS = 64


def id_set(ids: Iterable[int] = ()) -> BitMap:
    """Return a set of ids. A copy of it shares the ids, in blocks of 65,536 numbers, until one of the two is changed.

    A BitMap that is made otherwise cannot be combined with these.
    """
    return BitMap(ids, copy_on_write=True)


NONE = id_set()


def changed_set(ids: BitMap, removed: Iterable[int], added: Iterable[int]) -> BitMap:
    """Return the set without `removed` and with `added`; the same object if nothing changes. An id in both stays."""
    added = set(added)
    less, more = [pk for pk in set(removed) - added if pk in ids], [pk for pk in added if pk not in ids]
    if not less and not more:
        return ids
    new = BitMap(ids, optimize=False)
    for pk in less:
        new.discard(pk)
    new.update(more)
    return new


class Sets(Mapping):
    """The sets of ids for the tags of one dimension: an immutable mapping, most frequent tag first.

    `parts` are dictionaries, each for a part of the tags. `ranks` has a row for each tag: minus the number of its ids,
    and the tag.
    """

    def __init__(self, parts: Iterable[dict[int, BitMap]], ranks: Rows):
        self.parts = tuple(parts)
        self.ranks = ranks

    @classmethod
    def of(cls, sets: Mapping[int, BitMap]) -> "Sets":
        parts = [{} for _ in range(PARTS)]
        for of, ids in sets.items():
            parts[of % PARTS][of] = ids
        ranks = sorted((-len(ids), of) for of, ids in sets.items())
        return cls(parts, Rows.of("qQ", *(zip(*ranks, strict=True) if ranks else ((), ()))))

    def __getitem__(self, of: int) -> BitMap:
        return self.parts[of % PARTS][of]

    def get(self, of: int, default=NONE) -> BitMap:
        return self.parts[of % PARTS].get(of, default)

    def __len__(self):
        return len(self.ranks)

    def __iter__(self) -> Iterator[int]:
        return self.ranks.column(1)

    @cached_property
    def totals(self) -> dict[int, int]:
        """The number of ids for each tag, most frequent first."""
        return {of: -less for less, of in zip(self.ranks.column(0), self, strict=True)}

    def changed(self, sets: Mapping[int, BitMap]) -> "Sets":
        """Return the mapping with these sets; an empty set removes its tag."""
        parts, removed, added = list(self.parts), [], []
        for of, ids in sets.items():
            number = of % PARTS
            if parts[number] is self.parts[number]:
                parts[number] = dict(parts[number])
            if before := parts[number].pop(of, None):
                removed.append((-len(before), of))
            if ids:
                parts[number][of] = ids
                added.append((-len(ids), of))
        return Sets(parts, self.ranks.changed(removed, added))

    def changed_in(self, other: "Sets") -> Iterator[int]:
        """Yield the tags whose sets are not those of the other mapping, which was made from this one by changes."""
        for mine, others in zip(self.parts, other.parts, strict=True):
            if mine is not others:
                yield from (of for of in mine.keys() | others.keys() if mine.get(of) is not others.get(of))


NO_SETS = Sets.of({})
