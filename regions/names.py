"""The order of names in lists: "Åland Islands" and "Côte d’Ivoire" are under A and C, on every server and in Python."""

import unicodedata

from django.db.models import Func
from django.db.models.functions import Collate, Lower

from .translated import FIRST, Text

ACCENTS = r"[\u0300-\u036f]"


def sort_key(name: str) -> str:
    """Return the text to compare names by: `name` without accents and capital letters."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f").lower()


def place_of(name: Text, first: str = "") -> tuple[bool, str]:
    """Return the sort key of a shown name: names in the reader's language come first.

    Korean names sort by code point, which is 가나다; others by sort_key(), or by `first`, if given, in the first
    language.
    """
    key = name.lower() if name.language == "ko" else (name.language == FIRST and first) or sort_key(name)
    return name.is_foreign, key


def in_order_of(field: str) -> Collate:
    """Return the expression that sorts rows by the sort_key() of a field."""
    template = f"regexp_replace(normalize(%(expressions)s, NFKD), '{ACCENTS}', '', 'g')"
    return Collate(Lower(Func(field, template=template)), "C")
