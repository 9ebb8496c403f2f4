"""Tags of index entries: one number for each country, region, topic, status and so on, in one number space.

The upper half of a tag is its dimension, the lower half its value: the id of a row, a year, or the first eight digits
of the MD5 sum of a code. The functions of cooperation/database/entries.py build the same numbers. Tags are stored in
the database: never give a number in use another meaning.
"""

from enum import IntEnum
from functools import cache
from hashlib import md5

from .choices import Role


class Dimension(IntEnum):
    COUNTRY = 1
    REGION = 2
    TOPIC = 3
    MECHANISM = 4
    ORGANIZATION = 5
    KIND = 6
    STATUS = 7
    ROLE = 8
    MENTION = 9  # an organization that a record names but that does not filter it
    YEAR = 10  # of the date used for sorting
    UNTIL = 11  # the year in which the entry's period ends, 9999 if it is open
    END = 12  # the date on which it ends, as returned by day_code()
    TURN = 13  # of outcomes: the group in the default order
    FUNDER = 14  # only of sums of money: the organization that paid
    STATE = 15  # of the staff's search rows only: a state such as "status:held" or "quality:no-topic"
    QUALITY = 16  # a rule of data quality that applies to the row (cooperation/database/quality.py)
    MODE = 17  # of meetings: in person, online, hybrid or not recorded
    IN_FORCE_FROM = 18  # of agreements: the first day on which it is certainly in force, as returned by day_code()
    IN_FORCE_TO = 19  # of agreements: the first day from which it no longer is, or is not known to be
    PART = 64  # and following: an organization in one role, by the role's index in ROLES


# Sums of money are kept for these tags of a project, and for EVERYTHING.
SUMMED = (Dimension.YEAR, Dimension.REGION, Dimension.COUNTRY)
EVERYTHING = 0
ROLES = {Role.FUNDING: 0, Role.ACCOUNTABLE: 1, Role.EXTENDING: 2, Role.IMPLEMENTING: 3, Role.NOT_RECORDED: 4}


def day_code(date: str | None) -> int:
    """Return a partial date as a number with the same sort order: 20120000, 20120500, 20120504; 0 for none."""
    return int(date.replace("-", "").ljust(8, "0")) if date else 0


def tag(dimension: int, number: int) -> int:
    return (dimension << 32) + number


@cache
def code_tag(dimension: int, code: str) -> int:
    """Return the tag of a code, such as the status "held"."""
    return tag(dimension, int(md5(code.encode(), usedforsecurity=False).hexdigest()[:8], 16))


def state_tag(name: str, value: str) -> int:
    """Return the tag of a state of the staff's search rows, such as the status "held" or the rule "no-topic"."""
    return code_tag(Dimension.STATE, f"{name}:{value}")


def part_tag(organization: int, role: str) -> int:
    return tag(Dimension.PART + ROLES[role], organization)


def number(of: int) -> int:
    return of & 0xFFFFFFFF
