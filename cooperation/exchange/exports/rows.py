"""The rows of an export, read in chunks. The number of statements for a chunk does not depend on its rows."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value

from ...domain.choices import Basis
from ...models import RECORDS, Citation, Outcome
from ...models.citation import OWNERS, PARTS
from ...models.links import linked_ids

# What a column may read of a related object: its slug or code, where it belongs, and what its __str__ needs.
OF_RELATED = ("slug", "alpha_3", "name", "title", "acronym", "country", "region")
OF_CITATION = (*(f"{part}_id" for part in PARTS), "field", "value", "basis", "is_disputed", "is_incomplete")


class Row:
    """One row: its values as attributes. A relation is a list of objects, and only of public ones; so are parts."""

    def __init__(self, meta, values: dict):
        self.__dict__ = values
        self._meta = meta
        self.citations = []

    @property
    def linked(self) -> dict:
        """Return the related objects by the name of the relation, as Evidence reads them."""
        return self.__dict__


def one_of(name: str, ids: Iterable[int]) -> Func:
    """Return the condition that a field has one of the ids. They are one parameter, which `__in` splits into many."""
    wanted = Value(list(ids), ArrayField(BigIntegerField()))
    return Func(F(name), wanted, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


def read(rows: QuerySet, names: Iterable[str]) -> dict[int, Row]:
    """Return the rows by id, with the named fields, lookups and annotations."""
    model = rows.model
    fields = {field.name: field for field in model._meta.fields + model._meta.many_to_many}
    relations = [field for name in names if (field := fields.get(name)) and field.is_relation]
    values = [name for name in names if name not in fields or not fields[name].many_to_many]
    found = {each["pk"]: Row(model._meta, each) for each in rows.values("pk", *values)}
    _add_related(model, found, relations)
    return found


def add_parts(rows: dict[int, Row], owner, parts: dict[str, tuple[str, ...]]) -> None:
    """Add the parts of the rows, such as the phases of projects; `parts` maps a relation to the names to read."""
    for relation, names in parts.items():
        field = owner._meta.get_field(relation).field
        for row in rows.values():
            setattr(row, relation, [])
        found = read(field.model.objects.filter(one_of(field.name, rows)), (field.attname, *names))
        for part in found.values():
            getattr(rows[getattr(part, field.attname)], relation).append(part)


def is_cited(model) -> bool:
    return model._meta.model_name in (*OWNERS, *PARTS)


def add_citations(rows: dict[int, Row], model) -> None:
    """Add the citations of the rows, which are public because the rows are.

    Only of rows for which one of them is inferred, disputed or incomplete: without it no column has a mark.
    """
    owner = model._meta.model_name
    citations = Citation.objects.filter(one_of(owner, rows)).order_by().annotate(owner=F(owner))
    citations = list(citations.values_list("owner", *OF_CITATION, named=True))
    marked = {
        each.owner for each in citations if each.basis == Basis.INFERRED or each.is_disputed or each.is_incomplete
    }
    for each in citations:
        if each.owner in marked:
            rows[each.owner].citations.append(each)


def _add_related(model, rows, relations):
    """Set each relation of each row to the objects that it leads to, in the order of their model, else of entry."""
    links = {field: [] for field in relations}
    for field in relations:
        if not field.many_to_many:
            links[field] = [(pk, target) for pk, row in rows.items() if (target := getattr(row, field.name))]
    several = {field.name: field for field in relations if field.many_to_many}
    for name, pk, target in linked_ids(model, tuple(several), rows):
        links[several[name]].append((pk, target))
    ids = defaultdict(set)
    for field in relations:
        ids[field.related_model].update(target for _pk, target in links[field])
    related = {model: {each.pk: each for each in _public(model, wanted)} for model, wanted in ids.items()}
    for field in relations:
        found = related[field.related_model]
        public = [link for link in links[field] if link[1] in found]
        if field.related_model._meta.ordering:
            places = {pk: place for place, pk in enumerate(found)}
            public.sort(key=lambda link: places[link[1]])
        for row in rows.values():
            setattr(row, field.name, [])
        for pk, target in public:
            getattr(rows[pk], field.name).append(found[target])


def _public(model, ids):
    """Return the objects with these ids that readers may see, each with what columns read of it."""
    if not ids:
        return []
    rows = (model.objects.published() if model in (*RECORDS, Outcome) else model.objects).filter(one_of("pk", ids))
    if model is Outcome:
        return rows.select_related("meeting").only("key", "meeting__slug")
    names = {field.name for field in model._meta.fields}
    return rows.only(*(name for name in OF_RELATED if name in names))
