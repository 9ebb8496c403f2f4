"""The process that reads one workbook, with limits on memory and processor time.

`workbook.py` starts it; it imports nothing from the project. It writes lines of JSON: [title, header] for each sheet
that is not empty, then null. It then reads the index of a sheet in that list from standard input, and writes the rows
below its header as [number, texts, marks]: `marks` says which cells are a FORMULA, an ERROR or too LONG.

The exit status is UNREADABLE for a file that is damaged or not a workbook. Any other status except 0 means that the
process ran out of memory or time.
"""

import contextlib
import json
import os
import re
import resource
import sys
import warnings
from datetime import date, datetime, time
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

UNREADABLE, TOO_LARGE = 3, 4  # Python itself uses 1 and 2
FORMULA, ERROR = "f", "e"  # openpyxl's names for these cell types
LONG = "long"
OUT_OF_MEMORY = 1  # XML_ERROR_NO_MEMORY of expat
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def main(descriptor: int, most_memory: int, most_seconds: int, most_columns: int, most_signs: int) -> int:
    """Read the workbook that is open as `descriptor`; return the exit status. `most_memory` is in MB."""
    warnings.simplefilter("ignore")  # openpyxl warns about features that it ignores
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # as json.loads() decodes bytes
    limit(most_memory, most_seconds)
    try:
        book = load_workbook(os.fdopen(descriptor, "rb"), read_only=True, keep_links=False)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write wrong dimensions
            rows = read_rows(sheet, most_columns, most_signs)
            if header := next((texts for _number, texts, _marks in rows if any(texts)), None):
                write([sheet.title[:most_signs], header])
                sheets.append(rows)
        write(None)
        sys.stdout.flush()
        for row in sheets[int(sys.stdin.readline())]:
            write(row)
        sys.stdout.flush()
    except Exception as error:  # openpyxl raises various errors for a damaged file
        return TOO_LARGE if is_out_of_memory(error) else UNREADABLE
    return 0


def limit(most_memory, most_seconds):
    """Limit the processor time and the additional memory. Only Linux reports how much memory is already in use."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    with contextlib.suppress(FileNotFoundError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = used + most_memory * 1024**2
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def is_out_of_memory(error) -> bool:
    """Return whether the error, or one that caused it, means that there was no more memory."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, ParseError) and error.code == OUT_OF_MEMORY):
            return True
        error = error.__cause__ or error.__context__
    return False


def write(message):
    """Write one line to standard output."""
    print(json.dumps(message, ensure_ascii=False))  # noqa: T201


def read_rows(sheet, most_columns, most_signs):
    """Yield the number, the texts and the marks of each row; a text that is too long is cut."""
    for number, cells in enumerate(sheet.iter_rows(max_col=most_columns), 1):
        texts, marks = [], {}
        for place, cell in enumerate(cells):
            texts.append(text_of(cell)[:most_signs])
            if cell.data_type in (FORMULA, ERROR):
                marks[place] = cell.data_type
            elif len(texts[-1]) == most_signs:
                marks[place] = LONG
        yield number, texts, marks


def text_of(cell) -> str:
    """Return the cell's value as text; dates only as exact as displayed, because Excel stores "May 2012" as a day."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        if value.time() != time():
            return value.isoformat()
        return value.date().isoformat()[: shown(cell.number_format)]
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n")


def shown(number_format: str) -> int:
    """Return how many characters of "2012-05-04" a number format displays: its year, its month or all of it."""
    signs = _QUOTED.sub("", number_format or "").lower()
    if "d" in signs or "y" not in signs:
        return 10
    return 7 if "m" in signs else 4


if __name__ == "__main__":
    os._exit(main(*map(int, sys.argv[1:])))  # skip Python's cleanup, which frees each object
