"""Read CSV in any common encoding and with any common delimiter; write CSV for spreadsheets."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..exports.csv import FORMULA_STARTS
from .sheet import MOST_COLUMNS, MOST_ROWS, Line, Sheet, Unreadable, tidy, too_many_rows

DELIMITERS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
# Encodings to try for old files that are not Unicode, by Python's names.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "cp949": "CP949 (EUC-KR)",
    "cp932": "Shift JIS",
    "gb18030": "GB 18030",
    "big5": "Big5",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE = 200_000
# Syllables of which Korean texts of ministries mostly consist.
_FREQUENT = frozenset(
    "가개결계고공과관교국기나년대도동력로리명무문미발방베보부사상서선성수시아안약업에연외원월위유으은을의이인일자장재적전정제조주"
    "중지차참체최추태트하한합해협호화환회후는다를및"
)
_MOST_OF_A_CELL = 1_000_000  # characters; a spreadsheet allows 32,767


def read(data: bytes, knows: Callable[[str], bool], encoding: str = "") -> Sheet:
    """Return the table in `data`. `knows` returns whether a text is a column name; it helps to detect the delimiter.

    Raises Unreadable, also while the lines are read.
    """
    encoding = encoding or encoding_of(data)
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = _utf_16_without_mark(data)
    start = _decoded(data[:_SAMPLE], encoding)
    stated = _stated_delimiter(start)
    delimiter = stated or _delimiter(start, knows)
    rows = _rows(data, encoding, delimiter)
    header = next((row for _number, row in rows if any(row)), None)
    if stated:
        header = next((row for _number, row in rows if any(row)), None)
    if header is None:
        raise Unreadable(_("The file is empty."))
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    name = ENCODINGS.get(encoding.removesuffix("-sig"), encoding.upper())
    words = _("Read as %(encoding)s. Separator: %(delimiter)s.")
    return Sheet(header, _lines(rows, len(header)), [words % {"encoding": name, "delimiter": DELIMITERS[delimiter]}])


def encoding_of(data: bytes) -> str:
    """Return the encoding: from the byte order mark, else UTF-8 if valid, else the likeliest. Raises Unreadable."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    if data[:_SAMPLE].count(0) > len(data[:_SAMPLE]) / 8:
        return _utf_16_without_mark(data)
    try:
        data.decode()
    except UnicodeDecodeError:
        if _is_korean(data[:_SAMPLE]):
            return "cp949"
        best = from_bytes(data[:_SAMPLE], cp_isolation=[*ENCODINGS][2:], threshold=0.5).best()
        if best is None:
            raise Unreadable(_("The encoding of the file could not be detected. Choose it below.")) from None
        return best.encoding
    return "utf-8"


def _is_korean(data: bytes) -> bool:
    """Return whether the bytes are Korean in CP949: Hangul, nearly all of it in the 2350 usual syllables of KS X 1001.

    Read as CP949, Chinese and Japanese files have many ideographs, or bytes that CP949 does not have.
    """
    try:
        text = codecs.getincrementaldecoder("cp949")().decode(data)
    except UnicodeDecodeError:
        return False
    words = [each for each in text if not each.isascii() and each.isalpha()]
    syllables = [each for each in words if "가" <= each <= "힣"]
    usual = sum(each in _FREQUENT for each in syllables)
    return len(syllables) > 0.75 * len(words) and usual > 0.2 * len(syllables)


def write(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Yield the lines of a CSV file in UTF-8 with a byte order mark. Cells cannot run as formulas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    yield codecs.BOM_UTF8
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def harmless(cell: str) -> str:
    """Return the cell, with an apostrophe before anything that looks like a formula. `plain` removes the apostrophe."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def _decoded(data, encoding):
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(data)


def _utf_16_without_mark(data):
    """Return the byte order of UTF-16: Latin letters, digits and commas have a zero as first or second byte."""
    return "utf-16-be" if data[:_SAMPLE:2].count(0) > data[1:_SAMPLE:2].count(0) else "utf-16-le"


def _stated_delimiter(start):
    """Return the delimiter from Excel's "sep=" line, or "" if the file does not start with one."""
    if start[:4].casefold() != "sep=":
        return ""
    if start[4:5] not in DELIMITERS:
        words = _(
            "The first line of the file is “%(line)s”. After “sep=” it must have a comma, a semicolon, a tab or a "
            "vertical bar. Correct the line or remove it."
        )
        raise Unreadable(words % {"line": start.splitlines()[0][:20].replace("\x00", "")})
    return start[4]


def _delimiter(start, knows):
    def score(delimiter):
        rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        try:
            header = next((row for row in rows if any(row)), [])
        except csv.Error:
            return (0, 0)
        return sum(knows(cell) for cell in header), len(header)

    return max(DELIMITERS, key=score)


def _rows(data, encoding, delimiter):
    """Yield the rows with their numbers as in a spreadsheet: the first is 1, and empty rows count."""
    csv.field_size_limit(_MOST_OF_A_CELL)
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    for number in count(1):
        if number > MOST_ROWS * 4:
            raise too_many_rows()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = _(
                "Line %(number)s is not valid CSV: %(error)s. Put cells that have quotation marks in quotation marks."
            )
            raise Unreadable(words % {"number": reader.line_num, "error": error}) from None
        except UnicodeError as error:
            words = _("Line %(number)s is not in the encoding %(encoding)s. Choose another one below.")
            values = {"number": _line_of(data, encoding), "encoding": ENCODINGS.get(encoding, encoding.upper())}
            raise Unreadable(words % values) from error
        yield number, row


def _line_of(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return data[: error.start].count(b"\n") + 1
    return 1


def _lines(rows, width):
    for number, row in rows:
        if any(cell.strip() for cell in row):
            yield tidy(Line(number, [plain(cell) for cell in row]), width)
