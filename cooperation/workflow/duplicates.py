"""Find possible duplicates of a record that is being entered.

The check runs while the user types, so each query uses an index or a small table and reads only a few rows.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, Value, prefetch_related_objects
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from regions.translated import columns

from ..models import Agreement, Mechanism, Meeting, Organization, Record, Topic
from . import different
from .entered import MOST_NAMES, EnteredValues, months_overlap
from .similar_names import ALIKE, NUMBERS, names_of, shares_half, similar_names, words_of

# Maximum rows: compared by name, parties or city, and returned.
LOOKED_AT, MOST = 40, 5


@dataclass(frozen=True)
class Candidate:
    """A possible duplicate (a record, organization or topic), and the reason as text."""

    record: Record | Organization | Topic
    why: str


def candidates(entered: EnteredValues) -> list[Candidate]:
    """Return the possible duplicates, most similar first, at most MOST."""
    found = {}
    for rows, why in (_same_number(entered), _similar_name(entered), _same_parties(entered), _same_city(entered)):
        for row in rows:
            if not entered.has_other_number(row) and entered.may_overlap(row, slice(7)):
                found.setdefault(row.pk, Candidate(row, why))
    return list(found.values())[:MOST]


def similar_to(record: Record, **more) -> list[Candidate]:
    """Return the possible duplicates of a record that is stored; `more` are `without` and `home` of EnteredValues."""
    countries, organizations = _parties(record)
    return candidates(
        EnteredValues(
            type(record),
            titles=tuple(getattr(record, column) for column in columns("title")),
            other_names=tuple(record.other_names.splitlines()),
            pk=record.pk,
            start=record.date,
            end=record.until,
            kind=getattr(record, "kind", ""),
            mechanism=getattr(record, "mechanism_id", None),
            ordinal=getattr(record, "ordinal", None),
            acronym=getattr(record, "acronym", ""),
            cities=frozenset({getattr(record, name, "") for name in (*columns("city"), "usual_city")} - {""}),
            countries=countries,
            organizations=organizations,
            **more,
        )
    )


def namesakes(model, names: tuple[str, ...], others: tuple[str, ...], pk: int | None) -> list[Candidate]:
    """Return the organizations or topics with the same or a similar name.

    `names` are its names, in the order of the languages; `others` are its acronym and other names.
    """
    own = {column: name for column, name in zip(columns("name"), names, strict=True) if name}
    if not own:
        return []
    called = {text.casefold() for text in (*own.values(), *others)[:MOST_NAMES] if text}
    known = Q(likeness__gte=ALIKE)
    for text in called:
        known |= in_any(columns("name"), "iexact", text) | Q(other_names__icontains=text)
        known |= Q(acronym__iexact=text) if model is Organization else Q()
    alike = [TrigramSimilarity(column, name) for column, name in own.items()]
    rows = model._base_manager.exclude(pk__in=different.known(model, pk))
    rows = rows.annotate(likeness=Greatest(*alike, Value(0.0))).filter(known)
    found = []
    for row in rows.order_by("-likeness", "pk")[:LOOKED_AT]:
        theirs = [getattr(row, column) for column in columns("name")]
        known_as = {*theirs, getattr(row, "acronym", ""), *row.other_names.splitlines()} - {""}
        numbers = [NUMBERS.findall(name) for name in theirs if name]
        if called & {text.casefold() for text in known_as}:
            found.append(Candidate(row, _("the same name or acronym")))
        elif row.likeness >= ALIKE and any(NUMBERS.findall(name) in numbers for name in own.values()):
            found.append(Candidate(row, _("a similar name")))
    return found[:MOST]


def in_any(names: tuple[str, ...], lookup: str, text: str) -> Q:
    """Return the condition that one of the columns has the text."""
    return Q(*((f"{name}__{lookup}", text) for name in names), _connector=Q.OR)


def _same_number(entered):
    """Return the sessions with the same number, or the mechanisms with the same acronym."""
    if entered.model is Meeting and entered.mechanism and entered.ordinal:
        rows = entered.others.filter(mechanism=entered.mechanism, ordinal=entered.ordinal)
        return rows[:LOOKED_AT], _("the same number in the same series")
    if entered.model is Mechanism and entered.acronym:
        return entered.others.filter(acronym__iexact=entered.acronym)[:LOOKED_AT], _("the same acronym")
    return (), ""


def _similar_name(entered):
    rows = similar_names(entered)[:LOOKED_AT] if entered.names else []
    return _not_of_others(entered, rows), _("a similar name")


def _same_parties(entered):
    """Return the records of the same kind with exactly the same parties at the same time."""
    parties = len(entered.countries) + len(entered.organizations)
    is_dated = entered.start and entered.start.precision != "year"
    if not entered.is_at_a_time or parties < 2 or not is_dated or not entered.kind:
        return (), ""
    rows = entered.others.filter(months_overlap(entered.start, entered.last), kind=entered.kind)
    partners = entered.countries - entered.home.ids
    path = entered.model.country_path if partners else entered.model.organization_path
    holding = entered.model._base_manager.filter(**{path: min(partners or entered.organizations)})
    rows = rows.filter(pk__in=holding.values("pk")).prefetch_related(*_relations(entered.model))[:LOOKED_AT]
    same = [row for row in rows if _parties(row) == (entered.countries, entered.organizations)]
    same = [row for row in same if entered.may_overlap(row) and not entered.is_in_other_series(row)]
    return same, _("the same parties at the same time")


def _same_city(entered):
    """Return the meetings in the same city in the same month, of any series.

    In a capital there are many, so one on other days counts only if half of the words of a name are the same.
    """
    if entered.model is not Meeting or not entered.cities or not entered.start or entered.start.precision == "year":
        return (), ""
    named = Q()
    for city in entered.cities:
        named |= in_any((*columns("city"), "usual_city"), "iexact", city)
    rows = entered.others.filter(months_overlap(entered.start, entered.last), named)
    rows = [row for row in rows[:LOOKED_AT] if row.date.precision != "year"]
    names = [*entered.names, *(name for row in rows for name in names_of(row))]
    words = words_of(names, entered.home) if rows else {}
    rows = [row for row in rows if entered.may_overlap(row) or shares_half(entered, row, words)]
    return _not_of_others(entered, rows), _("the same city in the same month")


def prefetch_participants(records) -> None:
    """Read the parties or participants of records, which may be of several kinds, for `similar_to`."""
    by_model = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    for model, rows in by_model.items():
        prefetch_related_objects(rows, *_relations(model))


def _relations(model):
    return dict.fromkeys(path.partition("__")[0] for path in (model.country_path, model.organization_path))


def _not_of_others(entered, rows):
    """Return the rows without those of which all known participants are others."""
    if not rows:
        return rows
    prefetch_related_objects(rows, *_relations(entered.model))
    return [row for row in rows if not _are_others(entered, row)]


def _are_others(entered, row):
    countries, organizations = _parties(row)
    mine, theirs = entered.countries - entered.home.ids, countries - entered.home.ids
    is_known = (mine or entered.organizations) and (theirs or organizations)
    return bool(is_known) and not mine & theirs and not entered.organizations & organizations


def _parties(row):
    if isinstance(row, Agreement):
        parties = list(row.parties.all())
        countries = {each.country_id for each in parties} - {None}
        return frozenset(countries), frozenset({each.organization_id for each in parties} - {None})
    return tuple(frozenset(each.pk for each in getattr(row, name).all()) for name in ("countries", "organizations"))
