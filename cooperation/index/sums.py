"""The sums of money that triggers maintain (cooperation/database/sums.py): reads, compares and rebuilds them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

from ..domain.money import Total
from ..domain.tags import EVERYTHING
from .upkeep import batches

SUMS = """
SELECT currency, sum(amount), sum(phases)::bigint, sum(disputed) > 0, sum(inferred) > 0, sum(projects)::bigint
FROM cooperation_money_sum WHERE tag = %s GROUP BY currency HAVING sum(phases) > 0 ORDER BY currency
"""
LARGEST = """
SELECT money.* FROM unnest(%s::text[]) AS wanted (currency) CROSS JOIN LATERAL (
    SELECT currency, amount, phases, disputed > 0, inferred > 0, project FROM cooperation_money
    WHERE currency = wanted.currency AND funder = 0 ORDER BY amount DESC, project LIMIT %s
) AS money ORDER BY currency, amount DESC, project
"""
PROJECTS = """
SELECT DISTINCT coalesce(due.project, kept.project) AS project
FROM registry_money_of(%(ids)s::bigint[]) AS due
FULL JOIN (SELECT * FROM cooperation_money WHERE project BETWEEN %(first)s AND %(last)s) AS kept
USING (project, currency, funder)
WHERE (due.amount, due.phases, due.disputed, due.inferred, due.tags)
IS DISTINCT FROM (kept.amount, kept.phases, kept.disputed, kept.inferred, kept.tags) ORDER BY 1
"""
WRONG = """
WITH kept AS (
    SELECT tag, currency, sum(amount) AS amount, sum(phases) AS phases, sum(disputed) AS disputed,
        sum(inferred) AS inferred, sum(projects) AS projects
    FROM cooperation_money_sum GROUP BY tag, currency
    HAVING (sum(amount), sum(phases), sum(disputed), sum(inferred), sum(projects)) <> (0, 0, 0, 0, 0)
), due AS (
    SELECT * FROM registry_money_sums()
)
SELECT tag, currency, coalesce(kept.amount, 0), coalesce(due.amount, 0) FROM kept FULL JOIN due USING (tag, currency)
WHERE (kept.amount, kept.phases, kept.disputed, kept.inferred, kept.projects)
IS DISTINCT FROM (due.amount, due.phases, due.disputed, due.inferred, due.projects) ORDER BY tag, currency
"""


class Sum(NamedTuple):
    """The sum of the phases with a tag in one currency, and the number of projects that have these phases."""

    total: Total
    projects: int


class Funded(NamedTuple):
    """The id of a project, and its total in one currency."""

    project: int
    total: Total


def sums(tag: int = EVERYTHING) -> list[Sum]:
    """Return the sum of the public projects with this tag in each currency, by the code of the currency."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [tag])
        return [Sum(Total(*row), projects) for *row, projects in cursor]


def totals(tag: int = EVERYTHING) -> list[Total]:
    """Return the total of the public projects with this tag in each currency, by the code of the currency."""
    return [each.total for each in sums(tag)]


def largest(currencies: list[str], number: int) -> list[Funded]:
    """Return the projects with the largest totals in each of the currencies, `number` for each, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute(LARGEST, [currencies, number])
        return [Funded(project, Total(*row)) for *row, project in cursor]


def check() -> Iterator[str]:
    """Yield a message for each project and each sum that does not match the phases."""
    with connection.cursor() as cursor:
        for ids, first, last in batches("project"):
            cursor.execute(PROJECTS, {"ids": ids, "first": first, "last": last})
            for (pk,) in cursor.fetchall():
                yield f"sums of money: project {pk} does not match its phases"
        cursor.execute(WRONG)
        for tag, currency, kept, due in cursor.fetchall():
            yield f"sums of money: the sum of tag {tag} is {currency} {kept} and should be {due}"


def rebuild() -> None:
    """Add up the sums again, while writers of projects wait.

    upkeep.rebuild() corrects what each project adds to them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cooperation_money_sum'))")
        cursor.execute("LOCK TABLE cooperation_money IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            "DELETE FROM cooperation_money AS money"
            " WHERE NOT EXISTS (SELECT FROM cooperation_project WHERE id = money.project)"
        )
        cursor.execute("DELETE FROM cooperation_money_sum")
        cursor.execute(
            "INSERT INTO cooperation_money_sum (tag, currency, part, amount, phases, disputed, inferred, projects)"
            " SELECT tag, currency, 0, amount, phases, disputed, inferred, projects FROM registry_money_sums()"
        )
