"""One page of a list: its rows, their position in the list, and the previous and next page."""

from dataclasses import dataclass

from .single import Cursor


class NoSuchPage(Exception):
    """The list has no such page. `pages` is the number of pages, None if the order has no numbered pages."""

    def __init__(self, pages: int | None):
        super().__init__(pages)
        self.pages = pages


def pages_of(total: int, size: int) -> int:
    """Return the number of pages for `total` rows; an empty list has one page."""
    return max(1, -(-total // size))


@dataclass(frozen=True)
class Part:
    """The ids of rows that follow each other, and the place of the last one in the order; None at the end of the list.

    A place is a list of JSON values. It does not name the row, so the next part begins there even if that row has moved
    or is no longer public: every row that does not move comes exactly once.
    """

    ids: list[int]
    place: list | None


@dataclass(frozen=True)
class Slice:
    """The ids of the rows on one page, and links to the previous and next page.

    `first` is the number of the first row in the whole list, from 1, and `number` that of the page; both are None in an
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
