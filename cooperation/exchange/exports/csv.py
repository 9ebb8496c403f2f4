"""CSV for spreadsheets and programs: RFC 4180 in UTF-8, with the byte order mark that Excel needs."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .selection import COLUMNS, Selection

LABEL = _("CSV")
CONTENT_TYPE = "text/csv; charset=utf-8"
IS_FILE = True
READS = (COLUMNS,)
# Spreadsheets treat a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file-like object whose `write` returns its argument."""

    def write(self, text):
        return text


def cell(value) -> str:
    """Return a value as text that is not a formula: lists joined by "; ", datetimes in ISO 8601, None as ""."""
    if value is None:
        return ""
    if not isinstance(value, str):
        value = _text(value)
    return f"'{value}" if value[:1] in FORMULA_STARTS else value


def _text(value):
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    return str(value)


def joined(values: list) -> str:
    return "; ".join(map(str, values))


def local(time: datetime) -> datetime:
    """Return the time in the registry's time zone."""
    return time.astimezone(timezone.get_default_timezone())


def writes(table) -> bool:
    return True


def stream(selection: Selection) -> Iterator[bytes]:
    table = selection.tabular()
    return lines(table.names, selection.chunks(table))


def lines(names: Iterable[str], chunks: Iterable[Iterable[list]]) -> Iterator[bytes]:
    """Yield the header, and then each chunk of rows."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow(names).encode()
    for rows in chunks:
        yield "".join([writer.writerow(map(cell, row)) for row in rows]).encode()
