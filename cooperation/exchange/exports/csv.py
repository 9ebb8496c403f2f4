"""CSV for spreadsheets and programs: RFC 4180 in UTF-8, with the byte order mark that Excel needs."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from .table import Table

CONTENT_TYPE = "text/csv; charset=utf-8"
# Spreadsheets treat a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file-like object whose `write` returns its argument."""

    def write(self, text):
        return text


def cell(value) -> str:
    """Return a value as text that is no formula: lists joined by "; ", datetimes in ISO 8601, None as ""."""
    if value is None:
        return ""
    if not isinstance(value, str):
        value = _text(value)
    return f"'{value}" if value[:1] in FORMULA_STARTS else value


def _text(value):
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
    return str(value)


def stream(table: Table, chunks: Iterable[Iterable[list]]) -> Iterator[bytes]:
    """Yield the header, and then each chunk of rows from `table.chunks()`."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow(table.names).encode()
    for rows in chunks:
        yield "".join([writer.writerow(map(cell, row)) for row in rows]).encode()
