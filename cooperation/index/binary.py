"""Reads many numbers from the database at once, in binary: a million ids are one array."""

import sys
from array import array

IDS = "string_agg(substr(int8send(id), 5), '')"  # the SQL expression for ids of four bytes


def numbers(code: str, sent: bytes | None) -> array:
    """Return the numbers that the database sent; `code` is the type code of the array, as long as the numbers."""
    found = array(code, sent or b"")
    if sys.byteorder == "little":
        found.byteswap()
    return found
