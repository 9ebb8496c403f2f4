"""A table as it came in a file: its header and its rows, every cell a text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024**2
MOST_ROWS = 50_000
MOST_TEXT = 20_000_000  # characters in all cells: a workbook stores a text once that stands in many
MOST_COLUMNS = 200
MOST_SIGNS = 32_767  # in one cell: a spreadsheet keeps no more, and cuts off the rest without a word


class Unreadable(ValueError):
    """A file that cannot be read. Its text is the sentence for whoever sent it."""


@dataclass
class Line:
    """One row of a file: its number there, its cells, and by the place of a cell why it cannot be used at all."""

    number: int
    cells: list[str]
    refusals: dict[int, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """A header, the lines below it as they are read, and what is to be said of how the file was read."""

    header: list[str]
    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def tidy(line: Line, width: int) -> Line:
    """Return the line as wide as the header, with a refusal for each cell that no column or no database takes."""
    for place, cell in enumerate(line.cells):
        if "\x00" in cell:
            line.cells[place] = cell.replace("\x00", "")
            line.refusals[place] = _("The cell holds a sign that no text may hold (NUL).")
        elif place >= width and cell:
            line.refusals[place] = _("The row has more cells than the header.")
    line.cells += [""] * (width - len(line.cells))
    return line


def too_many_rows() -> Unreadable:
    """Return the refusal of a file that is too long."""
    return Unreadable(_("The file has more than %(most)s rows. Divide it.") % {"most": f"{MOST_ROWS:,}"})
