"""The number of a session as each language writes it."""

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.translation import get_language


def session_number(number: int) -> str:
    """Return the number of a session: "14th", "제14차". Django's Korean "14번째" counts things, not meetings."""
    return f"제{number}차" if get_language() == "ko" else str(ordinal(number))
