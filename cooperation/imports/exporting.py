"""Templates, and what the registry holds in the form of its templates."""

from collections import defaultdict

from django.utils.translation import gettext as _

from .kinds import Kind
from .planning import Plan, in_batches


def template(kind: Kind):
    """Yield the header of the kind's template and its example row."""
    yield [each.name for each in kind.columns]
    yield [each.example for each in kind.columns]


def explained(kind: Kind):
    """Yield the rows of the sheet that explains the columns."""
    yield [_("Column"), _("Needed"), _("What belongs there"), _("Example")]
    for each in kind.columns:
        yield [each.name, _("yes") if each.is_needed else "", each.explanation, each.example]
    yield []
    for words in advice(kind):
        yield ["", "", words, ""]


def advice(kind: Kind) -> list[str]:
    """Return what is to be known of the file as a whole."""
    found = [
        _("A column that the file does not have is left as it is. An empty cell empties the field."),
        _("A date of two meanings, such as 04/05/2012, is refused: write the year first, or the month in letters."),
    ]
    if kind.owner is None:
        found.insert(0, _("A row whose slug or reference is known changes that record; else it is a new draft."))
        found.append(_("Where neither is given, the title and the date tell which record it is."))
    elif "key" in kind.by_name:
        found.insert(0, _("A row whose record and key are known changes that row; an empty key asks for the next one."))
    else:
        found.insert(0, _("A row whose agreement and country or organization are known changes that row."))
    return found


def rows(kind: Kind, queryset, user):
    """Yield the header and the rows of `queryset` as the kind's template holds them."""
    yield [each.name for each in kind.columns]
    plan = Plan(kind, user)
    for batch in in_batches(queryset.iterator(chunk_size=1000)):
        _read_links(kind, batch)
        asked = defaultdict(set)
        values = [[each.current(thing) for each in kind.columns] for thing in batch]
        for row in values:
            for column, value in zip(kind.columns, row, strict=True):
                if value is not None and (ids := column.ids(value)):
                    asked[column.of] |= ids
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
    """Return everything of a kind, in the order of its records."""
    queryset = kind.model._base_manager
    if kind.owner is None:
        return queryset.order_by("pk")
    order = ("position", "key") if "key" in kind.by_name else ("pk",)
    return queryset.order_by(kind.owner.field.attname, *order)


def of_records(kind: Kind, records):
    """Return the rows of a kind that belong to some records."""
    return all_of(kind).filter(**{f"{kind.owner.field.name}__in": records}) if kind.owner else records
