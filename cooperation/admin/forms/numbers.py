"""Numbers as addresses and forms send them."""


def number(text: str) -> int | None:
    """Return the number that was sent, or None where the text is none or is longer than any id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def sent_number(sent, name: str) -> int:
    """Return the number that a form sent by this name, or 0 where it sent none."""
    return number(sent.get(name, "")) or 0
