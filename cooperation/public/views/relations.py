"""The objects that the rows of a list link to: one statement for all links; most names are cached."""

from collections import defaultdict

from ... import index
from ...filters.names import REMEMBERED, named
from ...models import Organization
from ...models.links import linked_ids


def attach_links(snapshot: index.Snapshot, rows: list, *relations: str) -> None:
    """Set `linked` on each row: for each relation (many-to-many or foreign key) the public objects it links to.

    They are Names in the order of their kind, or model instances for kinds whose names change more often.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = {name: model._meta.get_field(name) for name in relations}
    found = {name: defaultdict(set) for name in relations}
    several = tuple(name for name, field in fields.items() if field.many_to_many)
    for name, row, thing in linked_ids(model, several, [row.pk for row in rows]):
        found[name][row].add(thing)
    for name, field in fields.items():
        if not field.many_to_many:
            for row in rows:
                if (pk := getattr(row, field.attname)) is not None:
                    found[name][row.pk].add(pk)
    for row in rows:
        row.linked = {}
    for name, of in found.items():
        target = fields[name].related_model
        names = _public(snapshot, target, set().union(*of.values()))
        places = {each.id: place for place, each in enumerate(names)}
        for row in rows:
            row.linked[name] = [names[place] for place in sorted(places[pk] for pk in of[row.pk] if pk in places)]


def _public(snapshot, model, ids):
    kind = model._meta.model_name
    if kind in index.KINDS and model is not Organization:  # an organization that a row names is public
        public = snapshot[kind].whole
        ids = [pk for pk in ids if pk in public]
    if model in REMEMBERED:
        return named(snapshot, model, ids) if ids else []
    return list(model.objects.filter(pk__in=ids)) if ids else []
