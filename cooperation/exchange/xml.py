"""Text for XML 1.0, which has no way to write some characters, not even as references (section 2.2)."""

import re

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: object, instead: str = "") -> str:
    """Return the text with `instead` in place of each character that XML forbids."""
    return FORBIDDEN.sub(instead, str(text))
