"""Write planned rows with few statements. Only the database's own rules run for each row."""

from collections import defaultdict

from django.db import connection

from ...domain.choices import RowState
from .constraints import BATCH, as_json
from .kind import Kind
from .row import Row


class Entry:
    """Writes rows of one file, inside the caller's transaction. Call `finish` at the end.

    `ids` are those of other rows of the file, by row number, which these rows may refer to.
    """

    def __init__(self, kind: Kind, ids: dict[int, int]):
        self.kind = kind
        self.ids = ids
        self.later = []

    def write(self, rows: list[Row]) -> None:
        """Create new rows and update changed ones. References to other rows of the file are written by `finish`."""
        new = [row for row in rows if row.state is RowState.NEW]
        changed = [row for row in rows if row.state is RowState.CHANGED]
        self.kind.model._base_manager.bulk_create([row.thing for row in new], batch_size=BATCH)
        self.ids |= {row.number: row.thing.pk for row in new}
        self.ids |= {row.number: row.thing.pk for row in rows if row.target}
        columns = {name for row in changed for name, _before, _after in row.changes}
        update(self.kind.model, [c.field for c in self.kind.plain if c.name in columns], [row.thing for row in changed])
        waiting = []
        for row in (*new, *changed):
            for name, before, after in row.changes:
                column = self.kind.by_name[name]
                if any(each < 0 for each in column.ids(after)):
                    self.later.append((row, column, before, after))
                elif column.is_link:
                    waiting.append((row.thing, column, before, after))
        self._link(waiting)

    def finish(self) -> dict[int, int]:
        """Write the references to other rows of the file.

        Return the rows with a reference to one that does not exist yet, which is not written: their numbers, each with
        the number of the other row.
        """
        fields, things, links, unresolved = set(), [], [], {}
        for row, column, before, after in self.later:
            missing = [-each for each in column.ids(after) if each < 0 and -each not in self.ids]
            if missing:
                unresolved[row.number] = missing[0]
            elif column.is_link:
                targets = frozenset(self.ids[-each] if each < 0 else each for each in after)
                links.append((row.thing, column, before, targets))
            else:
                setattr(row.thing, column.field.attname, self.ids[-after])
                fields.add(column.field)
                things.append(row.thing)
        update(self.kind.model, fields, things)
        self._link(links)
        return unresolved

    def _link(self, changes):
        """Add and remove links so that each object has the planned ones."""
        added, removed = defaultdict(list), defaultdict(list)
        for thing, column, before, after in changes:
            before = before or frozenset()
            added[column.through] += column.links(thing, after - before)
            if gone := before - after:
                removed[column.name].append((column, thing.pk, gone))
        for rows in removed.values():
            self._unlink(rows)
        for through, rows in added.items():
            through._base_manager.bulk_create(rows, batch_size=BATCH)

    def _unlink(self, rows):
        column = rows[0][0]
        gone = {(pk, target) for _column, pk, targets in rows for target in targets}
        found = column.through._base_manager.filter(
            **{f"{column.source}__in": [pk for _column, pk, _targets in rows]}, **column.more
        )
        ids = [pk for pk, *pair in found.values_list("pk", column.source, column.target) if tuple(pair) in gone]
        column.through._base_manager.filter(pk__in=ids).delete()


def update(model, fields, things) -> None:
    """Update `fields` of `things`, all of one model, with one statement for many rows."""
    quote = connection.ops.quote_name
    columns = [quote(each.column) for each in fields]
    if not columns or not things:
        return
    pairs = ", ".join(f"{name} = sent.{name}" for name in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(things), BATCH):
            cursor.execute(
                f"UPDATE {table} AS kept SET {pairs}"  # noqa: S608
                f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS sent WHERE kept.id = sent.id",
                [as_json(things[start : start + BATCH], [model._meta.pk, *fields])],
            )
