"""Partial dates: a year, a month or a day. Migrations import the fields from here, so this module must not move.

A partial date is ISO 8601 text with reduced precision: "2000", "2005-03", "2012-01-23". It is stored in one text column
with collation "C", so it sorts as text, and unknown parts are never filled in as 1 January. As an interval it runs from
its first to its last day.
"""

import calendar
import contextlib
import re
from datetime import date
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.query_utils import DeferredAttribute
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

# Years divisible by 4 but not by 100, then years divisible by 400. The pattern before it excludes "0000".
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
# One expression for the form and for the database: Python's `re` and PostgreSQL's `~` read it in the same way.
PATTERN = (
    r"\A(?!0000)(?:"
    r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?"
    r"|[0-9]{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|[0-9]{4}-(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|[0-9]{4}-02-(?:0[1-9]|1[0-9]|2[0-8])"
    rf"|{_LEAP_YEAR}-02-29"
    r")\Z"
)
_MATCH = re.compile(PATTERN).match
OPEN = "9999"  # the end of an open period: it sorts after every other date
HINT = _("Year, month or day: 2012, May 2012 or 4 May 2012.")


class _Style(NamedTuple):
    """How a language writes a year, and the end of a period that omits what the other end says. "" omits nothing."""

    year: str = "%d"
    shorter: str = ""  # "start" or "end"
    month: str = ""
    day: str = ""
    month_day: str = ""


# Whole dates have the formats of config/formats/. A language that is not here repeats everything.
_STYLES = {
    "en": _Style("%d", "start", "F", "j", "j F"),  # 4 to 6 May 2012
    "ko": _Style("%d년", "end", "n월", "j일", "n월 j일"),  # 2012년 5월 4일~6일
}


class PartialDate(str):
    """A year, a month or a day, as ISO 8601 text. Raises ValueError for any other text."""

    __slots__ = ()

    def __new__(cls, text: str):
        if not _MATCH(text):
            raise ValueError(f"not a year, month or day of the calendar: {text!r}")
        return super().__new__(cls, text)

    @property
    def precision(self) -> str:
        """Return "year", "month" or "day"."""
        return {4: "year", 7: "month", 10: "day"}[len(self)]

    @property
    def first(self) -> date:
        return date.fromisoformat(f"{self}-01-01"[:10])

    @property
    def last(self) -> date:
        if len(self) == 10:
            return self.first
        year, month = int(self[:4]), int(self[5:] or 12)
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def words(self) -> str:
        """Return the date in words of the active language: "2000", "March 2005", "23 January 2012"."""
        if self.precision == "year":
            return _style().year % int(self)
        return formats.date_format(self.first, "YEAR_MONTH_FORMAT" if self.precision == "month" else "DATE_FORMAT")


def parse(value) -> PartialDate | None:
    """Return `value`, a text or a date, as a PartialDate; None if empty. Raises ValidationError with a message."""
    if value is None or isinstance(value, PartialDate):
        return value
    text = value.isoformat()[:10] if isinstance(value, date) else str(value).strip()
    if not text:
        return None
    try:
        return PartialDate(text)
    except ValueError:
        raise ValidationError(
            _("Enter a real date, such as 2012, 2012-05 or 2012-05-04."),
            code="partial_date",
            params={"value": text},
        ) from None


def period_words(start: PartialDate, end: PartialDate) -> tuple[str, str]:
    """Return both ends in words of the active language, which says once what they share.

    "4" and "6 May 2012"; "2012년 5월 4일" and "6일".
    """
    style = _style()
    if not style.shorter or start.precision != end.precision or start.precision == "year" or start[:4] != end[:4]:
        return start.words, end.words
    by_day = style.day if start[:7] == end[:7] else style.month_day
    form = style.month if start.precision == "month" else by_day
    if style.shorter == "start":
        return formats.date_format(start.first, form), end.words
    return start.words, formats.date_format(end.first, form)


def _style() -> _Style:
    return _STYLES.get(get_language() or "en", _Style())


def years_since(when: PartialDate, day: date) -> tuple[int, int]:
    """Return the minimum and maximum number of whole years between the date and the day; 0 for future dates.

    From "2012" to 30 June 2021 it is eight to nine years.
    """

    def whole(first):
        return max(day.year - first.year - ((day.month, day.day) < (first.month, first.day)), 0)

    return whole(when.last), whole(when.first)


# A year further in the future is a typing error or a placeholder that other programs use for no date (2599, 2899).
YEARS_AHEAD = 60


def is_far_ahead(when: PartialDate, today: date) -> bool:
    return int(when[:4]) > today.year + YEARS_AHEAD


