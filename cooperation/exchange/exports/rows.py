"""The rows of an export, read in chunks. The number of statements for a chunk does not depend on its rows."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.utils.functional import cached_property

from regions.translated import Text, columns

from ...domain.choices import Basis
from ...domain.evidence import Evidence
from ...models import RECORDS, Citation, Document, Lineage, Meeting, Outcome, Source
from ...models.citation import OWNERS, PARTS
from ...models.links import linked_ids

# The fields of a related object that columns and its __str__ read.
OF_RELATED = (
    *("slug", "alpha_2", "alpha_3", *columns("name"), *columns("title"), "acronym", "country", "region", "language"),
)
# Conditions for parts that are not always public with their record.
PUBLIC_PARTS = {Document: {"is_internal": False}, Lineage: {"earlier__is_public": True}}
OF_CITATION = (*(f"{part}_id" for part in PARTS), "field", "value", "basis", "is_disputed", "is_incomplete")


class Row:
    """One row: its values as attributes. A relation is a list of its public objects; so are parts.

    `citations` are its own, each with its source or None. `around` are those of an outcome's meeting that also apply
    to the row.
    """

    def __init__(self, meta, values: dict):
        self.__dict__ = values
        self._meta = meta
        self.citations, self.around = [], []

    def shown_name(self) -> Text:
        """Return the name of the object, as its model does, from the values that were read."""
        model = self._meta.model
        names = [field.attname for field in model._meta.concrete_fields if field.attname in self.__dict__]
        return model.from_db(None, names, [getattr(self, name) for name in names]).shown_name()

    def __str__(self):
        return str(self.shown_name())

    @cached_property
    def is_marked(self) -> bool:
        """Return whether one of its citations is inferred, disputed or incomplete: without it no column has a mark."""
        return any(each.basis == Basis.INFERRED or each.is_disputed or each.is_incomplete for each in self.citations)

    @cached_property
    def sources(self) -> list[Source]:
        """Return the sources that the row cites, each once."""
        return list({each.source.pk: each.source for each in (*self.citations, *self.around) if each.source}.values())

    @property
    def linked(self) -> dict:
        """Return the related objects by the name of the relation, as Evidence reads them."""
        return self.__dict__


def one_of(name: str, ids: Iterable[int]) -> Func:
    """Return the condition that a field has one of the ids. They are one parameter; `__in` makes many."""
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
    """Add the parts of the rows, such as the phases of projects; `parts` maps a relation to the names to read.

    Links to records that are not public and internal documents are left out.
    """
    for relation, names in parts.items():
        field = owner._meta.get_field(relation).field
        for row in rows.values():
            setattr(row, relation, [])
        public = PUBLIC_PARTS.get(field.model, {})
        found = read(field.model.objects.filter(one_of(field.name, rows), **public), (field.attname, *names))
        for part in found.values():
            getattr(rows[getattr(part, field.attname)], relation).append(part)


def is_cited(model) -> bool:
    return model._meta.model_name in (*OWNERS, *PARTS)


def add_citations(rows: dict[int, Row], model) -> None:
    """Add the citations of the rows, which are public because the rows are, in a fixed number of statements."""
    for pk, citations in _citations(model, rows).items():
        rows[pk].citations = citations
    if model is Outcome:
        meetings = {row.meeting_id for row in rows.values()}
        around = _citations(Meeting, meetings, outcome=None, field__in=("", "start"))
        for row in rows.values():
            row.around = around.get(row.meeting_id, [])


def _citations(model, ids, **conditions) -> dict[int, list]:
    """Return the citations of the rows by id, in the order of entry."""
    owner = model._meta.model_name
    citations = Citation.objects.filter(one_of(owner, ids), **conditions).order_by("pk").annotate(owner=F(owner))
    citations = list(citations.values_list("owner", *OF_CITATION, "source", named=True))
    sources = Source.objects.only("slug", "title", "language", "as_of", "origin").in_bulk(
        {each.source for each in citations}
    )
    found = defaultdict(list)
    for each in citations:
        found[each.owner].append(each._replace(source=sources.get(each.source)))
    return found


def _add_related(model, rows, relations):
    """Set each relation of each row to its public objects, in the order of their model, else of entry."""
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
    """Return the public objects with these ids, with the fields that columns read."""
    if not ids:
        return []
    rows = (model.objects.published() if model in (*RECORDS, Outcome) else model.objects).filter(one_of("pk", ids))
    if model is Outcome:
        return rows.select_related("meeting").only("key", "meeting__slug")
    names = {field.name for field in model._meta.fields}
    return rows.only(*(name for name in OF_RELATED if name in names))


def rows_of(kind, ids, today) -> dict[int, Row]:
    """Return the public rows by id, each with its evidence, in a fixed number of statements.

    An outcome has its meeting too. `kind` has the attributes `model`, `reads`, `parts` and `annotate` of a Kind.
    """
    public = kind.model.objects.published().filter(one_of("pk", ids)).order_by()
    rows = read(kind.annotate(public, today), kind.reads)
    add_parts(rows, kind.model, kind.parts)
    if is_cited(kind.model):
        add_citations(rows, kind.model)
    meetings = {}
    if kind.model is Outcome:
        meetings = Meeting.objects.defer(*columns("summary"), "internal_note").in_bulk(
            {row.meeting_id for row in rows.values()}
        )
    for row in rows.values():
        within = None
        if kind.model is Outcome:
            row.meeting = meetings[row.meeting_id]
            within = Evidence(row.meeting, row.around)
        row.evidence = Evidence(row, row.citations, within=within)
    return rows
