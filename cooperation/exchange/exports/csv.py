"""CSV for spreadsheets and programs: RFC 4180 in UTF-8, with the byte order mark that Excel needs."""

import csv
from collections.abc import Iterable, Iterator

from .columns import Table

CONTENT_TYPE = "text/csv; charset=utf-8"
# Spreadsheets treat a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file-like object whose `write` returns its argument."""

    def write(self, text):
        return text


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def stream(table: Table, rows: Iterable, origin: str) -> Iterator[bytes]:
    """Yield the header and then the rows of the table. `origin` is the scheme and host of the rows' URLs."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    yield writer.writerow(table.names).encode()
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in table.cells(row, origin)]).encode()
