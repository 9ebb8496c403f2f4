"""The columns of a template: names and help texts, and how their cells are parsed and formatted.

`finders` are those of matching.py, with what the user chose about the file. Values have the same form as in the models;
relations are ids. A negative id refers to a row of the file being read.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import is_currency
from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.fields import tidy_lines
from regions.models import Country

from ...domain.written_dates import ENDS, NotUnderstood, read, read_date
from .cell_text import ENTITY, PARTING, WIDE_SPACES, without_html
from .date_order import written
from .lookups import folded, header_key
from .matching import LEFT_OUT

_MANGLED = re.compile("\ufffd|Ã[\u0080-\u00bf]|â€")
# What other programs write for an unknown value, and the year 9999 for "no end date".
_NOTHING = re.compile(r"n/?a|n\.a\.|null|nan|-+|[–—]", re.IGNORECASE)
NEVER = "9999"
_NEVER = re.compile(rf"{NEVER}(?:-\d\d(?:-\d\d(?:[ T]00:00(?::00)?)?)?)?|\d\d?([/.])\d\d?\1 ?{NEVER}")

_WHEN_EMPTY = {
    "slug": gettext_lazy("If empty, it is made from the title of a new record."),
    "key": gettext_lazy("If empty, a new row gets the next one."),
}


class Wrong(ValueError):
    """A cell that cannot be parsed. Its text is the message for the user."""


@dataclass
class Column:
    """One column. `field` is the model field with its name; `others` and `synonyms` are other accepted headers.

    `synonyms` are headers that offices use; the help lists them.
    """

    name: str
    field: Any
    example: str = ""
    others: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    what: str = ""
    finder: Any = None
    is_link = False
    is_of_citation = False
    hint = ""
    knows_nothing = True

    def __post_init__(self):
        self.what = self.what or self.field.help_text
        # An empty slug is generated from the title, and the database assigns an empty key.
        is_given = self.field.has_default() or self.field.null or self.name in ("slug", "key")
        self.is_needed = not self.field.blank and not is_given

    @property
    def label(self) -> str:
        return capfirst(self.field.verbose_name)

    @property
    def headers(self) -> set[str]:
        """Return the accepted headers, folded."""
        return {header_key(text) for text in (self.name, self.label, *self.others)}

    @property
    def explanation(self) -> str:
        also = format_lazy(_("Also read: {names}."), names=", ".join(map(str, self.synonyms))) if self.synonyms else ""
        parts = (f"{self.label}.", self.what, self.hint, _WHEN_EMPTY.get(self.name, ""), also)
        return " ".join(str(each) for each in parts if each)

    @property
    def may_be_empty(self) -> bool:
        """Return whether an empty cell clears the field; otherwise it leaves the field unchanged."""
        return self.field.blank

    @property
    def targets(self) -> tuple:
        """Return the models that a value can name."""
        return (self.of,)

    def says_nothing(self, cell: str) -> bool:
        """Return whether the cell is another program's empty value. For a country, NA is Namibia."""
        return self.knows_nothing and bool(_NOTHING.fullmatch(cell.strip())) and not is_namibia(self, cell)

    def names(self, cell: str) -> set[str]:
        """Return the texts in a cell that may name records of a large table, to look them up together."""
        return set()

    def empty(self):
        return None if self.field.null else ""

    def parse(self, cell: str, finders):
        return self.cleaned(cell.strip())

    def cleaned(self, value):
        return self.field.clean(value, None)

    def current(self, row):
        return getattr(row, self.field.attname)

    def same(self, one, other) -> bool:
        return one == other

    def merged(self, before, value):
        """Return what the row will have: the value in the file, unless the column only adds."""
        return value

    def ids(self, value) -> set[int]:
        """Return the ids of what the value refers to, if `of` is the model; a negative one is a row of the file."""
        return set()

    def references(self, value) -> dict[type[models.Model], set[int]]:
        """Return the ids of what the value refers to, by model."""
        return {self.of: ids} if (ids := self.ids(value)) else {}

    def show(self, value, finders) -> str:
        return "" if value is None else str(value)

    def say(self, value, finders) -> str:
        return self.show(value, finders)

    def doubts(self, value) -> str:
        """Return a warning about a value, or ""."""
        return ""

    def remarks(self, cell: str, finders) -> str:
        """Return a warning about how a cell was read, or ""."""
        return ""


class Text(Column):
    """A text. Line breaks are removed unless the field is a TextField."""

    @property
    def knows_nothing(self):
        """Return whether values such as "NA" count as empty. In prose, "NA" can be meant literally."""
        return self.name in ("slug", "reference", "currency")

    def parse(self, cell, finders):
        """Return the text without surrounding whitespace and without codes of HTML."""
        text = self._tidy(cell)
        if self.name == "title" and len(text) > self.field.max_length:
            words = _(
                "It has %(count)s characters. The limit is %(most)s. Shorten it, and enter the full text as an "
                "other name."
            )
            raise Wrong(words % {"count": len(text), "most": self.field.max_length})
        if self.name == "currency":
            text = text.upper()
            if not is_currency(text):
                raise Wrong(_("“%(code)s” is not an ISO 4217 currency code.") % {"code": text})
        return self.cleaned(text)

    def same(self, one, other):
        return self._tidy(one) == self._tidy(other)

    def _tidy(self, text):
        text = without_html(text.replace("\r\n", "\n")).strip()
        return text if isinstance(self.field, models.TextField) else WIDE_SPACES.sub(" ", " ".join(text.split("\n")))

    def remarks(self, cell, finders):
        if found := ENTITY.search(cell):
            words = _("“%(code)s” is a code of HTML. It is read as “%(text)s”.")
            return words % {"code": found[0], "text": without_html(found[0])}
        return ""

    def doubts(self, value):
        if _NOTHING.fullmatch(value):
            return _("“%(value)s” is imported as text. Leave the cell empty if nothing is known.") % {"value": value}
        return _("It has characters that look wrong. Check the encoding of the file.") if _MANGLED.search(value) else ""


