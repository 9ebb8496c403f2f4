"""Numbers in query strings and in sent forms."""


def number(text: str) -> int | None:
    """Return the number, or None if the text is not a whole number or is longer than any id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def sent_number(sent, name: str) -> int:
    """Return the number that a form sent under this name, or 0."""
    return number(sent.get(name, "")) or 0
