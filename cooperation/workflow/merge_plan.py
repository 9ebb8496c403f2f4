"""The plan of a merge for the rows of the duplicate and the rows that refer to it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection, models

from ..models.links import parents
from .merge_relations import (
    depth,
    is_keyed,
    is_record,
    other_references,
    own_rows,
    owner_of,
    twin_of,
    unique_sets,
    what_it_adds,
)


@dataclass
class Copied:
    """A row of the duplicate: it is copied to the survivor, unless the survivor has its `twin`.

    A link between the two is dropped. `new` is the row of the survivor afterwards.
    """

    row: models.Model
    values: dict
    twin: models.Model | None = None
    is_dropped: bool = False
    new: models.Model | None = None


@dataclass
class Moved:
    """A row of something else that refers to the duplicate, by `field`: it refers to the survivor afterwards.

    It is deleted if its owner refers to the survivor already, with the `twin`, or if it would link the survivor to
    itself.
    """

    field: models.ForeignKey
    row: models.Model
    twin: models.Model | None = None
    is_dropped: bool = False


@dataclass
class Plan:
    """Everything that happens to rows, except the main rows of the two."""

    survivor: models.Model
    duplicate: models.Model
    copies: dict[type[models.Model], list[Copied]] = field(default_factory=dict)
    moves: list[Moved] = field(default_factory=list)
    # References to parts of the duplicate from elsewhere: the foreign key and the row.
    follows: list[tuple[models.ForeignKey, models.Model]] = field(default_factory=list)

    @classmethod
    def of(cls, survivor, duplicate):
        plan = cls(survivor, duplicate)
        plan._plan_copies()
        plan._plan_moves()
        return plan

    @property
    def model(self):
        return type(self.survivor)

    def _plan_copies(self):
        own = self._own_rows()
        for model in sorted(own, key=lambda each: (depth(each), each._meta.db_table)):
            links = self._links_of_twins(model)
            self.copies[model] = []
            # Without a unique constraint, two rows of the duplicate never share a twin.
            taken = set()
            for row, theirs in own[model]:
                copied = Copied(row, self._values(model, row))
                copied.is_dropped = self._links_the_two(model, copied.values)
                if not copied.is_dropped:
                    candidates = links.get(copied.values["outcome_id"], ()) if theirs is None else theirs
                    free = candidates if unique_sets(model) else [each for each in candidates if each.pk not in taken]
                    copied.twin = twin_of(model, copied.values, free)
                if copied.twin:
                    taken.add(copied.twin.pk)
                self.copies[model].append(copied)

    def _own_rows(self) -> dict:
        """Return the rows of the duplicate, each with those of the survivor; None for the link of an outcome."""
        own = defaultdict(list)
        for relation in own_rows(self.model):
            rows = relation.model._base_manager.filter(**{relation.name: self.duplicate}).order_by("pk")
            theirs = list(relation.model._base_manager.filter(**{relation.name: self.survivor}).order_by("pk"))
            own[relation.model] += [(row, theirs) for row in rows]
        for part in [model for model in own if own_rows(model)]:
            ids = [row.pk for row, _theirs in own[part]]
            for relation in own_rows(part):
                rows = relation.model._base_manager.filter(**{f"{relation.name}__in": ids}).order_by("pk")
                own[relation.model] += [(row, None) for row in rows]
        return own

    def _links_of_twins(self, model) -> dict:
        """Return the links, in a table of outcome links, of the survivor's outcomes that are twins, by outcome."""
        found = defaultdict(list)
        if parents(model) == {"outcome"}:
            part = model._meta.get_field("outcome").related_model
            twins = [each.twin.pk for each in self.copies[part] if each.twin]
            for link in model._base_manager.filter(outcome__in=twins):
                found[link.outcome_id].append(link)
        return found

    def _links_the_two(self, model, values) -> bool:
        """Return whether a row would link the survivor to itself."""
        relations = (each for each in model._meta.concrete_fields if each.related_model is self.model)
        return any(values[each.attname] == self.survivor.pk for each in relations if each.name not in parents(model))

    def _values(self, model, row) -> dict:
        """Return the row's values as the survivor's row would have them; a part not yet copied is given as a row."""
        found = {}
        for each in model._meta.concrete_fields:
            value = getattr(row, each.attname)
            if each.is_relation and value is not None:
                value = self._target(each, value)
            found[each.attname] = value
        return found

    def _target(self, relation, value):
        if relation.related_model is self.model and value == self.duplicate.pk:
            return self.survivor.pk
        for each in self.copies.get(relation.related_model, ()):
            if each.row.pk == value:
                now = each.new or each.twin
                return now.pk if now else each.row
        return value

    def _plan_moves(self):
        own = {(model, each.row.pk) for model, copies in self.copies.items() for each in copies}
        for relation in other_references(self.model):
            rows = relation.model._base_manager.filter(**{relation.name: self.duplicate}).order_by("pk")
            if parents(relation.model) == {"outcome"}:
                rows = rows.select_related("outcome")
            if is_record(relation.model):
                rows = rows.filter(merged_into=None)
            if relation.model is self.model:
                rows = rows.exclude(pk__in=(self.survivor.pk, self.duplicate.pk))
            found = [Moved(relation, row) for row in rows if (relation.model, row.pk) not in own]
            self._find_twins(relation, found)
            self.moves += found
        for model, copies in self.copies.items():
            ids = [each.row.pk for each in copies]
            for relation in other_references(model) if ids else ():
                rows = relation.model._base_manager.filter(**{f"{relation.name}__in": ids}).order_by("pk")
                self.follows += [(relation, row) for row in rows if (relation.model, row.pk) not in own]

    def _find_twins(self, relation, moves):
        model = relation.model
        sets = [names for names in unique_sets(model) if relation.attname in names]
        if moves and sets:
            theirs = list(model._base_manager.filter(**{relation.name: self.survivor}))
            known = {}
            for names in sets:
                known |= {(names, *(getattr(row, name) for name in names)): row for row in theirs}
        for move in moves:
            for names in sets:
                own = [self.survivor.pk if name == relation.attname else getattr(move.row, name) for name in names]
                if None not in own and (twin := known.get((names, *own))):
                    move.twin = twin
            move.is_dropped = owner_of(move.row) == (self.model, self.survivor.pk)

    # Execution. Foreign keys are checked at the end.

    def carry_out(self) -> dict[str, dict[str, int]]:
        """Copy, move and delete the rows. Return the new key of each part, by model and old key."""
        keys = defaultdict(dict)
        late = []
        for model, copies in self.copies.items():
            offset = self._last_position(model)
            for each in copies:
                if not each.is_dropped:
                    self._copy(model, each, offset, late)
                    if is_keyed(model):
                        keys[model._meta.model_name][str(each.row.key)] = each.new.key
        for model, each, relation in late:
            model._base_manager.filter(pk=each.new.pk).update(**{relation.attname: self._pk_of(relation, each.row)})
        for relation, row in self.follows:
            target = self._pk_of(relation, row)
            target = None if target == row.pk and relation.model is relation.related_model else target
            relation.model._base_manager.filter(pk=row.pk).update(**{relation.attname: target})
        self._move()
        for model in reversed(self.copies):
            ids = [each.row.pk for each in self.copies[model]]
            model._base_manager.filter(pk__in=ids)._raw_delete(connection.alias)
        return keys

    def _last_position(self, model):
        if not is_keyed(model):
            return 0
        name = own_name(model, self.model)
        rows = model._base_manager.filter(**{name: self.survivor})
        return rows.aggregate(last=models.Max("position"))["last"] or 0

    def _copy(self, model, each, offset, late):
        values = self._values(model, each.row)
        if each.twin:
            each.new = each.twin
            if added := what_it_adds(model, values, each.twin):
                model._base_manager.filter(pk=each.twin.pk).update(**added)
            return
        for relation in model._meta.concrete_fields:
            if relation.is_relation and isinstance(values[relation.attname], models.Model):
                late.append((model, each, relation))
                values[relation.attname] = None
        if is_keyed(model):
            values |= {"key": 0, "position": min(values["position"] + offset, 32767)}
        del values[model._meta.pk.attname]
        [each.new] = model._base_manager.bulk_create([model(**values)])
        if is_keyed(model):
            each.new.refresh_from_db(fields=["key"])

    def _pk_of(self, relation, row):
        return self._target(relation, getattr(row, relation.attname))

    def _move(self):
        moved, removed = defaultdict(list), defaultdict(list)
        for each in self.moves:
            if each.twin or each.is_dropped:
                removed[each.field.model].append(each)
            else:
                moved[each.field].append(each.row)
        for model, rows in removed.items():
            for each in rows:
                self._give_to_twin(model, each)
            model._base_manager.filter(pk__in=[each.row.pk for each in rows])._raw_delete(connection.alias)
        for relation, rows in moved.items():
            model, ids = relation.model, [row.pk for row in rows]
            if model._meta.auto_created:  # the history compares links by their rows
                for row in rows:
                    row.pk, row._state.adding = None, True
                    setattr(row, relation.attname, self.survivor.pk)
                model._base_manager.bulk_create(rows)
                model._base_manager.filter(pk__in=ids)._raw_delete(connection.alias)
            else:
                model._base_manager.filter(pk__in=ids).update(**{relation.name: self.survivor})

    def _give_to_twin(self, model, move):
        """Give the twin what only the deleted row says, and what refers to that row."""
        if move.twin is None:
            return
        values = {each.attname: getattr(move.row, each.attname) for each in model._meta.concrete_fields}
        if added := what_it_adds(model, values, move.twin):
            model._base_manager.filter(pk=move.twin.pk).update(**added)
        for relation in other_references(model):
            relation.model._base_manager.filter(**{relation.name: move.row}).update(**{relation.name: move.twin})


def own_name(part: type[models.Model], model: type[models.Model]) -> str:
    """Return the name of the relation from a part to its record of this model."""
    return next(each.name for each in own_rows(model) if each.model is part)
