"""One value of a parameter, and how a page shows what somebody typed."""

from functools import lru_cache
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import get_language


def printable(text: str) -> str:
    """Return `text` without the characters that no page may hold, each replaced by a sign that it was there."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def brief(text: str) -> str:
    """Return `text` as a message quotes it: printable, and 60 characters at most."""
    return printable(text if len(text) <= 60 else f"{text[:59]}…")


def own(field, memo):
    """Return the form field itself: each is made for one list, whose form need not copy it (`__deepcopy__`)."""
    return field


class Option(NamedTuple):
    """One value that a reader may choose.

    `depth` is 1 below another option, `is_wrong` for what is no value at all; `count` is how many rows it has once
    everything but its own parameter narrows the list, None where that is not counted.
    """

    value: str
    label: str
    is_chosen: bool = False
    is_wrong: bool = False
    depth: int = 0
    count: int | None = None

    @property
    def shown(self) -> str:
        """Return the count as people write it: "1,024"."""
        return grouped(self.count, get_language())


@lru_cache(maxsize=8192)
def grouped(number: int, language: str) -> str:
    """Return the number as people write it in the language, which is the active one."""
    return formats.number_format(number, force_grouping=True)
