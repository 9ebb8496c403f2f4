"""The columns of a template: names and help texts, and how their cells are parsed and formatted.

`finders` are those of matching.py, with what the user chose about the file. Values have the same form as in the models;
relations are ids. A negative id refers to a row of the file being read.
"""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel.numbers import is_currency
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regions.fields import tidy_lines
from regions.models import Country
from regions.translated import FIRST
from regions.translated import columns as texts_in

from ...domain.languages import in_each_language
from ...domain.written_dates import ENDS, NotUnderstood, read, read_date
from . import korean
from .cell_text import ENTITY, PARTING, TAG, WIDE_SPACES, without_html
from .codes import codes_by_label, codes_in_words, labels_in_words
from .date_order import written
from .lookups import header_key
from .matching import LEFT_OUT

_MANGLED = re.compile("\ufffd|Ã[\u0080-\u00bf]|â€")
# What other programs write for an unknown value, the year 9999 for "no end date", and 1 January 2599 for "no date".
_NOTHING = re.compile(rf"n/?a|n\.a\.|null|nan|-+|[–—]|{'|'.join(korean.NOTHING)}", re.IGNORECASE)
NEVER = "9999"
_NEVER = re.compile(rf"{NEVER}(?:-\d\d(?:-\d\d(?:[ T]00:00(?::00)?)?)?)?|\d\d?([/.])\d\d?\1 ?{NEVER}")
_FAR = re.compile(r"(?<!\d)(?:2[2-9]|[3-9]\d)\d\d(?!\d)")

# A number, also with the counter of sessions or people: "14", "제14차", "45명", "1,200명".
_WHOLE = re.compile(
    r"(?:제\s*)?(?P<number>\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0+)?(?:\s*(?:차|회|기|번째|명|인))?",
    re.ASCII | re.IGNORECASE,
)

_WHEN_EMPTY = {
    "slug": gettext_lazy("If empty, it is made from the title of a new record."),
    "key": gettext_lazy("If empty, a new row gets the next one."),
}


class Wrong(ValueError):
    """A cell that cannot be parsed. Its text is the message for the user."""


