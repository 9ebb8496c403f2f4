"""Import templates, and exports of records in the form of the templates."""

from collections import defaultdict

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from regions.translated import FIRST

from ...domain.languages import current_language
from .kind import Kind
from .planning import Plan, in_batches


def template(kind: Kind):
    """Yield the header of the kind's template and its example row.

    In another language than that of the header, a row between them has the labels; the import leaves it out.
    """
    yield [each.name for each in kind.columns]
    if current_language() != FIRST:
        yield [str(each.label) for each in kind.columns]
    yield [each.example for each in kind.columns]


def explained(kind: Kind):
    """Yield the rows of the sheet that explains the columns."""
    yield [_("Column"), _("Needed"), _("What belongs there"), _("Example")]
    for each in kind.columns:
        needed = _("in one language") if each.is_needed_in_a_language else _("yes") if each.is_needed else ""
        yield [each.name, needed, each.explanation, each.example]
    yield []
    for words in kind.advice:
        yield ["", "", str(words), ""]


def rows(kind: Kind, queryset, user):
    """Yield the header and the rows of `queryset` in the form of the kind's template."""
    yield [each.name for each in kind.columns]
    plan = Plan(kind, user, localdate())
    for batch in in_batches(queryset.iterator(chunk_size=1000)):
        _read_links(kind, batch)
        asked = defaultdict(set)
        values = [[each.current(thing) for each in kind.columns] for thing in batch]
        for row in values:
            for column, value in zip(kind.columns, row, strict=True):
                for model, ids in column.references(value).items() if value is not None else ():
                    asked[model] |= ids
        for model, ids in asked.items():
            plan.finders[model].load(ids)
        for row in values:
            yield [column.show(value, plan.finders) for column, value in zip(kind.columns, row, strict=True)]


def _read_links(kind, things):
    for thing in things:
        thing.links = {}
    for column in kind.links:
        found = column.read([thing.pk for thing in things])
        for thing in things:
            thing.links[column.name] = frozenset(found.get(thing.pk, ()))


def all_of(kind: Kind):
    """Return all rows of a kind, in the order of their records."""
    queryset = kind.model._base_manager
    if kind.owner is None:
        return queryset.order_by("pk")
    order = ("position", "key") if "key" in kind.by_name else ("pk",)
    return queryset.filter(**{f"{kind.owner.field.name}__isnull": False}).order_by(kind.owner.field.attname, *order)
