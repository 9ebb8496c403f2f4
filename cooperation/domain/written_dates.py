"""Parses dates as people write them: "May 2012", "4-6 May 2012", "13/05/2012", "2012. 5. 3.(목)~4.(금)". Never guesses.

Names of months and weekdays are read in English, in Korean and in the language of the page.

Ambiguous dates are rejected with both meanings: "04/05/2012" is 4 May or 5 April.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .dates import PartialDate


class Period(NamedTuple):
    """A period between two partial dates."""

    start: PartialDate
    end: PartialDate

    @property
    def words(self) -> str:
        """Return the period in words: "4 May 2012 to 6 May 2012"."""
        return _("%(start)s to %(end)s") % {"start": self.start.words, "end": self.end.words}


class NotUnderstood(ValueError):
    """The text contains no date, or more than one. The exception's text is the message for the user."""


class _Piece(NamedTuple):
    """One side of "4-6 May 2012": the first has only a day, the second all three parts."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


# The end field that a period typed into a start field fills in.
ENDS = {
    "start": "end",
    "planned_start": "planned_end",
    "actual_start": "actual_end",
    "established_on": "ended_on",
    "joined_on": "left_on",
}

# English names are accepted in every language; so are their first three letters.
ENGLISH_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Monday to Sunday, as Korean, Japanese and Chinese offices abbreviate them.
_KOREAN_DAYS, _JAPANESE_DAYS = "월화수목금토일", "月火水木金土日"
_SHORT_DAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_MIDNIGHT = re.compile(r"(?<=\d)(?:t| )00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?$")
_VAGUE = re.compile(
    r"\b(?:c|ca|circa|about|approx(?:imately)?|around|early|mid|late|before|after|since|by|spring|summer|autumn|fall|winter"
    r"|quarter|q[1-4]|h[12]|half|beginning|end|probably|perhaps)\b|\?|\b\d{3}0s\b"
    # Halves and quarters of a year, thirds of a month, decades, seasons, "early", "late", "about", "before", "since"
    r"|상반기|하반기|분기|[초상중하]순|\d0\.대|봄|여름|가을|겨울|무렵|이전|이후|이래|부터|까지"
    r"|[\d.월]\s*(?:초|말|경|쯤|중|전|후|중반|전반|후반)(?:$|[\s에~])"
)
# Separators between the start and the end of a period. Each is tried; only one may give a valid result.
_CUT = re.compile(r"\s*(?:[-–—~/]|\.{2,}|\b(?:to|until|till|through|thru)\b)+\s*")
_WORD = r"(?P<month>[^\W\d_]+)"
_SEP = r"[\s./-]*"
_NAMED = [
    re.compile(pattern)
    for pattern in (
        rf"(?P<day>\d{{1,2}}){_SEP}{_WORD}(?:{_SEP}(?P<year>\d{{4}}))?",
        rf"{_WORD}{_SEP}(?P<day>\d{{1,2}})(?:[\s.]+(?P<year>\d{{4}}))?",
        rf"(?P<year>\d{{4}}){_SEP}{_WORD}(?:{_SEP}(?P<day>\d{{1,2}}))?",
        rf"{_WORD}(?:{_SEP}(?P<year>\d{{4}}))?",
    )
]
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_YEAR_LAST = re.compile(r"(?:(\d{1,2})([-/.]))?(\d{1,2})([-/.])(\d{4})")
_COMPACT = re.compile(r"(1[5-9]\d\d|2[01]\d\d)(\d\d)(\d\d)")
_MONTH_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})")
_DAY_YEAR = re.compile(r"(\d{1,2}) (\d{4})")
_SHORT_YEAR = re.compile(
    r"\d{1,2}([-/.])\d{1,2}\1\d{2}|[‘’']\d{2}\.\d{1,2}\..*"
    r"|\d{1,2}[\s./-]*[^\W\d_]+[\s./-]*'?\d{2}|[^\W\d_]+[\s.-]*'\d{2}|[‘’']?\d{2}\.\d{1,2}(?:월|\.\d{1,2})"
)
_MONTH = re.compile(r"(\d{1,2})월")
_SERIAL = re.compile(r"[1-5]\d{4}(?:\.0+)?")


def read(text: str) -> PartialDate | Period:
    """Return the date or the period in `text`, with the precision as written.

    Raises NotUnderstood, a ValueError whose text is a translated message, if the text is not a date, does not exist in
    the calendar, lacks a part, or is ambiguous.
    """
    shown = text.strip()
    with suppress(ValueError):
        return PartialDate(shown)  # as most files have it
    plain = _plain(shown)
    single = _single(plain, shown)
    if single:
        return single
    meanings = {
        (start, end)
        for cut in _CUT.finditer(plain)
        for start, end in _periods(plain[: cut.start()].strip(), plain[cut.end() :].strip(), shown)
    }
    if len(meanings) == 1:
        start, end = meanings.pop()
        if start.last > end.last or start.first > end.last:
            raise NotUnderstood(
                _("“%(value)s” ends before it starts. Write the year of both dates.") % {"value": shown}
            )
        return start if start == end else Period(start, end)
    if meanings:
        raise _ambiguous(shown, [Period(*each) for each in meanings])
    raise _not_understood(plain, shown)


def read_date(text: str) -> PartialDate:
    """Return the date in `text`. Raises NotUnderstood, also for a period."""
    found = read(text)
    if isinstance(found, Period):
        raise NotUnderstood(
            _("“%(value)s” is a period, from %(start)s to %(end)s. Only one date can be entered here.")
            % {"value": text.strip(), "start": found.start.words, "end": found.end.words}
        )
    return found


def read_date_of(field: str, text: str) -> PartialDate:
    """Return the date in `text`; of a period, the start for a start field and the end for an end field.

    Raises NotUnderstood as read_date() does.
    """
    found = read(text)
    if isinstance(found, Period) and field in ENDS:
        return found.start
    if isinstance(found, Period) and field in ENDS.values():
        return found.end
    return read_date(text)


def _plain(text: str) -> str:
    """Return normalized text for the patterns: lower case, ASCII digits, points for 년 and 月."""
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[‐‑‒−]", "-", text)
    text = re.sub(r"[∼〜]", "~", text)
    text = re.sub(r"부터\s*(.*\S)\s*까지$", r"~\1", text)
    # Not after a bracket, where (월) is Monday and (일) Sunday, and not in 일요일, Sunday.
    text = re.sub(r"(?<=\d)\s*(?:년도|[년年])\s*", ".", text)
    text = re.sub(r"(?<=\d)\s*[日일](?!요일|曜)", "", text)
    # "2012. 5. 4." is "2012.5.4".
    text = re.sub(r"(?<=\d)\s*\.\s+(?=\d)", ".", text)
    # A month beside a year or a day is a number. One that is alone keeps its 월, because "7" alone is a day.
    text = re.sub(r"(?<=\d)\s*[月월](?!요일|曜)\s*", "월", text)
    text = re.sub(r"(?<=\d)월(?=\d)|(?<=\d{4}\.\d)월|(?<=\d{4}\.\d\d)월", ".", text)
    text = _MIDNIGHT.sub("", text)
    text = _ORDINAL.sub(r"\1", text)
    text = re.sub(r"\b(?:of|the)\b|,", " ", text)
    text = re.sub(r"^(?:on|from)\b", "", text)
    text = re.sub(r"(?<=\d)\.(?=\s*(?:$|[-–—~/]))", "", text)
    return " ".join(text.split())


def _single(plain: str, shown: str) -> PartialDate | None:
    """Return the date if the whole text is one date, or None."""
    found = {}
    for piece in _pieces(plain):
        if piece.year is not None and (piece.month or not piece.day):
            found.update({_date(piece): piece})
    dates = [each for each in found if each]
    if len(dates) > 1:
        raise _ambiguous(shown, dates)
    if dates:
        _check_weekday(found[dates[0]], dates[0], shown)
        return dates[0]
    if found:
        if re.search(r"(?<!\d)0{1,2}(?!\d)|0000", plain):
            raise NotUnderstood(
                _("“%(value)s” has zeros. Leave out the part that is not known: 2012 or 2012-05.") % {"value": shown}
            )
        raise NotUnderstood(_("“%(value)s” is not a real date.") % {"value": shown})
    return None


def _pieces(text: str):
    """Yield each way to read a text as year, month and day, some of which may be missing."""
    text, weekday = _without_weekday(text)
    if match := _YEAR_FIRST.fullmatch(text):
        year, _sep, month, day = match.groups()
        yield _Piece(int(year), _int(month), _int(day), weekday)
    elif match := _COMPACT.fullmatch(text):
        yield _Piece(*map(int, match.groups()), weekday)
    elif match := _YEAR_LAST.fullmatch(text):
        first, sep, second, other, year = match.groups()
        if first is None:
            yield _Piece(int(year), int(second), None, weekday)
        elif sep == other:
            yield _Piece(int(year), int(second), int(first), weekday)
            yield _Piece(int(year), int(first), int(second), weekday)
    elif re.fullmatch(r"\d{1,2}", text):
        yield _Piece(day=int(text), weekday=weekday)
    elif match := _MONTH.fullmatch(text):
        yield _Piece(month=int(match[1]), weekday=weekday)
    else:
        months = _months(get_language())
        for pattern in _NAMED:
            match = pattern.fullmatch(text)
            if match and (month := months.get(match["month"])):
                parts = {"day": None, **match.groupdict(), "month": month, "weekday": weekday}
                yield _Piece(**{name: _int(value) for name, value in parts.items()})


def _periods(left: str, right: str, shown: str):
    """Yield each period that the two sides can form; each side takes its missing parts from the other."""
    for end in _ends(left, right):
        for start in _pieces(left):
            if start.year is None and end.year is None:
                continue
            if start.year is None:
                if end.month is None and (start.month is None or end.day is None):
                    continue
                pair = (
                    start._replace(year=end.year, month=start.month or end.month),
                    end._replace(month=end.month or start.month),
                )
            elif end.year is None:
                if end.month is None and start.day is None:
                    continue
                pair = start, end._replace(year=start.year, month=end.month or start.month)
            else:
                pair = start, end
            dates = tuple(_date(piece) for piece in pair)
            if all(dates):
                # Of dates in the wrong order, the order is the mistake to report: a year is missing.
                if dates[0].first <= dates[1].last:
                    for piece, day in zip(pair, dates, strict=True):
                        _check_weekday(piece, day, shown)
                yield dates


def _ends(left: str, right: str):
    """Yield each way to read the second side; "05-06" after "2012-05-04" is a month and a day."""
    yield from _pieces(right)
    right, weekday = _without_weekday(right)
    match = _MONTH_DAY.fullmatch(right)
    begun = _YEAR_FIRST.fullmatch(_without_weekday(left)[0])
    if match and begun and begun[4] and begun[2] == match[2]:
        yield _Piece(month=int(match[1]), day=int(match[3]), weekday=weekday)
    elif match := _DAY_YEAR.fullmatch(right):
        yield _Piece(year=int(match[2]), day=int(match[1]), weekday=weekday)


def _date(piece: _Piece) -> PartialDate | None:
    """Return the date of a complete piece, or None if it does not exist in the calendar."""
    parts = [f"{piece.year:04}", *(f"{part:02}" for part in (piece.month, piece.day) if part is not None)]
    try:
        return PartialDate("-".join(parts))
    except ValueError:
        return None


def _without_weekday(text: str) -> tuple[str, int | None]:
    """Return the text without the name of a weekday, and the number of that weekday."""
    if _MONTH.fullmatch(text):
        return text, None
    names = _weekdays(get_language())
    match = re.match(r"([^\W\d_]+)\.?\s+", text)
    if match and match[1] in names:
        return text[match.end() :], names[match[1]]
    match = re.search(r"[\s.]*\(?\s*([^\W\d_]+)\.?\s*\)?\.?$", text)
    if match and match[1] in names and text[: match.start()]:
        return text[: match.start()], names[match[1]]
    return text, None


def _check_weekday(piece: _Piece, day: PartialDate, shown: str):
    """Raise NotUnderstood if the written weekday does not match the date."""
    if piece.weekday is None:
        return
    if day.precision != "day":
        raise NotUnderstood(_("“%(value)s” has a day of the week but no date.") % {"value": shown})
    if day.first.weekday() != piece.weekday:
        raise NotUnderstood(
            _("“%(value)s”: %(day)s is a %(weekday)s.")
            % {"value": shown, "day": day.words, "weekday": WEEKDAYS[day.first.weekday()]}
        )


@cache
def _months(language) -> dict[str, int]:
    """Return the number of each month by its names in English and in `language`, the page's language."""
    names = {"sept": 9}
    for number, name in enumerate(ENGLISH_MONTHS, 1):
        names |= {name: number, name[:3]: number}
    for number in MONTHS:
        names |= {str(MONTHS[number]).casefold(): number, str(MONTHS_3[number]).casefold().strip("."): number}
    return names


