"""One value of a parameter, and how a page shows what somebody typed."""

from dataclasses import dataclass

from django.utils import formats


def printable(text: str) -> str:
    """Return `text` without the characters that no page may hold, each replaced by a sign that it was there."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def brief(text: str) -> str:
    """Return `text` as a message quotes it: printable, and 60 characters at most."""
    return printable(text if len(text) <= 60 else f"{text[:59]}…")


@dataclass(frozen=True)
class Option:
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
        return formats.number_format(self.count, force_grouping=True)
