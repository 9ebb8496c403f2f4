"""The text of a cell without what other programs leave in it, and the parts of a cell with several values."""

import re
from html import unescape

from ...domain.hangul import HANGUL

ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
WIDE_SPACES = re.compile("[\u00a0\u2007\u202f]")
# Separators of several values in one cell.
PARTING = re.compile(r"[;|\n]")
COMMA = re.compile(r",")
_HANGUL = re.compile(f"[{HANGUL}]")


def has_hangul(text: str) -> bool:
    return bool(_HANGUL.search(text))


def without_html(text: str) -> str:
    """Return the text with codes of HTML such as "&#039;" turned into letters; "&amp;#039;" is coded twice."""
    for _time in range(2):
        if ENTITY.search(text):
            text = unescape(text)
    return text


def plain(cell: str) -> str:
    """Return the text of a cell on one kind of space, without codes of HTML."""
    return WIDE_SPACES.sub(" ", without_html(cell)).strip()


def parts(sign: re.Pattern, text: str) -> list[str]:
    """Return the parts of the text between the separators, without empty parts."""
    return [part.strip() for part in sign.split(text) if part.strip()]