@dataclass
class Column:
    """One column. `field` is the model field with its name; `others` and `synonyms` are other accepted headers.

    `synonyms` are headers that offices use; the help lists them. They and the labels are read in every language.
    `called` is the label, if it is not that of the field.
    """

    name: str
    field: Any
    example: str = ""
    others: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    what: str = ""
    finder: Any = None
    called: Any = ""
    is_link = False
    is_of_citation = False
    hint = ""
    knows_nothing = True

    def __post_init__(self):
        self.what = self.what or self.field.help_text
        # An empty slug is generated from the title, and the database assigns an empty key.
        is_given = self.field.has_default() or self.field.null or self.name in ("slug", "key")
        self.is_needed = not self.field.blank and not is_given
        if self.language == FIRST:
            self.is_needed = self.field.model.translated[self.name]

    @property
    def label(self) -> str:
        return capfirst(self.called or self.field.verbose_name)

    @property
    def language(self) -> str:
        """Return the language of the column of a translated text, else ""."""
        return getattr(self.field, "language", "")

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the columns with the same text in each language; that of a text without translation alone."""
        language = self.language
        suffix = "" if language in ("", FIRST) else f"_{language}"
        return texts_in(self.name.removesuffix(suffix)) if language else (self.name,)

    @property
    def is_needed_in_a_language(self) -> bool:
        """Return whether it is the text in one language, and needed in one. An empty cell leaves the last one."""
        return bool(self.language) and self.field.model.translated[self.texts[0]]

    @property
    def headers(self) -> set[str]:
        """Return the accepted headers in every language, folded."""
        labels = in_each_language(self.label)
        others = [each for text in self.others for each in in_each_language(text)]
        return {header_key(text) for text in (self.name, *labels, *others)}

    @property
    def header_synonyms(self) -> tuple[list[str], list[str]]:
        """Return the headers of offices in every language, folded: those of this kind of file, and the general ones."""
        exact, general = korean.headers_of(self.field.model, self.name)
        texts = [each for text in self.synonyms for each in in_each_language(text)]
        return list(map(header_key, exact)), list(map(header_key, (*texts, *general)))

    @property
    def explanation(self) -> str:
        synonyms = [*map(str, self.synonyms)]
        if get_language() == "ko":
            exact, general = korean.headers_of(self.field.model, self.name)
            synonyms = list(dict.fromkeys([*synonyms, *exact, *general]))
        also = format_lazy(_("Also read: {names}."), names=", ".join(synonyms)) if synonyms else ""
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
        if "title" in self.texts and len(text) > self.field.max_length:
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
        if found := TAG.search(cell):
            return _("“%(tag)s” is a tag of HTML. It is left out.") % {"tag": found[0]}
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
        self.hint = format_lazy(gettext_lazy("One of: {codes}."), codes=lazy(codes_in_words, str)(self.field))

    def says_nothing(self, cell):
        return super().says_nothing(cell) and header_key(without_html(cell)) not in codes_by_label(self.field)

    def parse(self, cell, finders):
        if code := codes_by_label(self.field).get(header_key(without_html(cell))):
            return code
        if (chosen := finders.chosen(self, cell.strip())) is not None:
            return chosen[0] if chosen else LEFT_OUT
        finders.note(self, cell.strip())
        values = {"value": cell.strip(), "codes": labels_in_words(self.field)}
        raise Wrong(_("“%(value)s” is not one of: %(codes)s.") % values)

    def say(self, value, finders):
        return str(dict(self.field.flatchoices).get(value, value))


class Date(Column):
    """A partial date."""

    hint = gettext_lazy("Only the part that is known: 2012, 2012-05, May 2012, 4 May 2012, 2012. 5. 4.(금).")

    def says_nothing(self, cell):
        """Return whether the cell is another program's empty value, or its value for "no date" or "no end date"."""
        if super().says_nothing(cell) or _NEVER.fullmatch(cell.strip()):
            return True
        if not _FAR.search(cell):
            return False
        with suppress(NotUnderstood):
            found = read_date(cell)
            return found.startswith(NEVER) or (found[:4] >= "2200" and found[4:] in ("-01-01", "-12-31"))
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
        return written(cell, finders.choices.orders.get(self.name, ""), finders.today)

    def doubts(self, value):
        year = int(value[:4])
        return _("Is the year %(year)s right?") % {"year": year} if year < 1800 else ""

    def say(self, value, finders):
        return "" if value is None else value.words


class Whole(Column):
    """A whole number."""

    def parse(self, cell, finders):
        text = cell.strip()
        if not (match := _WHOLE.fullmatch(unicodedata.normalize("NFKC", text))):
            raise Wrong(_("“%(value)s” is not a whole number. Write only digits: 14.") % {"value": text})
        return self.cleaned(int(match["number"].replace(",", "")))


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

    def says_nothing(self, cell):
        return super().says_nothing(cell) and _yes_or_no().get(_sign(cell)) is None

    def parse(self, cell, finders):
        if (value := _yes_or_no().get(_sign(cell))) is not None:
            return value
        raise Wrong(_("“%(value)s” is neither yes nor no.") % {"value": cell.strip()})

    def show(self, value, finders):
        return "yes" if value else "no"


def _sign(cell: str) -> str:
    """Return the word or the sign in a cell: spaces count for nothing, nor do points between letters."""
    text = "".join(unicodedata.normalize("NFC", cell).split()).casefold()
    return header_key(text) or text


@cache
def _yes_or_no() -> dict[str, bool]:
    """Return what words and signs mean, in every language."""
    yes = ("yes", "true", "1", "y", *in_each_language(gettext_lazy("yes")), *korean.YES.split())
    no = ("no", "false", "0", "n", *in_each_language(gettext_lazy("no")), *korean.NO.split())
    return {_sign(word): value for value, words in ((True, yes), (False, no)) for word in words}


def is_namibia(column, cell: str) -> bool:
    """Return whether a country cell is the code NA, which other programs write for an unknown value."""
    return getattr(column, "of", None) is Country and cell.strip().casefold() == "na"
