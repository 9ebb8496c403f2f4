"""What an entry of the index is found by: one number for each country, region, topic, state …, all in one space.

The upper half of a tag says what it is of, the lower half which one: the id of a row, a year, or the first eight
digits of the MD5 sum of a code. The functions of cooperation/database/entries.py build the same numbers. They are
stored: a number that was given is never given another meaning.
"""

from enum import IntEnum
from functools import cache
from hashlib import md5

from .choices import Role


class Dimension(IntEnum):
    """What tags are of."""

    COUNTRY = 1
    REGION = 2
    TOPIC = 3
    MECHANISM = 4
    ORGANIZATION = 5
    KIND = 6
    STATUS = 7
    ROLE = 8
    MENTION = 9  # an organization that a record names without being filtered by it
    YEAR = 10  # of the date that lists sort by
    UNTIL = 11  # the year in which the entry's period ends, 9999 where it is open
    END = 12  # the date on which it ends, as day_code() has it
    TURN = 13  # of outcomes: which are shown before which others
    PART = 64  # and the next: an organization in one role, by its number in ROLES


ROLES = {Role.FUNDING: 0, Role.ACCOUNTABLE: 1, Role.EXTENDING: 2, Role.IMPLEMENTING: 3, Role.NOT_RECORDED: 4}


def day_code(date: str | None) -> int:
    """Return a partial date as a number that sorts as its text does: 20120000, 20120500, 20120504; 0 for none."""
    return int(date.replace("-", "").ljust(8, "0")) if date else 0


def tag(dimension: int, number: int) -> int:
    return (dimension << 32) + number


@cache
def code_tag(dimension: int, code: str) -> int:
    """Return the tag of a code, such as the status "held"."""
    return tag(dimension, int(md5(code.encode(), usedforsecurity=False).hexdigest()[:8], 16))


def part_tag(organization: int, role: str) -> int:
    return tag(Dimension.PART + ROLES[role], organization)


def number(of: int) -> int:
    return of & 0xFFFFFFFF
