"""Tables of the parts of records, and of the links between objects, with ids to join them on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from regions.fields import LinesField

from ...domain.dates import PartialDateField
from ...models import Citation
from ...models.citation import OWNERS, PARTS
from ...models.record import STAFF
from ..exports.claimed import public_values
from ..exports.columns import Column, days, lines, plain
from ..exports.rows import one_of, read
from ..exports.table import chunks_of

ID = Column("id", _("Its permanent number"), attrgetter("pk"), type="whole number")
INTERNAL = ("is_internal", *STAFF[1])  # fields that only staff see


def reference(name: str, what: str, relation: str) -> Column:
    """Return the column with the id of the one object of a relation, if there is one."""
    read_relation = attrgetter(relation)
    return Column(
        name,
        format_lazy(_("{what}: its id"), what=what),
        lambda row: next((each.pk for each in read_relation(row)), None),
        type="whole number",
    )


@dataclass(frozen=True)
class PartTable:
    """All fields of one kind of part, such as parties, except those that only staff see. Relations are ids."""

    model: type[Model]
    columns: list[Column] = field(init=False)

    def __post_init__(self):
        columns = [ID]
        for each in self._fields():
            columns += _columns(self.model, each)
        object.__setattr__(self, "columns", columns)

    def _fields(self):
        return [each for each in self.model._meta.concrete_fields if not each.primary_key and each.name not in INTERNAL]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def chunks(self, ids: dict[str, Iterable[int]], today: date, origin: str) -> Iterator[Iterator[list]]:
        """Yield chunks of rows, as Table does."""
        fields = [each.name for each in self._fields()]
        for chunk in chunks_of(ids[self.model._meta.model_name]):
            rows = read(self.model.objects.filter(one_of("pk", chunk)).order_by(), fields)
            if self.model is Citation:
                _hide_codes(rows.values())
            yield ([column.read(rows[pk]) for column in self.columns] for pk in chunk if pk in rows)


def _hide_codes(citations):
    """Replace the codes of objects that are not public in the values of the citations."""
    citations = list(citations)
    subjects = [next(each for name in (*PARTS, *OWNERS) for each in getattr(row, name)) for row in citations]
    claims = [(type(about), row.field, row.value) for about, row in zip(subjects, citations, strict=True)]
    for row, value in zip(citations, public_values(claims), strict=True):
        row.value = value


def _columns(model, model_field):
    name = model_field.name
    if isinstance(model_field, ForeignKey):
        return [reference(model_field.attname, capfirst(model_field.verbose_name), name)]
    if isinstance(model_field, PartialDateField):
        return days(model, name)
    return lines(model, name) if isinstance(model_field, LinesField) else plain(model, name)


@dataclass(frozen=True)
class LinkTable:
    """The links of one many-to-many relation: two ids in each row."""

    model: type[Model]
    relation: ManyToManyField

    @property
    def columns(self) -> list[Column]:
        model, target = self.model._meta, self.relation.related_model._meta
        other = self.relation.name.removesuffix("s") if target is model else target.model_name
        return [
            Column(f"{model.model_name}_id", model.verbose_name, None, type="whole number"),
            Column(f"{other}_id", capfirst(self.relation.verbose_name), None, type="whole number"),
        ]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def chunks(self, ids: dict[str, Iterable[int]], today: date, origin: str) -> Iterator[Iterator[list]]:
        """Yield chunks of rows, as Table does."""
        name = self.relation.name
        for chunk in chunks_of(ids[self.model._meta.model_name]):
            rows = read(self.model.objects.filter(one_of("pk", chunk)).order_by(), [name])
            yield ([pk, each.pk] for pk in chunk if pk in rows for each in getattr(rows[pk], name))
