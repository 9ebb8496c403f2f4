"""Find possible duplicates of a record that is being entered.

The check runs while the user types, so each query uses an index or a small table and reads only a few rows.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramSimilarity
from django.db import connection
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from regions.models import Country

from ..domain.dates import PartialDate
from ..models import Agreement, Mechanism, Meeting, Organization, Record, Topic

# Minimum trigram similarity of two titles, from 0 to 1.
ALIKE = 0.6
# Maximum rows: compared by title, compared by parties, and returned.
READ, LOOKED_AT, MOST = 200, 40, 5
# Text search configuration, maximum number of words, and the number of words from which one may differ.
CONFIG, MOST_WORDS, FORGIVING = "english", 40, 4
# The longest duration of a meeting.
LONGEST = timedelta(days=60)
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Sought:
    """What is known of the record that is being entered; `pk` is its own id, which is excluded."""

    model: type[Record]
    title: str = ""
    pk: int | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    kind: str = ""
    mechanism: int | None = None
    ordinal: int | None = None
    acronym: str = ""
    countries: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A possible duplicate (a record, organization or topic), and the reason as text."""

    record: Record | Organization | Topic
    why: str


def candidates(sought: Sought) -> list[Candidate]:
    """Return the possible duplicates, most similar first, at most MOST."""
    found = {}
    for rows, why in (_same_number(sought), _same_title(sought), _same_parties(sought)):
        for row in rows:
            if not _is_other(sought, row):
                found.setdefault(row.pk, Candidate(row, why))
    return list(found.values())[:MOST]


def namesakes(model, name: str, acronym: str, pk: int | None) -> list[Candidate]:
    """Return the organizations or topics with the same or a similar name."""
    if not name:
        return []
    called = {text.casefold() for text in (name, acronym) if text}
    known = Q(likeness__gte=ALIKE)
    for text in called:
        known |= Q(name__iexact=text) | Q(other_names__icontains=text)
        known |= Q(acronym__iexact=text) if model is Organization else Q()
    rows = model._base_manager.exclude(pk=pk).annotate(likeness=TrigramSimilarity("name", name)).filter(known)
    found = []
    for row in rows.order_by("-likeness", "pk")[:LOOKED_AT]:
        names = {text.casefold() for text in (row.name, getattr(row, "acronym", ""), *row.other_names.splitlines())}
        if called & names:
            found.append(Candidate(row, _("the same name or acronym")))
        elif row.likeness >= ALIKE and _NUMBERS.findall(row.name) == _NUMBERS.findall(name):
            found.append(Candidate(row, _("a similar name")))
    return found[:MOST]


def _others(sought):
    return sought.model.objects.exclude(pk=sought.pk).order_by()


def _same_number(sought):
    """Return the sessions with the same number, or the mechanisms with the same acronym."""
    if sought.model is Meeting and sought.mechanism and sought.ordinal:
        rows = _others(sought).filter(mechanism=sought.mechanism, ordinal=sought.ordinal)
        return rows[:LOOKED_AT], _("the same number in the same series")
    if sought.model is Mechanism and sought.acronym:
        return _others(sought).filter(acronym__iexact=sought.acronym)[:LOOKED_AT], _("the same acronym")
    return (), ""


def _same_title(sought):
    """Return the records with nearly the same title: the same numbers and words (in a long title all but one)."""
    query = _words(sought.title)
    if not query:
        return (), ""
    alike = _others(sought).annotate(words=SearchVector("title", config=CONFIG)).filter(words=query)
    if sought.start and sought.model in (Agreement, Meeting):
        undated_or_near = Q(date__isnull=True) | _near(sought)
        alike = alike.filter(undated_or_near)
    alike = alike.annotate(likeness=TrigramSimilarity("title", sought.title))[:READ]
    numbers = sorted(_NUMBERS.findall(sought.title))
    rows = [row for row in alike if row.likeness >= ALIKE and sorted(_NUMBERS.findall(row.title)) == numbers]
    rows = sorted(rows, key=lambda row: (-row.likeness, -row.pk))[:LOOKED_AT]
    prefetch_related_objects(rows, *_relations(sought.model))
    home = _home() if sought.countries and rows else frozenset()
    return [row for row in rows if not _are_others(sought, row, home)], _("a similar title")


def _words(title):
    """Return the search query for the words of a title, or None if it has no words.

    A full-text index finds the rows, not a trigram index: it starts with the rarest word, so table size does not
    matter.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s))", [CONFIG, title])
        (found,) = cursor.fetchone()
    quoted = {word: "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in found[:MOST_WORDS]}
    free = [word for word in quoted if not word.isdigit()]
    left_out = free if len(quoted) >= FORGIVING else [None]
    choices = [" & ".join(quoted[word] for word in quoted if word != each) for each in left_out or [None]]
    return (
        SearchQuery(" | ".join(f"({each})" for each in choices), config="simple", search_type="raw") if found else None
    )


def _same_parties(sought):
    """Return the records of the same kind with exactly the same parties on the same days, if known to the month."""
    parties = len(sought.countries) + len(sought.organizations)
    is_dated = sought.start and sought.start.precision != "year"
    if sought.model not in (Agreement, Meeting) or parties < 2 or not is_dated or not sought.kind:
        return (), ""
    rows = _others(sought).filter(_near(sought), kind=sought.kind)
    partners = sought.countries - _home()
    path = sought.model.country_path if partners else sought.model.organization_path
    holding = sought.model._base_manager.filter(**{path: min(partners or sought.organizations)})
    rows = rows.filter(pk__in=holding.values("pk")).prefetch_related(*_relations(sought.model))[:LOOKED_AT]
    same = [row for row in rows if _parties(row) == (sought.countries, sought.organizations)]
    return same, _("the same parties at the same time")


def _home():
    """Return the id of the registry's own country, which is a party to nearly everything."""
    return frozenset(Country.objects.filter(alpha_3=settings.HOME_COUNTRY).values_list("pk", flat=True))


def _relations(model):
    return dict.fromkeys(path.partition("__")[0] for path in (model.country_path, model.organization_path))


def _are_others(sought, row, home):
    countries, organizations = _parties(row)
    mine, theirs = sought.countries - home, countries - home
    is_known = (mine or sought.organizations) and (theirs or organizations)
    return bool(is_known) and not mine & theirs and not sought.organizations & organizations


def _near(sought):
    """Return the condition that the dates can overlap. It uses the index on the date."""
    end = _end(sought) or sought.start
    first = sought.start.first
    begun = Q(date__gte=(first - LONGEST).isoformat(), date__lte=end.last.isoformat())
    return begun | Q(date__in=[first.isoformat()[:4], first.isoformat()[:7]])


def _parties(row):
    if isinstance(row, Agreement):
        parties = list(row.parties.all())
        countries = {each.country_id for each in parties} - {None}
        return frozenset(countries), frozenset({each.organization_id for each in parties} - {None})
    return tuple(frozenset(each.pk for each in getattr(row, name).all()) for name in ("countries", "organizations"))


def _is_other(sought, row):
    """Return whether the row cannot be a duplicate: its dates, number or series differ."""
    if sought.model is Meeting:
        if sought.mechanism and row.mechanism_id and sought.mechanism != row.mechanism_id:
            return True
        if sought.ordinal and row.ordinal and sought.ordinal != row.ordinal:
            return True
    if not sought.start or not row.date:
        return False
    end = _end(sought)
    return sought.start.first > row.until.last or (end is not None and row.date.first > end.last)


def _end(sought):
    """Return the end date, or None for a project or mechanism without an end."""
    return sought.end or (sought.start if sought.model in (Agreement, Meeting) else None)
