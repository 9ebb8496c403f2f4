"""A table from a file: its header and its rows. Every cell is text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.languages import in_each_language

MOST_BYTES = 20 * 1024**2
MOST_ROWS = 50_000
MOST_TEXT = 20_000_000  # characters in all cells: a workbook stores a repeated text only once
MOST_COLUMNS = 200
MOST_SIGNS = 32_767  # in one cell: a spreadsheet allows no more, and cuts off the rest silently


_NUL = gettext_lazy("The cell has a character that cannot be stored (NUL).")
_TOO_LONG = gettext_lazy("The row has more cells than the header.")


class Unreadable(ValueError):
    """A file that cannot be read. Its text is the message for the user."""


@dataclass
class Line:
    """One row of a file: its number, its cells, and the reasons why cells are unusable, by index."""

    number: int
    cells: list[str]
    refusals: dict[int, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """A header, an iterator over the lines below it, and notes on how the file was read."""

    header: list[str]
    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def tidy(line: Line, width: int) -> Line:
    """Return the line at the header's width. Refuse cells that are outside the columns or contain NUL."""
    for place, cell in enumerate(line.cells):
        if "\x00" in cell:
            line.cells[place] = cell.replace("\x00", "")
            line.refusals[place] = str(_NUL)
        elif place >= width and cell:
            line.refusals[place] = str(_TOO_LONG)
    line.cells += [""] * (width - len(line.cells))
    return line


@cache
def refusals() -> set[str]:
    """Return the reasons for which `tidy` refuses a cell, in every language."""
    return {*in_each_language(_NUL), *in_each_language(_TOO_LONG)}


def too_many_rows() -> Unreadable:
    return Unreadable(_("The file has more than %(most)s rows. Split the file.") % {"most": f"{MOST_ROWS:,}"})
