"""The options of a parameter, and how pages display user input."""

from functools import lru_cache
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import get_language


def printable(text: str) -> str:
    """Return `text` with each unprintable character replaced by a placeholder."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def brief(text: str) -> str:
    """Return `text` for an error message: printable, and at most 60 characters."""
    return printable(text if len(text) <= 60 else f"{text[:59]}…")


def own(field, memo):
    """Return the form field itself, for `__deepcopy__`: each field belongs to one list, so its form need
    not copy it.
    """
    return field


class Option(NamedTuple):
    """One option of a parameter.

    `depth` is 1 for an option below another one, `is_wrong` marks an invalid value; `count` is the number of rows with
    the option when all other parameters apply, None if that is not counted.
    """

    value: str
    label: str
    is_chosen: bool = False
    is_wrong: bool = False
    depth: int = 0
    count: int | None = None

    @property
    def shown(self) -> str:
        """Return the count with thousands separators: "1,024"."""
        return grouped(self.count)


def grouped(number: int) -> str:
    """Return the number with thousands separators: "1,024"."""
    return _grouped(number, get_language())


@lru_cache(maxsize=8192)
def _grouped(number, language):
    return formats.number_format(number, force_grouping=True)
