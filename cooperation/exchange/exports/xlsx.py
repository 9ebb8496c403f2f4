"""XLSX for Excel and other spreadsheets: the rows with typed cells, and a sheet that describes them.

Written with openpyxl's write-only mode to temporary files, so that memory does not grow with the rows.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ...domain.dates import PartialDate
from ...filters.option import grouped
from ..xml import allowed
from .csv import FORMULA_STARTS, joined, local
from .explained import Explained
from .selection import COLUMNS, Refused, Selection

LABEL = gettext_lazy("Excel")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IS_FILE = True
READS = (COLUMNS,)
MOST_ROWS = 100_000
LONGEST = 32_767  # characters in a cell
CHUNK = 64 * 1024  # bytes in one chunk of the response
WIDEST = 60  # characters
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
# Before this day, Excel counts a 29 February 1900.
FIRST_DAY = date(1900, 3, 1)


def writes(table) -> bool:
    return True


def stream(selection: Selection) -> Iterator[bytes]:
    """Return the file in chunks. Raises Refused for too many rows or a wrong parameter "columns"."""
    table = selection.tabular()
    if selection.number > MOST_ROWS:
        words = _("An Excel file has at most %(most)s rows, and the list has %(number)s. Download it as CSV: %(csv)s")
        numbers = {"most": grouped(MOST_ROWS), "number": grouped(selection.number)}
        raise Refused(words % (numbers | {"csv": f"{selection.origin}{selection.address('csv')}"}))
    return _chunks(selection, table)


def _chunks(selection, table):
    with tempfile.TemporaryFile() as file:
        _write(file, selection, table)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write(file, selection, table):
    book = Workbook(write_only=True)
    rows, explained = (book.create_sheet(title) for title in (_title(selection.title), _("About this file")))
    try:
        number = _fill(rows, table.names, selection.chunks(table))
        _explain(explained, Explained(selection, table, number))
        book.save(file)
    except BaseException:
        for sheet in (rows, explained):
            if not sheet.closed:
                sheet.close()
            with suppress(FileNotFoundError):
                sheet._writer.cleanup()  # openpyxl removes its temporary files only when it saves
        raise


def _title(text):
    return NOT_IN_TITLES.sub(" ", text)[:31].strip() or _("Rows")


def _fill(sheet, names: list[str], chunks: Iterable[Iterable[list]]) -> int:
    """Write the header and the rows, and return the number of rows.

    The columns are as wide as the rows of the first chunk need.
    """
    chunks = iter(chunks)
    start = [[value(each) for each in row] for row in next(chunks, ())]
    for place, name in enumerate(names):
        longest = max((_width(row[place]) for row in start), default=0)
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(longest, len(name) + 3), WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in names])
    number = 0
    others = ([value(each) for each in row] for rows in chunks for row in rows)
    for number, row in enumerate(chain(start, others), 1):  # noqa: B007  the last number is that of all rows
        sheet.append([_cell(sheet, each) for each in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{number + 1}"
    return number


def value(of):
    """Return what a cell holds: a text, a number, a boolean, a date or a datetime; None if it is empty.

    A date that is known to the day is a date, any other is text.
    """
    if of is None or isinstance(of, (bool, int, float, Decimal)):
        return of
    if isinstance(of, list):
        of = joined(of)
    elif isinstance(of, datetime):
        return local(of).replace(tzinfo=None, microsecond=0)
    elif isinstance(of, PartialDate) and of.precision == "day":
        of = of.first
    if isinstance(of, date):
        return of if of >= FIRST_DAY else of.isoformat()
    text = allowed(of, " ")
    return (text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…") or None


def _width(of):
    return 10 if isinstance(of, date) else len(str(of)) if of is not None else 0


def _cell(sheet, of):
    """Return a text that looks like a formula or an error as a cell with text, and anything else unchanged."""
    if not isinstance(of, str) or not of.startswith((*FORMULA_STARTS, "#")):
        return of
    cell = WriteOnlyCell(sheet, of)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _bold(sheet, text):
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.font = "s", Font(bold=True)
    return cell


def _explain(sheet, explained: Explained):
    for letter, width in zip("ABC", (34, 90, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for name, text in explained.facts:
        sheet.append([_bold(sheet, name), _wrapped(sheet, text)])
    sheet.append([])
    sheet.append([_bold(sheet, text) for text in explained.header])
    for name, *texts in explained.columns:
        sheet.append([_cell(sheet, name), *(_wrapped(sheet, text) for text in texts)])


def _wrapped(sheet, of):
    cell = WriteOnlyCell(sheet, value(of))
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    if isinstance(of, str):
        cell.data_type = "s"
        if of.startswith(("http://", "https://")):
            cell.hyperlink = of
    return cell
