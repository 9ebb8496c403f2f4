"""The tables of the package: their names, what a row is, and how they refer to each other."""

from dataclasses import dataclass, replace

from django.db.models import ForeignKey, Model, QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from regions.models import Addressed, Country, Region

from ...models import (
    RECORDS,
    Citation,
    Document,
    Lineage,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    ProjectOrganization,
    Source,
    Topic,
)
from ..exports.table import Table
from ..exports.tables import TABLES
from .tables import ID, LinkTable, PartTable, reference

KINDS = (*RECORDS, Outcome, Organization, Region, Country, Topic, Source)
# What a row of each kind of part is.
PARTS = {
    Party: _("A party or signatory of an agreement: a country or an organization"),
    Lineage: _("A link from an agreement to an earlier one"),
    Phase: _("A stage or year of a project, with its amount"),
    ProjectOrganization: _("An organization in a project, with its role"),
    Membership: _("A country as a member of an organization, from and to when"),
    Document: _("A link to a document of a record"),
    Citation: _("What one source states, or the editors infer from it, about one field of one object"),
}
PLURALS = {Party: "parties", Lineage: "lineage", ProjectOrganization: "project_organizations"}


@dataclass(frozen=True)
class Resource:
    """One table of the package. `folder` is "" or the folder of its file."""

    name: str
    title: str
    what: str
    table: Table | PartTable | LinkTable
    folder: str = ""

    @property
    def model(self) -> type[Model]:
        return self.table.model

    @property
    def key(self) -> list[str]:
        """Return the names of the columns that identify a row."""
        return self.table.names if isinstance(self.table, LinkTable) else ["id"]

    @property
    def references(self) -> list[tuple[str, str, str]]:
        """Return the columns that refer to another table: (column, name of that table, its column)."""
        if isinstance(self.table, LinkTable):
            models = self.model, self.table.relation.related_model
            return [(column, name_of(model), "id") for column, model in zip(self.table.names, models, strict=True)]
        found = []
        for each in self.model._meta.concrete_fields:
            if not isinstance(each, ForeignKey):
                continue
            if each.attname in self.table.names:
                found.append((each.attname, name_of(each.related_model), "id"))
            elif each.name in self.table.names and issubclass(each.related_model, Addressed):
                found.append((each.name, name_of(each.related_model), "slug"))
        return found


def name_of(model) -> str:
    """Return the name of a model's table: its `address`, or its name in the plural."""
    return getattr(model, "address", "") or PLURALS.get(model) or f"{model._meta.model_name}s"


def public(model) -> QuerySet:
    """Return the public rows of a model."""
    if model is Membership:
        return model.objects.filter(organization__in=Organization.objects.published().values("pk"))
    return model.objects.published()


def _of_kind(model):
    table, first = TABLES[model], (ID,)
    if model is Outcome:
        first = (ID, reference("follows_id", _("The earlier outcome that it continues"), "follows"))
    # With former countries, which records refer to, and their columns.
    replaced = {} if model is Country else table.replaced
    table = replace(table, first=(*first, *table.first), replaced=replaced)
    return Resource(name_of(model), _plural(model), capfirst(model._meta.verbose_name), table)


def _of_part(model):
    return Resource(name_of(model), _plural(model), PARTS[model], PartTable(model))


def _of_links(model):
    for relation in model._meta.local_many_to_many:
        if relation.remote_field.through._meta.auto_created:
            title = format_lazy("{model}: {relation}", model=_plural(model), relation=relation.verbose_name)
            table = LinkTable(model, relation)
            yield Resource(f"{model._meta.model_name}_{relation.name}", title, relation.help_text, table, "links/")


def _plural(model):
    return capfirst(model._meta.verbose_name_plural)


RESOURCES = (
    *map(_of_kind, KINDS),
    *map(_of_part, PARTS),
    *(resource for model in KINDS for resource in _of_links(model)),
)
