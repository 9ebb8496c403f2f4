"""Labels in SVG, which does not wrap lines: a label is cut to the available width."""

WIDE = 1.7  # lower-case Latin letters as wide as one Hangul syllable


def is_wide(letter: str) -> bool:
    return letter >= "\u1100" and letter not in "…“”‘’–—"


def cut(text: str, letters: int) -> str:
    """Return the text, cut to the width of that many lower-case Latin letters. Fewer Hangul syllables fit."""
    if _width(text) <= letters:
        return text
    width = 1.0  # the "…"
    for place, letter in enumerate(text):
        width += WIDE if is_wide(letter) else 1
        if width > letters:
            return f"{text[:place].rstrip()}…"
    return text


def _width(text):
    return sum(WIDE if is_wide(letter) else 1 for letter in text)
