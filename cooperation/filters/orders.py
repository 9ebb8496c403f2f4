"""The sort orders of a list: sequences of ids, and their pages.

Each order is a sequence of ids (`len()`, `iter()` and slices), so that the rows, count, pages and exports of a list
come from the same ids; `page` also finds the page before or after a row, and `part` the rows after a place.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import chain, islice

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy, RawSQL

from .. import index
from ..models.in_order import BATCH
from .pages import NoSuchPage, Part, Slice, pages_of
from .single import Cursor

# Up to this number of matches, the database sorts them all; above it, the database scans the rows in order and skips
# those that do not match.
FEW = 2000


def by_date(*, newest: bool, groups: tuple[int, ...] = ()):
    """Sort by date. `groups` are tags of the index: rows with the first tag come before rows with the next."""

    def ids(filterset):
        kind, entries, found = filterset.kind, filterset.entries, filterset.found()
        if groups:
            return DateOrder(index.GroupedOrder(kind, entries, found, groups, newest=newest))
        return DateOrder(index.Ordered(kind, entries, found, newest=newest))

    return ids


def by_columns(sort: Callable[[QuerySet], QuerySet]):
    """Sort in the database: `sort` returns the sorted rows, with a unique order."""

    def ids(filterset):
        rows, found = filterset.candidates()
        return ColumnOrder(sort(rows), found, filterset.entries.whole)

    return ids


def by_relevance(filterset):
    """Sort by search rank: the best matches first, then the others from the newest."""
    return RelevanceOrder(filterset.kind, filterset.entries, filterset.found(), filterset.words)


class DateOrder:
    """Sorted by date, using the index. Pages are numbered."""

    def __init__(self, order: index.Ordered | index.GroupedOrder):
        self.order = order
        self.found = order.found

    def __len__(self):
        return len(self.order)

    def __iter__(self):
        return (position.id for position in self.order.positions())

    def __getitem__(self, part: slice) -> list[int]:
        start, stop, _step = part.indices(len(self))
        return [position.id for position in self.order.page(start, stop - start)]

    def page(self, page: int | Cursor, size: int) -> Slice:
        skip = self._skip(page, size)
        positions = self.order.page(skip, size)
        previous = following = None
        if positions and skip:
            previous = 1 if skip <= size else Cursor(False, positions[0].day, positions[0].place)
        if positions and skip + len(positions) < len(self):
            following = Cursor(True, positions[-1].day, positions[-1].place)
        return Slice([position.id for position in positions], len(self), size, skip + 1, previous, following)

    def part(self, after: list | None, size: int) -> Part:
        skip = self.order.passed(after) if after else 0
        positions = self.order.page(skip, size)
        has_more = bool(positions) and skip + len(positions) < len(self)
        return Part([each.id for each in positions], self.order.place_of(positions[-1]) if has_more else None)

    def _skip(self, page, size) -> int:
        pages = pages_of(len(self), size)
        if isinstance(page, int):
            skip = (page - 1) * size
        elif page.day is None:
            raise NoSuchPage(pages)
        else:
            skip = self.order.rank(page.day, page.row, itself=page.is_after)
            if skip is None:
                raise NoSuchPage(pages)
            skip = skip if page.is_after else max(0, skip - size)
        if skip and skip >= len(self):
            raise NoSuchPage(pages)
        return skip


class ColumnOrder:
    """Sorted by the database: those of `rows` that are in `found`, a set of ids. None means all: the ids `whole`, or,
    without them, all that the database has.

    Has the first page, and the pages before and after a row, but no page numbers.
    """

    def __init__(self, rows: QuerySet, found=None, whole=None):
        self.rows = rows
        self.found = found
        self.known = whole if found is None else found

    @cached_property
    def ids(self):
        if self.known is None:
            return index.id_set(self.rows.order_by().values_list("pk", flat=True))
        return self.known

    @cached_property
    def total(self) -> int:
        return self.rows.order_by().count() if self.known is None else len(self.known)

    def __len__(self):
        return self.total

    def __iter__(self) -> Iterator[int]:
        """Yield each id once, reading at most BATCH rows in one statement, each time those after the last row read.

        A row that changes meanwhile is read at its new place. If that is before the rows already read, it comes at the
        end: sorted by last change, this is every row that changes before it is read.
        """
        if len(self.ids) <= FEW:
            yield from self._first(len(self.ids))
            return
        left = self.ids.copy()
        for pk in chain.from_iterable(map(_in_batches, _by_first_column(self.rows))):
            if pk in left:
                left.remove(pk)
                yield pk
        yield from left

    def __getitem__(self, part: slice) -> list[int]:
        start, stop, _step = part.indices(len(self))
        return self._first(stop)[start:]

    def page(self, page: int | Cursor, size: int) -> Slice:
        if page != 1 and (isinstance(page, int) or page.day is not None):
            raise NoSuchPage(None)
        rows, backwards = self.rows, isinstance(page, Cursor) and not page.is_after
        if isinstance(page, Cursor):
            condition = beyond(rows, page.row, backwards=backwards)
            if condition is None:
                raise NoSuchPage(None)
            rows = rows.filter(condition)
        if backwards:
            rows = rows.reverse()
        # One extra row shows whether there is a next page.
        ids = matching(rows, self.found, size + 1)
        more, ids = len(ids) > size, ids[:size]
        if backwards:
            ids.reverse()
        if not ids and page != 1:
            raise NoSuchPage(None)
        has_previous, has_next = (more, True) if backwards else (page != 1, more)
        return Slice(
            ids,
            self.total,
            size,
            previous=Cursor(False, None, ids[0]) if has_previous else None,
            next=Cursor(True, None, ids[-1]) if has_next else None,
        )

    def part(self, after: list | None, size: int) -> Part:
        rows = self.rows
        if after:
            rows = rows.filter(beyond_values(rows, after), Q() if _terms(rows)[0].nulls_last else _from(rows, after))
        ids = matching(rows, self.found, size + 1)
        if len(ids) <= size:
            return Part(ids, None)
        ids = ids[:size]
        here = self.rows.filter(pk=ids[-1]).values_list(*_names(self.rows)).first()
        return Part(ids, [_as_json(value) for value in here])

    def _first(self, take):
        return matching(self.rows, self.found, take)


class RelevanceOrder:
    """Sorted by search: the ranked rows, then the others from the newest. Pages as in a ColumnOrder."""

    def __init__(self, kind: str, entries: index.Entries, found, words):
        self.kind = kind
        self.entries = entries
        self.found = found
        self.words = words

    @cached_property
    def ranked(self) -> list[int]:
        if not self.found:
            return []
        among = list(self.found) if len(self.found) <= FEW else None
        return [pk for pk in self.words.rank(self.kind, among) if pk in self.found]

    @cached_property
    def rest(self) -> index.Ordered:
        return index.Ordered(self.kind, self.entries, self.found - index.id_set(self.ranked))

    def __len__(self):
        return len(self.found)

    def __iter__(self):
        return chain(self.ranked, (position.id for position in self.rest.positions()))

    def __getitem__(self, part: slice) -> list[int]:
        start, stop, _step = part.indices(len(self))
        ids = self.ranked[start:stop]
        skip = max(0, start - len(self.ranked))
        return ids + [position.id for position in self.rest.page(skip, stop - start - len(ids))]

    def page(self, page: int | Cursor, size: int) -> Slice:
        if page != 1 and (isinstance(page, int) or page.day is not None):
            raise NoSuchPage(None)
        if not self.found:
            return Slice([], 0, size)
        at = 0 if page == 1 else self._place_of(page.row)
        skip = at if page == 1 else at + 1 if page.is_after else max(0, at - size)
        ids = self[skip : skip + size]
        if not ids:
            raise NoSuchPage(None)
        return Slice(
            ids,
            len(self),
            size,
            previous=Cursor(False, None, ids[0]) if skip else None,
            next=Cursor(True, None, ids[-1]) if skip + len(ids) < len(self) else None,
        )

    def part(self, after: list | None, size: int) -> Part:
        """Return the rows after a place, which is the id of a row here. Raises NoSuchPage if it no longer matches."""
        if not self.found:
            return Part([], None)
        skip = self._place_of(after[0]) + 1 if after else 0
        ids = self[skip : skip + size]
        return Part(ids, ids[-1:] if skip + len(ids) < len(self) else None)

    def _place_of(self, pk) -> int:
        """Return the number of rows before the row. Raises NoSuchPage if it does not match."""
        if pk in self.ranked:
            return self.ranked.index(pk)
        if pk >= 2**32 or pk not in self.found:
            raise NoSuchPage(None)
        (position,) = index.positions_of(self.kind, index.id_set([pk]))
        return len(self.ranked) + self.rest.rank(position.day, position.place, itself=False)


def matching(rows, found, take: int) -> list[int]:
    """Return the first `take` ids of the sorted rows that are in `found`; None means all."""
    ids = rows.values_list("pk", flat=True)
    if found is None:
        return list(ids[:take])
    if len(found) <= FEW:
        # As one array: a statement with a parameter for each id takes several times as long.
        return list(ids.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(found)]))[:take])
    page, skip, step = [], 0, 500
    while len(page) < take and (scanned := list(ids[skip : skip + step])):
        page += islice((pk for pk in scanned if pk in found), take - len(page))
        skip, step = skip + step, step * 4
    return page


def beyond(rows, pk: int, *, backwards: bool) -> Q | None:
    """Return the condition for the rows after (or before) a row in the order of `rows`; None if the row
    does not exist.
    """
    here = rows.filter(pk=pk).values_list(*_names(rows)).first()
    return None if here is None else beyond_values(rows, here, backwards=backwards)


def beyond_values(rows, here, *, backwards=False) -> Q:
    """Return the condition for the rows after (or before) the row whose sorted columns have the values `here`."""
    condition, equal = Q(pk__in=[]), Q()
    for term, value in zip(_terms(rows), here, strict=True):
        name, forwards = term.expression.name, not backwards
        # Nulls sort last: after a null come only nulls, and after a value come all nulls.
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


def _by_first_column(rows) -> list:
    """Return the rows with a value in the first sorted column, then those without: they are in different indexes."""
    first, *others = _terms(rows)
    if not first.nulls_last:
        return [rows]
    column = first.expression
    is_null = {f"{column.name}__isnull": True}
    return [
        rows.exclude(**is_null).order_by(column.desc() if first.descending else column.asc(), *others),
        rows.filter(**is_null).order_by(*others),
    ]


def _in_batches(rows) -> Iterator[int]:
    """Yield the ids of the sorted rows, reading at most BATCH rows in one statement: those after the last one read."""
    part = rows
    while batch := list(part.values_list("pk", *_names(rows))[:BATCH]):
        yield from (pk for pk, *_here in batch)
        _pk, *here = batch[-1]
        part = rows.filter(beyond_values(rows, here), _from(rows, here))


def _from(rows, here) -> Q:
    """Return a condition on the first sorted column alone, which lets PostgreSQL start within the index."""
    first, bound = _terms(rows)[0], here[0]
    return Q(**{f"{first.expression.name}__{'lte' if first.descending else 'gte'}": bound})


def _names(rows) -> list[str]:
    return [term.expression.name for term in _terms(rows)]


def _as_json(value):
    return value.isoformat() if isinstance(value, datetime) else value


def _terms(rows) -> list[OrderBy]:
    return [_term(each) for each in rows.query.order_by]


def _term(each) -> OrderBy:
    if isinstance(each, str):
        return F(each.lstrip("-")).desc() if each.startswith("-") else F(each).asc()
    return each if isinstance(each, OrderBy) else each.asc()
