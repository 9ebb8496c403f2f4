"""Finds periods in a query: "since 2000", "before May 2009", "between 2005 and 2010", "2005-2010". Does not use the
database.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from ..domain.dates import PartialDate
from ..domain.written_dates import NotUnderstood, read_date
from .tokens import MONTHS

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
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DASHES = re.compile("[‐‑‒–—−]")
_AROUND = ",.;:()?!"


@dataclass(frozen=True)
class Period:
    """A period: its first and last date, one of which may be missing, and the words and indices of its pieces."""

    start: PartialDate | None
    end: PartialDate | None
    typed: str
    pieces: frozenset[int]


def find(pieces) -> Period | None:
    """Return the period in the pieces of a query, or None."""
    text, piece_at = "", {}
    for number, piece in enumerate(pieces):
        # No pattern contains a line break, so a phrase or an excluded word is never part of a period.
        word = "\n" if piece.is_phrase or piece.is_excluded else piece.text.lower().strip(_AROUND)
        word = _DASHES.sub("-", _ORDINAL.sub("", word))
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
    try:
        dates = {name: read_date(re.sub("(?:the )?year ", "", text)) for name, text in said.items()}
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
