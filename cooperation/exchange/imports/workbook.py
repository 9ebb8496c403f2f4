"""Read XLSX row by row in a separate process, without calculating formulas; write XLSX.

Formulas, errors and dates that are more exact than displayed are detected.
"""

import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .sheet import MOST_COLUMNS, MOST_ROWS, MOST_SIGNS, Line, Sheet, Unreadable, tidy, too_many_rows
from .workbook_process import ERROR, FORMULA, LONG, UNREADABLE

PROCESS = Path(__file__).with_name("workbook_process.py")
MOST_MEMORY = 128  # MB that reading one workbook may use; its rows use as much again
MOST_SECONDS = 200  # of processor time
MOST_OF_A_LINE = 32 * 1024**2  # bytes; more than MOST_COLUMNS cells of MOST_SIGNS characters need
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK")


def read(data: bytes, knows: Callable[[str], bool]) -> Sheet:
    """Return the table of the first sheet whose header has columns that `knows` recognizes.

    Raises Unreadable, also while the lines are read.
    """
    messages = _read_in_process(data, knows)
    title, header = next(messages)
    while header and not header[-1]:
        header.pop()
    return Sheet(header, _lines(messages, len(header)), [_("Read from the sheet “%(title)s”.") % {"title": title}])


def _read_in_process(data, knows):
    """Yield [title, header] of the sheet, then its rows as workbook_process.py writes them."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        arguments = (file.fileno(), MOST_MEMORY, MOST_SECONDS, MOST_COLUMNS, MOST_SIGNS)
        process = subprocess.Popen(
            [sys.executable, "-I", PROCESS, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[file.fileno()],
        )
    with process:
        try:
            messages = _messages(process)
            sheets = iter(messages.__next__, None)
            best, found, chosen = None, -1, 0
            for number, sheet in enumerate(sheets):
                if (score := sum(map(knows, sheet[1]))) > found:
                    best, found, chosen = sheet, score, number
            if best is None:
                raise Unreadable(_("The file is empty."))
            yield best
            with contextlib.suppress(BrokenPipeError):  # the process may have ended; _messages() reports why
                process.stdin.write(b"%d\n" % chosen)
                process.stdin.flush()
            yield from messages
        finally:
            process.kill()


def _messages(process) -> Iterator:
    """Yield the messages of the process. Raises Unreadable if it fails."""
    while line := process.stdout.readline(MOST_OF_A_LINE):
        yield json.loads(line)
    status = process.wait()
    if status == UNREADABLE:
        raise Unreadable(_("The file is damaged, or it is not XLSX. Save it again as XLSX or CSV."))
    if status:
        raise Unreadable(_("Reading the file takes too much memory or time. Split the file, or save it as CSV."))


def _lines(rows, width):
    reasons = {
        FORMULA: _("A formula is not calculated here. Paste its value."),
        ERROR: _("The spreadsheet shows an error here."),
        LONG: _("The text is as long as a cell can be: the spreadsheet may have cut it off."),
    }
    for number, texts, marks in rows:
        if number > MOST_ROWS * 4:
            raise too_many_rows()
        if any(text.strip() for text in texts):
            yield tidy(Line(number, texts, {int(place): reasons[mark] for place, mark in marks.items()}), width)


def write(name: str, rows: Iterable[list[str]], widths: list[int], explained: Iterable[list[str]] = ()) -> bytes:
    """Return a workbook: a sheet of texts, header first, and a second sheet that explains the columns."""
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
        column.number_format = "@"  # text format: Excel keeps what users type below as typed
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
    cell.data_type = "s"  # text, never a formula
    cell.number_format = "@"
    if "\n" in text or len(text) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
