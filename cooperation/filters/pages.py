"""One page of a list: which rows it shows, where they stand in the whole, and the pages beside it."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from .. import index
from .single import Cursor

# Up to so many matches the database sorts them all; of more it walks the order and leaves out what does not match.
FEW = 2000


class NoSuchPage(Exception):
    """The list has no such page. `pages` is how many it has, None where its order has no numbered pages."""

    def __init__(self, pages: int | None):
        super().__init__(pages)
        self.pages = pages


def pages_of(total: int, size: int) -> int:
    """Return how many pages so many rows take; an empty list has one."""
    return max(1, -(-total // size))


@dataclass(frozen=True)
class Slice:
    """The rows of one page by their ids, and how to go on.

    `first` is the number of the first row in the whole list, from 1, and `number` that of the page; both None in an
    order without numbered pages.
    """

    ids: list[int]
    total: int
    size: int
    first: int | None = None
    previous: Cursor | int | None = None
    next: Cursor | None = None

    @property
    def pages(self) -> int:
        return pages_of(self.total, self.size)

    @property
    def elsewhere(self) -> int:
        return self.total - len(self.ids)

    @property
    def number(self) -> int | None:
        return None if self.first is None else (self.first - 1) // self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.ids) - 1


def cut(filterset, page: int | Cursor, size: int) -> Slice:
    found, total = filterset.found(), filterset.count()
    order = filterset.order
    if order.newest is None:
        if page != 1 and (isinstance(page, int) or page.day is not None):
            raise NoSuchPage(None)
        if order.is_relevance:
            return _cut_by_relevance(filterset, found, total, page, size)
        return _cut_in_other_order(*filterset.walk(), total, page, size)
    if order.turns:
        order = index.GroupedOrder(filterset.kind, filterset.entries, found, order.turns, newest=order.newest)
    else:
        order = index.Ordered(filterset.kind, filterset.entries, found, newest=order.newest)
    skip = _skip(order, page, size)
    positions = order.page(skip, size)
    previous = following = None
    if positions and skip:
        previous = 1 if skip <= size else Cursor(False, positions[0].day, positions[0].place)
    if positions and skip + len(positions) < total:
        following = Cursor(True, positions[-1].day, positions[-1].place)
    return Slice([position.id for position in positions], total, size, skip + 1, previous, following)


def _skip(order, page, size) -> int:
    pages = pages_of(len(order), size)
    if isinstance(page, int):
        skip = (page - 1) * size
    elif page.day is None:
        raise NoSuchPage(pages)
    else:
        skip = order.rank(page.day, page.row, itself=page.is_after)
        if skip is None:
            raise NoSuchPage(pages)
        skip = skip if page.is_after else max(0, skip - size)
    if skip and skip >= len(order):
        raise NoSuchPage(pages)
    return skip


def _cut_in_other_order(rows, found, total, page, size) -> Slice:
    """Return the page in an order that the database keeps: the first one, or one beside a row."""
    backwards = isinstance(page, Cursor) and not page.is_after
    if isinstance(page, Cursor):
        condition = beyond(rows, page.row, backwards=backwards)
        if condition is None:
            raise NoSuchPage(None)
        rows = rows.filter(condition)
    if backwards:
        rows = rows.reverse()
    # One more than fits tells whether there is a next page.
    ids = matching(rows, found, size + 1)
    more, ids = len(ids) > size, ids[:size]
    if backwards:
        ids.reverse()
    if not ids and page != 1:
        raise NoSuchPage(None)
    has_previous, has_next = (more, True) if backwards else (page != 1, more)
    return Slice(
        ids,
        total,
        size,
        previous=Cursor(False, None, ids[0]) if has_previous else None,
        next=Cursor(True, None, ids[-1]) if has_next else None,
    )


def _cut_by_relevance(filterset, found, total, page, size) -> Slice:
    """Return the page in the order of search: those that it ranks, then the others from the newest."""
    if not found:
        return Slice([], 0, size)
    query = filterset.words
    ranked = [pk for pk in query.rank(filterset.kind, list(found) if total <= FEW else None) if pk in found]
    rest = index.Ordered(filterset.kind, filterset.entries, found - index.id_set(ranked))
    at = 0 if page == 1 else _place_of(page.row, ranked, rest, found)
    skip = at if page == 1 else at + 1 if page.is_after else max(0, at - size)
    ids = ranked[skip : skip + size]
    ids += [each.id for each in rest.page(max(0, skip - len(ranked)), size - len(ids))]
    if not ids:
        raise NoSuchPage(None)
    return Slice(
        ids,
        total,
        size,
        previous=Cursor(False, None, ids[0]) if skip else None,
        next=Cursor(True, None, ids[-1]) if skip + len(ids) < total else None,
    )


def _place_of(pk, ranked, rest, found) -> int:
    """Return where a row stands in the order of search. Raises NoSuchPage where it is not found."""
    if pk in ranked:
        return ranked.index(pk)
    if pk >= 2**32 or pk not in found:
        raise NoSuchPage(None)
    (position,) = index.few(rest.kind, index.id_set([pk]))
    return len(ranked) + rest.rank(position.day, position.place, itself=False)


def matching(rows, found, take: int) -> list[int]:
    """Return the first `take` ids of the ordered rows that are among `found`; None is all."""
    ids = rows.values_list("pk", flat=True)
    if found is None:
        return list(ids[:take])
    if len(found) <= FEW:
        return list(ids.filter(pk__in=list(found))[:take])
    page, skip, step = [], 0, 500
    while len(page) < take and (walked := list(ids[skip : skip + step])):
        page += islice((pk for pk in walked if pk in found), take - len(page))
        skip, step = skip + step, step * 4
    return page


def beyond(rows, pk: int, *, backwards: bool) -> Q | None:
    """Return the condition for what comes after a row in the order of `rows`, or before it; None where it is gone."""
    terms = [_term(each) for each in rows.query.order_by]
    here = rows.filter(pk=pk).values_list(*(term.expression.name for term in terms)).first()
    if here is None:
        return None
    condition, equal = Q(pk__in=[]), Q()
    for term, value in zip(terms, here, strict=True):
        name, forwards = term.expression.name, not backwards
        # Nulls are last: beyond one there is nothing but nulls, and beyond a value there are all of them.
        if value is None:
            further = Q(pk__in=[]) if forwards else Q(**{f"{name}__isnull": False})
            same = Q(**{f"{name}__isnull": True})
        else:
            further = Q(**{f"{name}__{'lt' if term.descending == forwards else 'gt'}": value})
            if forwards and term.nulls_last:
                further |= Q(**{f"{name}__isnull": True})
            same = Q(**{name: value})
        condition |= equal & further
        equal &= same
    return condition


def _term(each) -> OrderBy:
    if isinstance(each, str):
        return F(each.lstrip("-")).desc() if each.startswith("-") else F(each).asc()
    return each if isinstance(each, OrderBy) else each.asc()
