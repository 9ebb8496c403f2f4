"""Finds periods in a query: "since 2000", "before May 2009", "between 2005 and 2010", "2005-2010", "2000년 이후",
"2005년부터 2010년까지". Does not use the database.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from ..domain.dates import PartialDate
from ..domain.written_dates import NotUnderstood, read_date
from .tokens import MONTHS, full_year

_YEAR = r"(?:19|20)\d\d"
_MONTH = "|".join([*MONTHS, *(month[:3] for month in MONTHS), "sept"])
_DATE = rf"(?:(?:the )?year )?(?:{_YEAR}-\d\d(?:-\d\d)?|(?:(?:\d{{1,2}} )?(?:{_MONTH}) (?:\d{{1,2}} )?)?{_YEAR})"
# The first pattern that matches is used. The named groups are dates.
_PATTERNS = [
    re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
    for pattern in (
        rf"between (?P<start>{_DATE}) and (?P<end>{_DATE})",
        rf"(?:from )?(?P<start>{_DATE}) (?:to|until|till|through) (?P<end>{_DATE})",
        rf"(?P<start>{_YEAR})-(?P<end>{_YEAR})",
        rf"(?:after|later than) (?P<after>{_DATE})",
        rf"(?:before|prior to|earlier than) (?P<before>{_DATE})",
        rf"(?:until|till|through|up to|no later than) (?P<end>{_DATE})",
        rf"(?:since|from|as (?:of|from)|starting (?:from|in)) (?P<start>{_DATE})(?: onwards?| on)?",
        rf"(?P<start>{_DATE}) (?:onwards?|and later|or later)",
    )
]
_IN_KOREAN = rf"{_YEAR}년?도?(?: ?\d{{1,2}}월(?: ?\d{{1,2}}일)?)?"
_KOREAN_DATE = rf"(?:{_YEAR}-\d\d(?:-\d\d)?|{_YEAR}(?:\.\d{{1,2}}){{1,2}}|{_IN_KOREAN})"
_THEN = "(?:의|에|에는|에도|로|는|은|동안|동안의)?"
# 이후 and 이전 include the date itself; 후 and 전 do not.
_PATTERNS += [
    re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
    for pattern in (
        rf"(?P<start>{_KOREAN_DATE})(?: ?[~-] ?|(?:부터|에서) ?)(?P<end>{_KOREAN_DATE}) ?(?:까지|사이)?{_THEN}",
        rf"(?P<start>{_KOREAN_DATE})(?:과|와) ?(?P<end>{_KOREAN_DATE}) ?사이{_THEN}",
        rf"(?P<start>{_KOREAN_DATE}) ?(?:이후|이래|부터){_THEN}(?: 현재까지| 지금까지)?",
        rf"(?P<end>{_KOREAN_DATE}) ?(?:이전|까지){_THEN}",
        rf"(?P<after>{_KOREAN_DATE})(?<=[년월일]) ?후{_THEN}",
        rf"(?P<before>{_KOREAN_DATE})(?<=[년월일]) ?전{_THEN}",
        rf"'?(?P<decade>(?:19|20)?\d0)년대{_THEN}",
    )
]
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DASHES = re.compile("[‐‑‒–—−]")
_TILDES = re.compile("[∼〜～]")
_AROUND = ",.;:()?!"


@dataclass(frozen=True)
class Period:
    """A period: its first and last date, one of which may be missing, and the words and indices of its pieces."""

    start: PartialDate | None
    end: PartialDate | None
    typed: str
    pieces: frozenset[int]

    @property
    def condition(self) -> tuple[str, list[str]]:
        """The SQL condition for a row's date that may be in the period, and its parameters."""
        parts = [("left(date, length(%s)) >= left(%s, length(date))", self.start)] if self.start else []
        parts += [("left(date, length(%s)) <= left(%s, length(date))", self.end)] if self.end else []
        return " AND ".join(sql for sql, _end in parts), [str(end) for _sql, end in parts for _twice in range(2)]

    def has(self, date: str | None) -> bool:
        """Return whether a date may be in the period: "2012" may be after May 2012."""
        if not date:
            return False
        is_late = not self.start or date[: len(self.start)] >= self.start[: len(date)]
        return is_late and (not self.end or date[: len(self.end)] <= self.end[: len(date)])


def find(pieces) -> Period | None:
    """Return the period in the pieces of a query, or None."""
    text, piece_at = "", {}
    for number, piece in enumerate(pieces):
        # No pattern contains a line break, so a phrase or an excluded word is never part of a period.
        word = "\n" if piece.is_phrase or piece.is_excluded else piece.text.lower().strip(_AROUND)
        word = _TILDES.sub("~", _DASHES.sub("-", _ORDINAL.sub("", unicodedata.normalize("NFC", word))))
        piece_at |= dict.fromkeys(range(len(text), len(text) + len(word)), number)
        text += f"{word} "
    match = next(filter(None, (pattern.search(text) for pattern in _PATTERNS)), None)
    if not match or not (ends := _ends(match.groupdict())):
        return None
    named = {piece_at[at] for at in range(*match.span()) if at in piece_at}
    typed = " ".join(pieces[number].text for number in sorted(named)).strip(_AROUND)
    return Period(*ends, typed, frozenset(named))


def _ends(said):
    """Return the first and last date; None if a date is invalid or the period ends before it starts."""
    if decade := said.get("decade"):
        decade = decade if len(decade) == 4 else full_year(decade)
        return PartialDate(decade), PartialDate(f"{decade[:3]}9")
    try:
        dates = {name: read_date(re.sub("(?:the )?year |(?<=년)도", "", text)) for name, text in said.items()}
    except NotUnderstood:
        return None
    start, end = dates.get("start"), dates.get("end")
    if after := dates.get("after"):
        start = _as_precise_as(after, after.last + timedelta(days=1))
    if before := dates.get("before"):
        end = _as_precise_as(before, before.first - timedelta(days=1))
    return None if start and end and start.first > end.last else (start, end)


def _as_precise_as(known, day):
    return PartialDate(day.isoformat()[: len(known)])
