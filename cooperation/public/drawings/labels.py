"""Labels in pictures: SVG breaks no lines, so a label is cut to the width that it has."""

WIDE = 1.7  # small Latin letters that are as wide as one Hangul syllable


def is_wide(letter: str) -> bool:
    return letter >= "\u1100" and letter not in "…“”‘’–—"


def cut(text: str, letters: int) -> str:
    """Return the text, cut to the width of so many small Latin letters. Hangul is wider: fewer syllables fit."""
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
