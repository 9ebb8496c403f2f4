"""Rows of several kinds in one list, most recently changed first, and its pages.

The order is by the time of the change, then by kind, then by id. An outcome changes with its meeting. A page is
identified by the place of the row next to it, not by a number, so that no row is left out or repeated while others are
added.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from ..models import Outcome
from .orders import beyond_values, matching

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# Up to 16 digits of microseconds reach the year 2286.
_CURSOR = re.compile(r"(after|before)-([0-9]{1,16})-([a-z]{1,20})-([0-9]{1,18}(?:-[0-9]{1,18})?)\Z").match
LAST = "last"


class NoSuchPlace(ValueError):
    """The text is not the place of a page in this order."""


class Place(NamedTuple):
    """The place of a row: the time of its change, its kind, and the ids that it is sorted by, its own last."""

    at: datetime
    kind: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Beside:
    """The page after or before a place; without a place it is the first or the last page."""

    place: Place | None = None
    is_after: bool = True

    def __str__(self):
        if self.place is None:
            return "" if self.is_after else LAST
        at, kind, ids = self.place
        time = (at - EPOCH) // MICROSECOND
        return "-".join(["after" if self.is_after else "before", str(time), kind, *map(str, ids)])


@dataclass(frozen=True)
class ChangedPage:
    """The places of one page, and those of the pages beside it, if there are any."""

    places: list[Place]
    previous: Beside | None = None
    next: Beside | None = None


def read_beside(text: str, kinds: Mapping) -> Beside:
    """Return the page that a text in the query string names. Raises NoSuchPlace."""
    if text in ("", LAST):
        return Beside(is_after=not text)
    if not (found := _CURSOR(text)):
        raise NoSuchPlace(text)
    side, time, kind, ids = found.groups()
    ids = tuple(map(int, ids.split("-")))
    if kind not in kinds or len(ids) != len(_columns(kinds[kind][0])) - 1:
        raise NoSuchPlace(text)
    return Beside(Place(EPOCH + int(time) * MICROSECOND, kind, ids), side == "after")


def page_by_change(kinds: Mapping[str, tuple[QuerySet, object]], beside: Beside, size: int) -> ChangedPage:
    """Return a page of `size` rows.

    `kinds` has for each kind its public rows, and the ids of those that are wanted; None means all. Runs two statements
    for each kind, and more only if thousands of ids are rare among the latest changes.
    """
    numbers = {kind: number for number, kind in enumerate(kinds)}

    def order(place):
        return place.at - EPOCH, -numbers[place.kind], place.ids

    backwards = not beside.is_after
    # One row more shows whether there is another page.
    found = [place for kind in kinds for place in _places(kind, *kinds[kind], beside, numbers, size + 1)]
    found.sort(key=order, reverse=not backwards)
    more, places = len(found) > size, found[:size]
    if backwards:
        places.reverse()
    if not places:
        return ChangedPage([])
    is_whole_end = beside.place is None
    has_previous, has_next = (more, not is_whole_end) if backwards else (not is_whole_end, more)
    return ChangedPage(
        places,
        Beside(places[0], is_after=False) if has_previous else None,
        Beside(places[-1]) if has_next else None,
    )


def _columns(rows) -> tuple[str, ...]:
    return ("meeting__updated_at", "meeting_id", "pk") if rows.model is Outcome else ("updated_at", "pk")


def _places(kind, rows, found, beside, numbers, take) -> list[Place]:
    columns = _columns(rows)
    rows = rows.order_by(*(f"-{name}" for name in columns))
    if beside.place:
        rows = rows.filter(_condition(rows, kind, beside, numbers))
    ids = matching(rows if beside.is_after else rows.reverse(), found, take)
    values = rows.model._base_manager.filter(pk__in=ids).values_list(*columns) if ids else ()
    return [Place(at, kind, tuple(others)) for at, *others in values]


def _condition(rows, kind, beside, numbers) -> Q:
    """Return the condition for the rows of a kind on the wanted side of the place."""
    time, place = _columns(rows)[0], beside.place
    further = "lt" if beside.is_after else "gt"
    if kind == place.kind:
        here = (place.at, *place.ids)
        # A condition on the first column alone lets PostgreSQL start within the index.
        return beyond_values(rows, here, backwards=not beside.is_after) & Q(**{f"{time}__{further}e": place.at})
    # Of the rows that changed at the same time, those of later kinds come after.
    is_further = (numbers[kind] > numbers[place.kind]) == beside.is_after
    return Q(**{f"{time}__{further}{'e' if is_further else ''}": place.at})