@cache
def _weekdays(language) -> dict[str, int]:
    """Return the number of each weekday (Monday is 0) by its names in English and in `language`, the page's
    language.
    """
    names = dict(_SHORT_DAYS)
    for number, name in enumerate(_ENGLISH_DAYS):
        korean, japanese = _KOREAN_DAYS[number], _JAPANESE_DAYS[number]
        names |= dict.fromkeys((name, name[:3], korean, f"{korean}요일", japanese, f"{japanese}曜日"), number)
    for number in WEEKDAYS:
        names |= {str(WEEKDAYS[number]).casefold(): number, str(WEEKDAYS_ABBR[number]).casefold().strip("."): number}
    return names


def _ambiguous(shown: str, meanings: list) -> NotUnderstood:
    """Return the exception for an ambiguous date, with both meanings."""
    first, second = sorted(meanings)[:2]
    return NotUnderstood(
        _("“%(value)s” may be %(first)s or %(second)s. Write the month in letters, or the year first: 2012-05-04.")
        % {"value": shown, "first": first.words, "second": second.words}
    )


def _not_understood(plain: str, shown: str) -> NotUnderstood:
    """Return the exception for an invalid date, with the part that is probably missing."""
    if _SERIAL.fullmatch(plain):
        day = PartialDate((date(1899, 12, 30) + timedelta(days=int(float(plain)))).isoformat())
        return NotUnderstood(
            _("“%(value)s” looks like a date stored as a number (%(day)s). Format the cell as a date.")
            % {"value": shown, "day": day.words}
        )
    if _VAGUE.search(plain):
        return NotUnderstood(
            _("“%(value)s” is not an exact date. Write the year or the month alone: 2012 or 2012-05.")
            % {"value": shown}
        )
    if _SHORT_YEAR.fullmatch(plain):
        return NotUnderstood(_("“%(value)s”: write the year with four digits.") % {"value": shown})
    has_month = re.search(r"\d\s*월", unicodedata.normalize("NFKC", shown)) and not re.search(r"\d{4}", plain)
    if has_month or any(piece.year is None and piece.month for piece in _pieces(plain)):
        return NotUnderstood(_("“%(value)s” has no year.") % {"value": shown})
    return NotUnderstood(
        _("“%(value)s” is not a date we can read. Write it like 4 May 2012, May 2012 or 2012.") % {"value": shown}
    )


def _int(text) -> int | None:
    return None if text is None else int(text)
