"""The order of names in lists: "Åland Islands" and "Côte d’Ivoire" are under A and C, on every server and in Python."""

import unicodedata

from django.db.models import Func
from django.db.models.functions import Collate, Lower

ACCENTS = r"[\u0300-\u036f]"


def sort_key(name: str) -> str:
    """Return the text to compare names by: `name` without accents and capital letters."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f").lower()


def in_order_of(field: str) -> Collate:
    """Return the expression that sorts rows by the sort_key() of a field."""
    template = f"regexp_replace(normalize(%(expressions)s, NFKD), '{ACCENTS}', '', 'g')"
    return Collate(Lower(Func(field, template=template)), "C")