class Lines(Text):
    """Several short texts."""

    hint = gettext_lazy("Separate several with semicolons, bars or line breaks.")

    def parse(self, cell, finders):
        """Return the texts, one per line. If the cell has a line break, a semicolon is part of a text."""
        cell = without_html(cell.replace("\r\n", "\n"))
        return self.cleaned(tidy_lines(cell if "\n" in cell else PARTING.sub("\n", cell)))

    def show(self, value, finders):
        """Return the texts separated by semicolons, or by line breaks if a text contains a separator."""
        if ";" in value or "|" in value:
            return value if "\n" in value else f"{value}\n"
        return "; ".join(value.splitlines())


class Code(Column):
    """A code from a list of choices, or its label."""

    is_code = True

    def __post_init__(self):
        super().__post_init__()
        codes = ", ".join(str(code) for code, _label in self.field.flatchoices if code)
        self.hint = format_lazy(gettext_lazy("One of: {codes}."), codes=codes)

    def parse(self, cell, finders):
        wanted = folded(without_html(cell))
        for code, label in self.field.flatchoices:
            if wanted in (folded(str(code)), folded(str(label))):
                return str(code)
        if (chosen := finders.chosen(self, cell.strip())) is not None:
            return chosen[0] if chosen else LEFT_OUT
        finders.note(self, cell.strip())
        codes = ", ".join(str(code) for code, _label in self.field.flatchoices if code)
        raise Wrong(_("“%(value)s” is not one of: %(codes)s.") % {"value": cell.strip(), "codes": codes})

    def say(self, value, finders):
        return str(dict(self.field.flatchoices).get(value, value))


class Date(Column):
    """A partial date."""

    hint = gettext_lazy("Only the part that is known: 2012, 2012-05, May 2012, 4 May 2012, 2012. 5. 4.(금).")

    def says_nothing(self, cell):
        """Return whether the cell is another program's empty value, or its value for "no end date"."""
        if super().says_nothing(cell) or _NEVER.fullmatch(cell.strip()):
            return True
        with suppress(NotUnderstood):
            return NEVER in cell and read_date(cell).startswith(NEVER)
        return False

    def parse(self, cell, finders):
        """Return the date, or a Period if the column can hold the start of a period; None if it is not recorded."""
        text, _remark = self._written(cell, finders)
        if not text:
            return None
        return read(text) if self.name in ENDS else read_date(text)

    def remarks(self, cell, finders):
        return self._written(cell, finders)[1]

    def _written(self, cell, finders):
        return written(cell, finders.choices.orders.get(self.name, ""), localdate())

    def doubts(self, value):
        year = int(value[:4])
        return _("Is the year %(year)s right?") % {"year": year} if year < 1800 else ""

    def say(self, value, finders):
        return "" if value is None else value.words


class Whole(Column):
    """A whole number."""

    def parse(self, cell, finders):
        text = cell.strip()
        if not re.fullmatch(r"\d{1,9}(?:\.0+)?", text, re.ASCII):
            raise Wrong(_("“%(value)s” is not a whole number. Write only digits: 14.") % {"value": text})
        return self.cleaned(int(text.partition(".")[0]))


class Amount(Column):
    """An amount of money. The currency is in another column."""

    hint = gettext_lazy("Digits, with or without a decimal point: 300000 or 300000.50.")

    def parse(self, cell, finders):
        """Return the amount. Refuse a number whose separator can mean either thousands or decimals."""
        text = re.sub(r"[\s'’]", "", cell)
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) and not re.fullmatch(r"0,\d{3}", text):
            text = text.replace(",", "")
        elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}", text) or re.fullmatch(r"\d+,\d{1,2}", text):
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
            raise Wrong(
                _("“%(value)s” has a separator that can mean thousands or decimals. Write only digits.")
                % {"value": cell.strip()}
            )
        try:
            if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
                raise InvalidOperation
            return self.cleaned(Decimal(text).normalize())
        except InvalidOperation:
            words = _("“%(value)s” is not an amount. Write only digits, and the currency in its own column.")
            raise Wrong(words % {"value": cell.strip()}) from None

    def show(self, value, finders):
        if value is None:
            return ""
        return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"


class YesNo(Column):
    """Yes or no."""

    hint = gettext_lazy("yes or no.")

    def parse(self, cell, finders):
        text = folded(cell)
        for value, words in ((True, ("yes", "true", "1", "y", _("yes"))), (False, ("no", "false", "0", "n", _("no")))):
            if text in map(folded, words):
                return value
        raise Wrong(_("“%(value)s” is neither yes nor no.") % {"value": cell.strip()})

    def show(self, value, finders):
        return "yes" if value else "no"


def is_namibia(column, cell: str) -> bool:
    """Return whether a country cell is the code NA, which other programs write for an unknown value."""
    return getattr(column, "of", None) is Country and cell.strip().casefold() == "na"
