"""The properties that the objects of each kind have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ...domain.choices import InForce
from ...models import (
    LISTED,
    RECORDS,
    Agreement,
    Citation,
    Document,
    Lineage,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
    Topic,
)
from ...models.citation import OWNERS, PARTS
from ..exports.fields import exported
from ..exports.rows import is_cited
from .properties import (
    ADDRESS,
    BOOLEAN,
    NUMBER,
    TEXT,
    Property,
    array_of,
    date_value,
    of_field,
    of_part,
    or_null,
    parts,
    ref,
)

# What the registry computes for a day, by the annotation that it comes from: its name, meaning and schema.
COMPUTED = {
    "force": ("in_force", _("Whether it is in force"), {"type": "string", "enum": [str(each) for each in InForce]}),
    "is_presumed_held": ("is_presumed_held", _("Whether it was confirmed and is over"), BOOLEAN),
}
CLAIM = of_part(Citation, *OWNERS, *PARTS)
CLAIMS = parts("claims", _("What each source states of it, and what the editors infer"), "Claim", CLAIM)
# The parts of records by schema: their model, the relation to them, and what they are.
PART = {
    "Party": (Party, "parties", _("The parties, with what differs from the dates of the agreement")),
    "Lineage": (Lineage, "ancestors", _("The earlier agreements, and what this one does to each")),
    "OrganizationInProject": (ProjectOrganization, "project_organizations", _("Its organizations, by role")),
    "Phase": (Phase, "phases", _("Its stages or years, with their amounts")),
    "Membership": (Membership, "memberships", _("The member countries of a bloc")),
}


@dataclass(frozen=True)
class Shape:
    """The properties of a kind's objects. `annotate(rows, day)` adds what is computed for a day, named `computed`.

    `belongs_to` is the relation to the record that it is public with.
    """

    model: type[Model]
    parts: tuple[str, ...] = ()
    first: tuple[Property, ...] = ()
    more: tuple[Property, ...] = ()
    annotate: Callable[[QuerySet, date], QuerySet] = lambda rows, day: rows
    computed: str = ""
    belongs_to: str = ""
    properties: tuple[Property, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "properties", tuple(self._properties()))

    @property
    def kind(self) -> str:
        return self.model._meta.model_name

    def _properties(self):
        model, kind = self.model, self.kind
        yield Property("id", _("Its permanent number"), NUMBER, lambda row, to: row.pk)
        yield Property("type", _("What it is"), {"const": kind}, lambda row, to: kind)
        yield Property("api", _("Its address in the API"), ADDRESS, lambda row, to: to.api(model, row.pk))
        yield from self.first
        names = [name for name in exported(model) if name not in ("updated_at", "position")]
        if "slug" in names:
            yield Property(
                "url", _("The address of its page"), ADDRESS, lambda row, to: to.page(kind, row.slug), ("slug",)
            )
            yield of_field(model._meta.get_field("version"))
            yield of_field(model._meta.get_field("updated_at"))
        for name in names:
            each = of_field(model._meta.get_field(name))
            yield ADDRESS_OF_SOURCE if (model, name) == (Source, "url") else each
        if model in RECORDS:
            yield from _dates(model)
        yield from self.more
        for schema in self.parts:
            part, relation, what = PART[schema]
            yield parts(relation, what, schema, within_part(part))
        if model in RECORDS:
            yield parts("documents", _("Its public documents"), "Document", DOCUMENT)
        if is_cited(model):
            yield CLAIMS


def within_part(model) -> tuple[Property, ...]:
    """Return the properties of a part of a record, with its claims if sources can be cited about it."""
    return (*of_part(model, model.record_field), *((CLAIMS,) if is_cited(model) else ()))


def _dates(model):
    yield Property(
        "date",
        _("The date that lists sort by"),
        or_null(ref("PartialDate")),
        lambda row, to: date_value(row.date),
        ("date",),
    )
    if len(model.date_fields) > 1:
        yield Property(
            "date_field",
            _("Which of its dates this is"),
            or_null({"type": "string", "enum": list(model.date_fields)}),
            lambda row, to: next((name for name in model.date_fields if getattr(row, name)), None),
            model.date_fields,
        )


def _amounts(row, to):
    sums = {}
    for phase in row.phases:
        if phase.amount is not None:
            sums[phase.currency] = sums.get(phase.currency, 0) + phase.amount
    return [{"amount": f"{sums[currency]:.2f}", "currency": currency} for currency in sorted(sums)]


DOCUMENT = of_part(Document, *Document.owners, "is_internal")
ADDRESS_OF_SOURCE = Property(
    "address", _("The address of the source itself"), or_null(TEXT), lambda row, to: row.url or None, ("url",)
)
OUTCOMES = Property(
    "outcomes",
    _("Its outcomes"),
    array_of(ref("Link")),
    lambda row, to: [to.link(Outcome, each.pk) for each in row.outcomes],
    part="outcomes",
    is_link=True,
)
AMOUNTS = Property(
    "amounts",
    _("Computed from the phases: the sum of the amounts in each currency"),
    array_of(ref("Amount")),
    _amounts,
    part="phases",
    within=tuple(each for each in of_part(Phase, "project") if each.name in ("amount", "currency")),
)
OF_OUTCOME = (
    Property(
        "url",
        _("The address of its place on the page of its meeting"),
        ADDRESS,
        lambda row, to: f"{to.page('meeting', row.meeting[0].slug)}#outcome-{row.key}",
        ("meeting", "key"),
    ),
    of_field(Outcome._meta.get_field("key")),
    of_field(Outcome._meta.get_field("meeting")),
)

# Kinds with more than their fields.
WITH_MORE = {
    each.model: each
    for each in (
        Shape(
            Agreement,
            parts=("Party", "Lineage"),
            annotate=lambda rows, day: rows.with_force(day),
            computed="force",
        ),
        Shape(
            Meeting,
            more=(OUTCOMES,),
            annotate=lambda rows, day: rows.with_presumed_held(day),
            computed="is_presumed_held",
        ),
        Shape(Project, parts=("OrganizationInProject", "Phase"), more=(AMOUNTS,)),
        Shape(Outcome, first=OF_OUTCOME, belongs_to="meeting"),
        Shape(Organization, parts=("Membership",)),
    )
}
SHAPES = {model: WITH_MORE.get(model) or Shape(model) for model in (*LISTED, Country, Region, Topic, Source)}
