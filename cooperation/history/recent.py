"""The records and rows of reference data that a user changed last."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from regions.translated import stored_name

from ..models import Change
from . import kinds

# How many of the user's latest changes of rows are read: a record with more of them hides earlier ones.
READ = 2000
LATEST = """
SELECT kind, record, max(at), max(id) FROM (
    SELECT kind, record, at, id FROM cooperation_change WHERE user_id = %s ORDER BY at DESC, id DESC LIMIT %s
) AS latest WHERE kind = ANY (%s) GROUP BY kind, record ORDER BY max(at) DESC, max(id) DESC LIMIT %s
"""


@dataclass(frozen=True)
class RecentChange:
    """A record or row of reference data with the time of the user's last change; its name, also if it is deleted."""

    model: type
    pk: int
    at: datetime
    name: str
    is_deleted: bool

    @property
    def kind(self) -> str:
        return self.model._meta.verbose_name


def recent_changes(user, most: int) -> list[RecentChange]:
    """Return what the user changed last, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [user.pk, READ, list(kinds()), most])
        latest = cursor.fetchall()
    names = names_of((kind, record) for kind, record, _at, _id in latest)
    return [
        RecentChange(kinds()[kind], record, at, *names[kind, record])
        for kind, record, at, _id in latest
        if (kind, record) in names
    ]


def names_of(rows) -> dict[tuple[str, int], tuple[str, bool]]:
    """Return for each (kind, id) the name and whether the row is deleted. One statement for each kind, and one more."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in rows:
        wanted.setdefault(kind, set()).add(pk)
    found, deleted = {}, Q(pk__in=[])
    for kind, ids in wanted.items():
        there = kinds()[kind]._base_manager.in_bulk(ids)
        found |= {(kind, pk): (str(row), False) for pk, row in there.items()}
        if missing := ids - there.keys():
            deleted |= Q(kind=kind, record__in=missing, table=kinds()[kind]._meta.db_table)
    for change in Change.objects.filter(deleted, action="delete").order_by("pk"):
        found[change.kind, change.record] = stored_name(change.before), True
    return found
