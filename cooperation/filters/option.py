"""One value of a parameter, and how a page shows what somebody typed."""

from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import get_language


def printable(text: str) -> str:
    """Return `text` without the characters that no page may hold, each replaced by a sign that it was there."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def brief(text: str) -> str:
    """Return `text` as a message quotes it: printable, and 60 characters at most."""
    return printable(text if len(text) <= 60 else f"{text[:59]}…")


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
        return _grouped(self.count, get_language())


def check_boxes(name: str, options: list[Option]) -> str:
    """Return the options of the parameter `name` as check boxes with their counts, escaped."""
    language = get_language()
    return "\n".join(
        f'<label class="option{" below" if option.depth else ""}"><input type="checkbox" name="{name}" '
        f'value="{_escaped(option.value)}"{" checked" if option.is_chosen else ""}'
        f"{' aria-invalid="true"' if option.is_wrong else ''}> <span>{_escaped(str(option.label))}</span>"
        f"{'' if option.count is None else _COUNT % _grouped(option.count, language)}</label>"
        for option in options
    )


_COUNT = ' <span class="count">%s</span>'
_escaped = lru_cache(maxsize=8192)(escape)


@lru_cache(maxsize=8192)
def _grouped(number, language):
    return formats.number_format(number, force_grouping=True)
