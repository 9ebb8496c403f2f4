"""The text of a cell without what other programs leave in it, and the parts of a cell with several values."""

import re
from html import unescape

ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
# Elements of texts, with or without attributes: "a <b and c> d" is none.
TAG = re.compile(
    r"</?(?:p|br|div|li|tr|span|font|b|i|u|em|strong|sub|sup|ul|ol|a|h[1-6]|table|tbody|td|th)"
    r"(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
WIDE_SPACES = re.compile("[\u00a0\u2007\u202f]")
# Separators of several values in one cell.
PARTING = re.compile(r"[;|\n]")
COMMA = re.compile(r",")


def without_html(text: str) -> str:
    """Return the text without tags of HTML, and with its codes such as "&#039;" turned into letters.

    "&amp;#039;" is coded twice.
    """
    if TAG.search(text):
        text = TAG.sub("", _LINE_END.sub("\n", text))
    for _time in range(2):
        if ENTITY.search(text):
            text = unescape(text)
    return text


def plain(cell: str) -> str:
    """Return the text of a cell on one kind of space, without codes and tags of HTML."""
    return WIDE_SPACES.sub(" ", without_html(cell)).strip()


def parts(sign: re.Pattern, text: str) -> list[str]:
    """Return the parts of the text between the separators, without empty parts."""
    return [part.strip() for part in sign.split(text) if part.strip()]