class PartialDateFormField(forms.CharField):
    """One text box for a partial date."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 12, "autocomplete": "off"}))
        super().__init__(**{"empty_value": None, **kwargs})

    def to_python(self, value):
        return parse(super().to_python(value))


class _PartialDateAttribute(DeferredAttribute):
    """Converts valid text to a PartialDate on assignment; keeps invalid text for validation."""

    def __set__(self, instance, value):
        if isinstance(value, (str, date)) and not isinstance(value, PartialDate):
            with contextlib.suppress(ValidationError):
                value = parse(value)
        instance.__dict__[self.field.attname] = value


class PartialDateField(ShortTextField):
    """A column with a PartialDate, or null if the date is not recorded. The database checks that the date exists."""

    descriptor_class = _PartialDateAttribute

    def __init__(self, *args, **kwargs):
        for name, value in {"max_length": 10, "db_collation": "C", "null": True, "blank": True}.items():
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """Return the field without its fixed options."""
        name, path, args, kwargs = super().deconstruct()
        for always in ("max_length", "db_collation", "null", "blank"):
            kwargs.pop(always, None)
        return name, path, args, kwargs

    def db_check(self, connection):
        """Return the check constraint of the column, with the form's expression; None for an output_field."""
        return f"{connection.ops.quote_name(self.column)} ~ '{PATTERN}'" if hasattr(self, "column") else None

    def from_db_value(self, value, expression, connection):
        """Return the column's value without validation, because it was validated when it was saved."""
        return value if value is None else str.__new__(PartialDate, value)

    def to_python(self, value):
        return parse(value)

    def get_prep_value(self, value):
        """Return plain text: a lookup may compare with any text, such as "2013" as the end of the year 2012."""
        if isinstance(value, date):
            return value.isoformat()
        return None if value is None else str(value) or None

    def formfield(self, **kwargs):
        help_text = format_lazy("{} {}", self.help_text, HINT) if self.help_text else HINT
        field = super().formfield(**{"form_class": PartialDateFormField, "help_text": help_text, **kwargs})
        # No maxlength: browsers would cut off "October 2026" without a message.
        field.widget.attrs.pop("maxlength", None)
        return field


@PartialDateField.register_lookup
class NotBefore(models.Lookup):
    """`end__not_before=start`: as intervals, the end is not entirely before the start.

    As text: the end sorts after the start, or the start is within it ("2012-05-20" within "2012-05").
    """

    lookup_name = "not_before"

    def as_sql(self, compiler, connection):
        end, end_params = self.process_lhs(compiler, connection)
        start, start_params = self.process_rhs(compiler, connection)
        return (
            f'({end} COLLATE "C" >= {start} COLLATE "C" OR starts_with({start}, {end}))',
            (*end_params, *start_params, *start_params, *end_params),
        )


def holding(day: date) -> list[str]:
    return [day.isoformat()[:4], day.isoformat()[:7]]


def is_over(field: str, day: date) -> Q:
    """Return the condition that the date in `field` is entirely before `day`: "2012" is over only in 2013."""
    return Q(**{f"{field}__lt": day.isoformat()}) & ~Q(**{f"{field}__in": holding(day)})


def is_ahead(field: str, day: date) -> Q:
    return Q(**{f"{field}__gt": day.isoformat()})


def overlaps(start: str, end: str, from_: PartialDate | None, to: PartialDate | None) -> Q:
    """Return the condition that the period from `start` to `end` overlaps the one from `from_` to `to`.

    `start` and `end` name fields or annotations and may be the same. A null `start` never matches.
    """
    condition = Q(**{f"{start}__isnull": False})
    if to:
        condition &= Q(**{f"{start}__lte": to.last.isoformat()})
    if from_:
        condition &= Q(**{f"{end}__gte": from_.first.isoformat()}) | Q(**{f"{end}__in": holding(from_.first)})
    return condition


def includes(start: str, end: str, day: date) -> Q:
    """Return the condition that the period from `start` to `end` certainly includes the day, if dates are inexact.

    `start` and `end` name fields or annotations. A null `start` never matches, a null `end` is an open one.
    """
    begins = [each for each in holding(day) if PartialDate(each).last > day]
    ends = [each for each in holding(day) if PartialDate(each).first == day]
    begun = Q(**{f"{start}__lte": day.isoformat()}) & ~Q(**{f"{start}__in": begins})
    return begun & ~(Q(**{f"{end}__lt": day.isoformat()}) & ~Q(**{f"{end}__in": ends}))


def may_include(start: str, end: str, day: date) -> Q:
    """Return the condition that the period from `start` to `end` may include the day; null is not known.

    With `includes`, the answer for a day is yes, no or not known.
    """
    when = day.isoformat()
    ahead = Q(**{f"{start}__isnull": False}) & is_ahead(start, day)
    return ~ahead & ~(Q(**{f"{end}__lt": when}) & ~Q(**{f"{end}__in": holding(day)}))


def first_known(*fields):
    return Coalesce(*fields, output_field=PartialDateField()) if len(fields) > 1 else F(*fields)


def generated_date(verbose_name, expression) -> models.GeneratedField:
    """Return a date column that the database computes from other columns of the row."""
    return models.GeneratedField(
        verbose_name=verbose_name,
        expression=expression,
        output_field=PartialDateField(),
        db_persist=True,
        null=True,
        serialize=False,
    )


def date_column(*fields: str) -> models.GeneratedField:
    """Return the column of a record's date, used for sorting and by the filter `year`: the first known of `fields`."""
    return generated_date(_("date"), first_known(*fields))


def until_column(expression) -> models.GeneratedField:
    """Return the column of the date on which a record's period ends; OPEN while it continues."""
    return generated_date(_("until"), expression)
