"""CSV as spreadsheets and programs read it alike: RFC 4180 in UTF-8, with a byte order mark that Excel wants."""

import csv
from collections.abc import Iterable, Iterator

from .columns import Table

CONTENT_TYPE = "text/csv; charset=utf-8"
# A cell that begins so is a formula to a spreadsheet, whatever it says.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text):
        return text


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def stream(table: Table, rows: Iterable, origin: str) -> Iterator[bytes]:
    """Yield the lines of the table, the header first. `origin` is what the addresses of the rows begin with."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    yield writer.writerow(table.names).encode()
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in table.cells(row, origin)]).encode()
