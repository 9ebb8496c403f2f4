"""Obstacles to undoing changes: rows that were changed since, and rows that would lose what they refer to."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .. import history
from ..domain.addresses import admin_address
from ..models import Change
from ..models.links import field_of, foreign_keys_to, parents
from .differences import tables
from .formatting import ValueFormatter
from .restore import existing


@dataclass(frozen=True)
class Obstacle:
    """A row that cannot be written back: the record or reference data that it belongs to, which row, and why."""

    kind: str
    record: int
    name: str
    row: str
    reason: str

    def __str__(self):
        return f"{self.name}{self.row and f', {self.row}'}: {self.reason}"

    @property
    def url(self) -> str:
        """Return the address of the history of the record in the admin."""
        return admin_address(history.kinds()[self.kind], "history", self.record)


Key = tuple[str, int]  # table and id


@dataclass
class _Row:
    """One row: its changes that are to be undone, and the changes by others since then."""

    changes: list[Change] = field(default_factory=list)
    later: list[Change] = field(default_factory=list)

    @property
    def owner(self):
        return self.changes[0].kind, self.changes[0].record

    @property
    def model(self):
        return tables()[self.changes[0].table]

    @property
    def was_there(self):
        return self.changes[0].action != "insert"

    @property
    def is_there(self):
        return (self.later or self.changes)[-1].action != "delete"

    @property
    def before(self):
        """Return the columns as they were, as far as they changed."""
        found = {}
        for change in reversed(self.changes):
            found |= change.before or {}
        return found

    @property
    def changed_since(self) -> set[str]:
        """Return the columns that the later changes wrote."""
        return {name for change in self.later for name in change.after or ()}

    def is_done(self):
        """Return whether the row is already as it was before: somebody has deleted it, or changed it back."""
        return _is_reverted([*self.changes, *self.later])

    def is_changed(self):
        """Return whether the row is not as these changes left it."""
        return bool(self.later) and not _is_reverted(self.later)


def _is_reverted(changes):
    """Return whether a row is after these changes as it was before them."""
    was_there, is_there = changes[0].action != "insert", changes[-1].action != "delete"
    if not (was_there and is_there):
        return was_there == is_there
    was, now = {}, {}
    for change in reversed(changes):
        was |= change.before or {}
    for change in changes:
        now |= change.after or {}
    return all(now.get(name) == value for name, value in was.items())


class UndoneRows:
    """The rows that `changes` changed. `obstacles` finds what prevents writing them back, and sets `kept`."""

    def __init__(self, changes, *, lock=False):
        self.changes = list(changes)
        self.rows: dict[Key, _Row] = defaultdict(_Row)
        for change in self.changes:
            self.rows[change.table, change.row].changes.append(change)
        self.owners = defaultdict(set)
        for kind, record in sorted({row.owner for row in self.rows.values()}):
            self.owners[kind].add(record)
        self.things = {kind: self._owners_of(kind, ids, lock) for kind, ids in self.owners.items()}
        self._read_later_changes()
        self.removed, self.returned = defaultdict(dict), defaultdict(dict)
        for (table, pk), row in self.rows.items():
            if not row.was_there and row.is_there:
                self.removed[table][pk] = row
            elif row.was_there and not row.is_there:
                self.returned[table][pk] = row
        self.kept: set[Key] = set()
        # Those of them that were there before and are there now: a partial undo can write their other columns back.
        self.mixed: set[Key] = set()

    @staticmethod
    def _owners_of(kind, ids, lock):
        rows = history.kinds()[kind]._base_manager.filter(pk__in=ids).order_by("pk")
        return {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}

    def _read_later_changes(self):
        own = {change.pk for change in self.changes}
        for kind, ids in self.owners.items():
            for change in Change.objects.filter(kind=kind, record__in=ids, pk__gt=min(own)).order_by("pk"):
                row = self.rows.get((change.table, change.row))
                if row and change.pk not in own and change.pk > row.changes[0].pk:
                    row.later.append(change)

    def obstacles(self) -> list[Obstacle]:
        """Return the obstacles, by record, and mark the rows that a partial undo keeps."""
        changed = {key: row for key, row in self.rows.items() if row.is_changed() and not row.is_done()}
        found = {key: self._who_changed(row) for key, row in changed.items()}
        lost = dict(self._lost())
        for key, reason in (*self._still_referred_to(), *lost.items()):
            found.setdefault(key, reason)
        self.kept = self._with_dependents(set(found))
        self.mixed = {key for key, row in changed.items() if row.was_there and row.is_there} - lost.keys()
        named = {self.rows[key].owner for key in found}
        for key in sorted(self.kept - found.keys()):
            if (owner := self.rows[key].owner) not in named and key[0] == history.kinds()[owner[0]]._meta.db_table:
                found[key] = _("a row that is kept refers to it")
        return self._named(found)

    @staticmethod
    def _who_changed(row):
        last = row.later[-1]
        words = _("deleted by %(who)s on %(when)s") if last.action == "delete" else _("changed by %(who)s on %(when)s")
        when = date_format(localtime(last.at), "DATETIME_FORMAT")
        return words % {"who": history.who_wrote([last]), "when": when}

    def _still_referred_to(self):
        """Yield the rows that would be deleted although another row refers to them, and why they stay."""
        for table, rows in self.removed.items():
            for relation in foreign_keys_to(tables()[table]):
                others, column = relation.model, relation.attname
                own = self.removed.get(others._meta.db_table, {})
                referring = others._base_manager.filter(**{f"{column}__in": list(rows)})
                for pk, target in referring.values_list("pk", column):
                    changed = self.rows.get((others._meta.db_table, pk))
                    if pk not in own and not (changed and column in changed.before):
                        words = _("a newer entry refers to it: %(name)s")
                        yield (table, target), words % {"name": others._meta.verbose_name}

    def _lost(self):
        """Yield the rows that would refer to something that no longer exists, and what."""
        asked = defaultdict(lambda: defaultdict(list))
        for key, row in self.rows.items():
            if row.was_there and not row.is_done():
                before = row.before
                for each in row.model._meta.concrete_fields:
                    target = before.get(each.column) if each.is_relation else None
                    if target is not None and target not in self.returned.get(each.related_model._meta.db_table, {}):
                        asked[each.related_model][target].append(key)
        for model, wanted in asked.items():
            # Those of the undone rows that are merged now are not merged afterwards.
            own = {pk for table, pk in self.rows if table == model._meta.db_table}
            there = set(model._base_manager.filter(pk__in=own & wanted.keys()).values_list("pk", flat=True))
            for target in wanted.keys() - there - existing(model, wanted):
                for table, pk in wanted[target]:
                    words = ValueFormatter([{table: {pk: self.rows[table, pk].before}}], tables())
                    yield (table, pk), _("it refers to %(name)s") % {"name": words.related(model, target)}

    def _with_dependents(self, kept):
        """Return the rows that stay if these do.

        A new row stays with what it refers to and with the rows of which it is the parent; a deleted row does not
        return without what it refers to.
        """
        dependents = defaultdict(set)
        for rows in (self.removed, self.returned):
            for table, found in rows.items():
                for pk, row in found.items():
                    for each, target in _references(row):
                        if target[1] not in rows.get(target[0], {}):
                            continue
                        if rows is self.removed:
                            dependents[table, pk].add(target)
                        if rows is self.returned or each.name in parents(row.model):
                            dependents[target].add((table, pk))
        found, new = set(kept), set(kept)
        while new:
            new = {each for key in new for each in dependents[key]} - found
            found |= new
        return found

    def _named(self, reasons):
        state = defaultdict(dict)
        for table, pk in reasons:
            row = self.rows[table, pk]
            known = row.changes + row.later
            state[table][pk] = history.replay(known)[table].get(pk) or known[-1].before
            current = row.model._base_manager.filter(pk=pk).values().first()
            state[table][pk] = {**state[table][pk], **(current or {})}
        words = ValueFormatter([state], tables())
        found = []
        for (table, pk), reason in reasons.items():
            (kind, record), model = self.rows[table, pk].owner, self.rows[table, pk].model
            thing = self.things[kind].get(record)
            is_whole = model is history.kinds()[kind]
            name = str(thing) if thing else words.related(history.kinds()[kind], record)
            found.append(
                Obstacle(kind, record, name, "" if is_whole else _title(words, model, state[table][pk]), reason)
            )
        return sorted(found, key=lambda each: (each.kind, each.record, each.row))


def _references(row):
    """Yield the relations of a new or deleted row, each with the table and id that it refers to."""
    columns = row.changes[0].after if not row.was_there else row.before
    for each in row.model._meta.concrete_fields:
        if each.is_relation and columns.get(each.column) is not None:
            yield each, (each.related_model._meta.db_table, columns[each.column])


def _title(words, model, row):
    """Return which row of its record it is: "Outcome 3", "Party: China", or for a link its field and target."""
    if model._meta.auto_created:
        m2m = field_of(model)
        target = words.related(m2m.related_model, row[f"{m2m.m2m_reverse_field_name()}_id"])
        return f"{m2m.verbose_name}: {target}"
    return words.title(model, row)
