"""The objects of the API, read in chunks. The number of statements for a chunk does not depend on its rows.

An object changes only if its row or a part of it changes, or if an object that it links to becomes public or stops
being public: a link has no other data of that object. There are two exceptions: the `url` of an outcome contains
the slug of its meeting, and `computed` depends on the day.

`type` is the kind of object, such as "meeting". `kind` is the field with this name, such as "session".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Model

from ...models import Citation
from ...models.citation import PARTS
from ..exports.claimed import public_values
from ..exports.rows import Row, add_parts, one_of, read
from ..exports.table import chunks_of
from .addresses import Addresses
from .properties import Property
from .shapes import CLAIM, CLAIMS, COMPUTED, SHAPES, Shape

ALWAYS = ("id", "type", "api")  # whatever `fields` are requested
MODELS = {shape.kind: model for model, shape in SHAPES.items()}


def objects(
    model: type[Model],
    ids: Iterable[int],
    today: date | None,
    origin: str,
    *,
    fields: Iterable[str] | None = None,
    embed: Iterable[str] = (),
) -> Iterator[dict]:
    """Yield the objects in the order of `ids`, without those that are no longer public.

    `today` is the day for which `computed` is; without it objects have no `computed`, as mirrors need. `origin`
    is the scheme and host of addresses. `fields` are names of properties; `embed` are paths of links such as
    "parties.country", which are replaced by the objects that they lead to, without their parts and claims. Names that
    the model does not have are ignored, because a download may have several kinds.
    """
    shape, to = SHAPES[model], Addresses(origin)
    embed = [path for path in embed if path in embeddable(model)]
    wanted = None if fields is None else {*fields, *ALWAYS}
    properties = [each for each in shape.properties if wanted is None or each.name in wanted]
    if not shape.computed or (wanted is not None and "computed" not in wanted):
        today = None
    for chunk in chunks_of(ids):
        rows = _read(shape, chunk, properties, today)
        found = [_object(shape, rows[pk], properties, today, to) for pk in chunk if pk in rows]
        _embed(found, embed, to)
        yield from found


def embeddable(model) -> list[str]:
    """Return the paths that `embed` accepts."""
    return list(_links(SHAPES[model].properties))


def names_of(model) -> list[str]:
    """Return the names that `fields` accepts."""
    shape = SHAPES[model]
    return [*(each.name for each in shape.properties), *(["computed"] if shape.computed else [])]


def _links(properties: Iterable[Property], prefix="") -> Iterator[str]:
    for each in properties:
        if each.is_link:
            yield f"{prefix}{each.name}"
        yield from _links(each.within, f"{prefix}{each.name}.")


def _object(shape, row, properties, today, to):
    values = {each.name: each.read(row, to) for each in properties}
    if today:
        name, _what, _schema = COMPUTED[shape.computed]
        values["computed"] = {"on": today.isoformat(), name: getattr(row, shape.computed)}
    return values


def _read(shape: Shape, ids, properties, today=None) -> dict[int, Row]:
    public = shape.model.objects.published().filter(one_of("pk", ids)).order_by()
    names = {name for each in properties for name in each.names}
    if today:
        public = shape.annotate(public, today)
        names.add(shape.computed)
    rows = read(public, sorted(names))
    if shape.belongs_to in names:  # the record may have been withdrawn since the first statement
        rows = {pk: row for pk, row in rows.items() if getattr(row, shape.belongs_to)}
    wanted = defaultdict(set)
    for each in properties:
        if each.part:
            wanted[each.part].update(name for inner in each.within for name in inner.names)
    has_claims = wanted.pop(CLAIMS.part, None) is not None or any(CLAIMS in each.within for each in properties)
    add_parts(rows, shape.model, {part: sorted(names) for part, names in wanted.items()})
    if has_claims:
        _add_claims(rows, shape.model, wanted)
    return rows


def _add_claims(rows, model, parts):
    """Add the claims to each row, and to each of its parts that claims are about."""
    owner = model._meta.model_name
    about = {}
    for row in rows.values():
        row.claims = []
        for relation in parts:
            for part in getattr(row, relation):
                part.claims = []
                about[part._meta.model_name, part.pk] = part
    names = [name for each in CLAIM for name in each.names]
    named = [f"{part}_id" for part in PARTS if PARTS[part] == owner]
    citations = Citation.objects.filter(one_of(owner, rows))
    claims = list(read(citations, (f"{owner}_id", *named, *names)).values())
    parts_of = [next(((name[:-3], pk) for name in named if (pk := getattr(each, name))), None) for each in claims]
    subjects = [Citation._meta.get_field(part[0]).related_model if part else model for part in parts_of]
    claim_values = [(subject, each.field, each.value) for subject, each in zip(subjects, claims, strict=True)]
    for each, part, value in zip(claims, parts_of, public_values(claim_values), strict=True):
        each.value = value
        if part is None:
            rows[getattr(each, f"{owner}_id")].claims.append(each)
        elif part in about:
            about[part].claims.append(each)


def _embed(found, paths, to):
    """Replace the links on the paths with the linked objects."""
    places, wanted = [], defaultdict(set)
    for path in paths:
        *steps, name = path.split(".")
        holders = found
        for step in steps:
            holders = [part for each in holders for part in each[step]]
        places += [(holder, name) for holder in holders]
    for holder, name in places:
        for link in _listed(holder[name]):
            wanted[link["type"]].add(link["id"])
    embedded = {kind: _brief(MODELS[kind], ids, to) for kind, ids in wanted.items()}
    for holder, name in places:
        value = holder[name]
        whole = [embedded[link["type"]].get(link["id"], link) for link in _listed(value)]
        holder[name] = whole if isinstance(value, list) else next(iter(whole), None)


def _listed(value):
    return value if isinstance(value, list) else [value] if value else []


def _brief(model, ids, to) -> dict[int, dict]:
    """Return the objects by id, without parts and claims."""
    shape = SHAPES[model]
    properties = [each for each in shape.properties if not each.part]
    return {pk: _object(shape, row, properties, None, to) for pk, row in _read(shape, ids, properties).items()}
