"""XLSX, read row by row and never calculated: a formula, an error or a date made too exact is told apart."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from itertools import islice
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .sheet import MOST_COLUMNS, MOST_ROWS, MOST_SIGNS, Line, Sheet, Unreadable, tidy, too_many_rows

# What a workbook may hold when it is unpacked: the texts that its cells share are all in memory at once.
MOST_UNPACKED = 300 * 1024**2
MOST_TEXTS = 60 * 1024**2
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_workbook(data: bytes) -> bool:
    """Return whether the file is packed as XLSX is."""
    return data.startswith(b"PK")


def read(data: bytes, knows: Callable[[str], bool]) -> Sheet:
    """Return the table of the first sheet whose header names columns that `knows` knows. Raises Unreadable."""
    _must_be_small(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        best, found = None, -1
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what some programs write there is wrong
            rows = _rows(sheet)
            header = next((texts for _number, (texts, _refusals) in rows if any(texts)), None)
            if header is not None and (score := sum(map(knows, header))) > found:
                best, found = (rows, header, sheet.title), score
    except Unreadable:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, ParseError, DefusedXmlException) as error:
        raise Unreadable(_("The file is no XLSX that can be read. Save it anew as XLSX or CSV.")) from error
    if best is None:
        raise Unreadable(_("The file is empty."))
    rows, header, title = best
    while header and not header[-1]:
        header.pop()
    return Sheet(header, _lines(rows, len(header)), [_("Read from the sheet “%(title)s”.") % {"title": title}])


def _must_be_small(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(_("The file is no XLSX that can be read. Save it anew as XLSX or CSV.")) from error
    texts = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    if len(parts) > 2000 or sum(part.file_size for part in parts) > MOST_UNPACKED or texts > MOST_TEXTS:
        raise Unreadable(_("The file is too large when it is unpacked. Divide it, or save it as CSV."))


def _rows(sheet):
    """Yield the number of each row with its texts and its refusals."""
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS * 4:
            raise too_many_rows()
        texts, refusals = [], {}
        for place, cell in enumerate(cells):
            value = cell.value
            if value is None:
                texts.append("")
            elif cell.data_type == "f":
                texts.append(str(value))
                refusals[place] = _("A formula is not calculated here. Paste its value.")
            elif cell.data_type == "e":
                texts.append(str(value))
                refusals[place] = _("The spreadsheet shows an error here.")
            else:
                texts.append(_text(value, cell))
                if len(texts[-1]) >= MOST_SIGNS:
                    refusals[place] = _("The text is as long as a cell can be: the spreadsheet may have cut it off.")
        yield number, (texts, refusals)


def _lines(rows, width):
    try:
        for number, (texts, refusals) in rows:
            if any(text.strip() for text in texts):
                yield tidy(Line(number, texts, refusals), width)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, ParseError, DefusedXmlException) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("The file is damaged. Save it anew as XLSX or CSV.")) from error


def _text(value, cell) -> str:
    """Return the value of a cell as text; a date as exactly as its format shows it, for "May 2012" is kept as a day."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        text = value.isoformat() if value.time() != time() else value.date().isoformat()
        return text[: _shown(cell.number_format)] if value.time() == time() else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n")


def _shown(number_format: str) -> int:
    """Return how much of "2012-05-04" a format shows: its year, its month or all of it."""
    signs = _QUOTED.sub("", number_format or "").lower()
    if "d" in signs or "y" not in signs:
        return 10
    return 7 if "m" in signs else 4


def write(name: str, rows: Iterable[list[str]], widths: list[int], explained: Iterable[list[str]] = ()) -> bytes:
    """Return a workbook: a sheet of texts, the first row being the header, and a second one that explains it."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet(name[:31]), rows, widths)
    if explained:
        _fill(book.create_sheet(_("Columns")[:31]), explained, [26, 11, 70, 34])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet, rows, widths):
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width
        column.number_format = "@"  # text: what is typed below is kept as it is typed
    rows = iter(rows)
    for header in islice(rows, 1):
        sheet.append([_head(sheet, text) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _head(sheet, text):
    cell = _cell(sheet, text)
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF0B4A58")
    return cell


def _cell(sheet, text):
    if not text:
        return None
    cell = WriteOnlyCell(sheet, _CONTROL.sub(" ", text))
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = "@"
    if "\n" in text or len(text) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
