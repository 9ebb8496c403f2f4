"""The words with which a query names a list, or a code that one of its filters knows.

They come from the names of the models and from the labels and values of the codes.
"""

import unicodedata
from functools import cache

from django.utils.translation import get_language

from ..search.tokens import plurals
from .codes import UPCOMING, Codes

LONGEST = 4  # terms in the name of a code
# Words for codes that are neither their label nor their value.
ALSO = {
    "memorandum": ("mou",),
    "completed": ("closed",),
    "finished": ("implemented", "closed"),
    "ongoing": ("implementation",),
    "planned": ("pipeline",),
    "future": (UPCOMING,),
    "coming": (UPCOMING,),
    "next": (UPCOMING,),
    "past": ("held",),
}


def list_named(filterset_class, typed: str) -> str | None:
    """Return "one" or "many" if the words are the name of the list's rows in the singular or plural, else None."""
    meta = filterset_class.rows.model._meta
    return {str(meta.verbose_name): "one", str(meta.verbose_name_plural): "many"}.get(typed)


def code_named(filterset_class, typed: str) -> tuple | None:
    """Return the parameter with a code of this name, the code, and whether the name is a plural, or None."""
    return _codes(filterset_class, get_language()).get(typed)


@cache
def _codes(filterset_class, _language):
    found = {}
    for name, parameter in filterset_class.base_filters.items():
        if not isinstance(parameter, Codes) or parameter.linked:
            continue
        for code in parameter.choices:
            also = [word for word, values in ALSO.items() if code.value in values]
            for said in (_folded(str(code.label)), code.value.replace("-", " "), *also):
                found.setdefault(said, (name, code, False))
                for many in _plurals(said) if name == "kind" else ():
                    found.setdefault(many, (name, code, True))
    return found


def _folded(label):
    return "".join(each for each in unicodedata.normalize("NFKD", label.lower()) if not unicodedata.combining(each))


def _plurals(said):
    """Return the plurals of a name: of its last word, and of the word before "of" or "or"."""
    words = said.split()
    at = next((number for number, word in enumerate(words) if number and word in ("of", "or")), len(words)) - 1
    return [" ".join([*words[:at], many, *words[at + 1 :]]) for many in plurals(words[at])]
