"""Dates of other programs: the order of day and month, years of two digits, and zeros for what is not recorded."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.written_dates import ENGLISH_MONTHS

DAY, MONTH = "day", "month"
ORDERS = {
    DAY: gettext_lazy("Day first: 03/04/2012 is 3 April"),
    MONTH: gettext_lazy("Month first: 03/04/2012 is 4 March"),
}
EXAMPLES = 5
# The first alternative takes dates with the year first out of the way.
_NUMBERS = re.compile(r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|(\d{1,2})([-/.])(\d{1,2})\3(\d{4}|\d{2}))(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2})[ -]([^\W\d_]{3,9})\.?[ -](\d{2})", re.ASCII)
_ZEROS = re.compile(r"(\d{4})([-/.])(\d\d)\2(\d\d)(?:[ T]00:00(?::00)?)?")
_ZEROS_LAST = re.compile(r"(\d\d)([-/.])(\d\d)\2(\d{4})")


def written(cell: str, order: str, today: date) -> tuple[str, str]:
    """Return the date as `written_dates` reads it, and a warning if that is a guess.

    `order` is DAY, MONTH or "". A year of two digits is at most ten years ahead. "0000-00-00" is "".
    """
    text = cell.strip()
    if match := _ZEROS.fullmatch(text) or _ZEROS_LAST.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
        if len(day) == 4:
            year, month, day = (day, match[3], match[1]) if order != MONTH else (day, match[1], match[3])
        if "00" in (month, day) or year == "0000":
            return _without_zeros(text, year, month, day)
    if match := _SHORT_YEAR.fullmatch(text):
        year = _year(match[3], today)
        return f"{match[1]} {match[2]} {year}", _short_year(year)
    if not order:
        return text, ""
    found = []

    def named(match):
        if not match[2]:
            return match[0]
        first, second, year = int(match[2]), int(match[4]), match[5]
        if len(year) == 2:
            year = _year(year, today)
            found.append(_short_year(year))
        day, month = (first, second) if order == DAY else (second, first)
        if month > 12:
            day, month = month, day
        if not 1 <= month <= 12:
            return match[0]
        if match[0] == text:
            return f"{year}-{month:02}-{day:02}"
        return f"{day} {ENGLISH_MONTHS[month - 1].capitalize()} {year}"

    return _NUMBERS.sub(named, text), next(iter(found), "")


def _without_zeros(text, year, month, day):
    if year == "0000":
        # "0000-05-04" is refused as it is written.
        return ("", _("Read as: not recorded.")) if month == day == "00" else (text, "")
    if month == "00":
        return (year, "") if day == "00" else (text, "")
    return f"{year}-{month}", ""


def _year(digits, today):
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 10 else year - 100


def _short_year(year):
    return _("The year has two digits. It is read as %(year)s.") % {"year": year}


@dataclass
class Orders:
    """What the dates of one column show of the order of day and month: rows and texts that prove each order."""

    unclear: int = 0
    example: str = ""
    proofs: dict[str, list[list[Any]]] = field(default_factory=lambda: {DAY: [], MONTH: []})
    counts: dict[str, int] = field(default_factory=lambda: {DAY: 0, MONTH: 0})

    def see(self, number: int, cell: str) -> None:
        """Take one cell of the column into account."""
        for match in _NUMBERS.finditer(cell):
            if not match[2]:
                continue
            first, second = int(match[2]), int(match[4])
            if first <= 12 and second <= 12:
                if first != second or len(match[5]) == 2:
                    self.unclear += 1
                    self.example = self.example or match[0]
            elif len(match[5]) == 2 and first > 12:  # "17/11/10" may have the year first
                self.unclear += 1
                self.example = self.example or match[0]
            elif (first <= 12) != (second <= 12):
                proven = DAY if first > 12 else MONTH
                self.counts[proven] += 1
                if len(self.proofs[proven]) < EXAMPLES:
                    self.proofs[proven].append([number, match[0]])

    @property
    def is_needed(self) -> bool:
        """Return whether the column has a date that can be read in two ways, or one that proves an order."""
        return bool(self.unclear or any(self.counts.values()))


def proposals(dates: dict[str, dict]) -> dict[str, str]:
    """Return the proven order of each column that needs one: by its own dates, or by those of the other columns."""

    def proven(counts):
        orders = [order for order, number in counts.items() if number]
        return orders[0] if len(orders) == 1 else ""

    whole = proven({order: sum(each["counts"][order] for each in dates.values()) for order in (DAY, MONTH)})
    return {
        name: proven(each["counts"]) or ("" if any(each["counts"].values()) else whole)
        for name, each in dates.items()
        if each["unclear"]
    }
