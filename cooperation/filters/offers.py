"""Suggests filters for a query: "vietnam since 2000" suggests the meetings with Vietnam from 2000 onwards, "open
outcomes with China" the outcomes with China that are open.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import QueryDict
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.translated import filled

from .. import index
from ..models import Mechanism, Organization, Topic
from ..search import Query
from .base import RegistryFilter
from .names import named
from .option import grouped
from .vocabulary import ALSO, LONGEST, code_named, list_named

# The models that are values of the parameter of the same name.
NAMED = {"mechanism": Mechanism, "organization": Organization, "country": Country, "region": Region, "topic": Topic}
DATES = ("from", "to", "year")


@dataclass(frozen=True)
class Offer:
    """A list with suggested filters: what it shows, its query string, and its number of rows."""

    filterset_class: type[RegistryFilter]
    sentence: SafeString
    query: str
    count: int

    @property
    def url_name(self) -> str:
        return f"{self.filterset_class.rows.model._meta.model_name}_list"

    @property
    def shown(self) -> str:
        """Return the number of rows with thousands separators: "1,024"."""
        return grouped(self.count)


@dataclass
class _Meaning:
    """What a query means for one list: values of its filters by parameter, each with its label, and the other words.

    `is_named` says that the query names the list or a code of it, `is_plural` that it does so in the plural.
    """

    values: dict[str, list[tuple[str, str]]]
    words: str
    is_named: bool
    is_plural: bool

    def label(self, name: str) -> SafeString:
        return _listed([label for _code, label in self.values[name]], _("or"))

    def without(self, name: str) -> "_Meaning":
        return replace(self, values={each: found for each, found in self.values.items() if each != name})


def offers(filterset_classes, query: Query, snapshot: index.Snapshot) -> list[Offer]:
    """Return suggested filters for the lists that the query names, or for all lists, as of the index."""
    if not query:
        return []
    terms = _free(query)
    meant = [each for each in filterset_classes if any(list_named(each, _typed(term)) for term in terms)]
    meant = meant or [each for each in filterset_classes if next(_codes(each, terms), None)]
    found = (offer(each, query, QueryDict(), snapshot) for each in meant or filterset_classes)
    return [each for each in found if each]


def offer(
    filterset_class: type[RegistryFilter], query: Query, given: QueryDict, snapshot: index.Snapshot
) -> Offer | None:
    """Return the list with the filters that the query suggests, in addition to those in `given`.

    Words that are not filter values stay in the keyword. A query with such words must have a period or name the list in
    the plural; one without them must have a period, two values or the name of the list: "vietnam" and "Vietnam
    cooperation meeting" suggest nothing. If no rows match all the values, one is left out and named. Returns None if no
    rows match then either.
    """
    filters = filterset_class.base_filters
    if query.period and ("from" not in filters or any(given.get(name) for name in DATES)):
        return None
    free = {name for name in filters if not given.get(name)}
    if query.period or any(given.get(name) for name in DATES):
        free.discard("year")
    meaning = _read(filterset_class, query, free, snapshot)
    if not (query.period or _is_filter(meaning)):
        return None
    found = _offer(filterset_class, meaning, query.period, given, snapshot.day)
    if found.count:
        return found
    # Nothing matches all of it: leave out one of the values, a year or a code rather than a name.
    for name in sorted(meaning.values, key=lambda name: (name in NAMED, name != "year")):
        less = meaning.without(name)
        if less.values and (found := _offer(filterset_class, less, query.period, given, snapshot.day)).count:
            left_out = filled(_("because none match “%(value)s”"), value=meaning.label(name))
            return replace(found, sentence=format_html("{}, {}", found.sentence, left_out))
    return None


def _offer(filterset_class, meaning, period, given, today):
    data = given.copy()
    for name, found in meaning.values.items():
        data.setlist(name, [code for code, _label in found])
    start, end = (period.start, period.end) if period else (None, None)
    for name, value in (("q", meaning.words), ("from", start), ("to", end)):
        if value:
            data[name] = value
    filterset = filterset_class(data, today=today)
    count = filterset.count() if filterset.is_valid() else 0
    return Offer(filterset_class, _sentence(filterset_class, meaning, period), filterset.query(), count)


def _is_filter(meaning):
    if not meaning.values:
        return False
    return meaning.is_plural if meaning.words else meaning.is_named or len(meaning.values.keys() - {"year"}) > 1


def _free(query):
    """Return the terms that may be values: not phrases, excluded words and dates of the period."""
    return [term for term in query.reading.terms if not (term.is_excluded or term.is_phrase or term.is_period)]


def _codes(filterset_class, terms):
    """Yield (parameter, code, is plural, indices of terms) for each code that the terms name, the longest first."""
    start = 0
    while start < len(terms):
        for end in range(min(start + LONGEST, len(terms)), start, -1):
            meant = code_named(filterset_class, _typed(*terms[start:end]))
            if meant and any(term.atoms and not _is_filler(term) for term in terms[start:end]):
                yield *meant, range(start, end)
                start = end - 1
                break
        start += 1


def _is_filler(term):
    return term.is_aside and _typed(term) not in ALSO


def _read(filterset_class, query, free, snapshot):
    """Return the meaning of a query for a list, with values of the `free` filters only.

    A second country stays in the keyword: values of one filter are alternatives.
    """
    pieces, terms, values = query.reading.pieces, _free(query), {}
    named_as = {
        number: found for number, term in enumerate(terms) if (found := list_named(filterset_class, _typed(term)))
    }
    used = set(named_as) | {number for number, term in enumerate(terms) if term.is_aside or not term.atoms}
    is_plural = "many" in named_as.values()
    for name, code, is_many, numbers in _codes(filterset_class, terms):
        if name in free - values.keys() and not named_as.keys() & numbers:
            values[name] = [(code.value, str(code.label))]
            used |= set(numbers)
            is_plural |= is_many
    is_named = bool(named_as or values)
    used |= {number for number, term in enumerate(terms) if _is_home(term, terms, snapshot)}
    for number, term in enumerate(terms):
        (name, *more) = {kind for kind, _pk in term.things} or {None}
        if number not in used and not more and name in free - values.keys():
            names = named(snapshot, NAMED[name], {pk for _kind, pk in term.things})
            values[name] = [(each.slug, each.short) for each in names]
            used.add(number)
        elif term.is_year and "year" in free - values.keys():
            values["year"] = [(term.typed[0], term.typed[0])]
            used.add(number)
    rest = {piece for number, term in enumerate(terms) if number not in used for piece in term.pieces}
    rest |= set(range(len(pieces))) - {piece for term in terms for piece in term.pieces}
    rest -= query.period.pieces if query.period else set()
    return _Meaning(values, " ".join(str(pieces[number]) for number in sorted(rest)), is_named, is_plural)


def _is_home(term, terms, snapshot):
    """Return whether a term is the home country next to other names: every record involves the home country."""
    if sum(bool(each.things) for each in terms) < 2 or {kind for kind, _pk in term.things} != {"country"}:
        return False
    countries = named(snapshot, Country, {pk for _kind, pk in term.things})
    return [country.code for country in countries] == [settings.HOME_COUNTRY]


def _typed(*terms):
    return " ".join(word for term in terms for word in term.typed)


def _sentence(filterset_class, meaning, period):
    labels = {name: meaning.label(name) for name in meaning.values}
    parts = [str(filterset_class.rows.model._meta.verbose_name_plural)]
    if "kind" in labels:
        parts.append(filled(_("of the kind “%(kind)s”"), kind=labels["kind"]))
    if "mechanism" in labels:
        parts.append(filled(_("of %(mechanism)s"), mechanism=labels["mechanism"]))
    if partners := [labels[name] for name in ("country", "region", "organization") if name in labels]:
        parts.append(filled(_("with %(partners)s"), partners=_listed(partners, _("and"))))
    if "topic" in labels:
        parts.append(filled(_("on %(topic)s"), topic=labels["topic"]))
    if meaning.words:
        parts.append(filled(_("with the words “%(words)s”"), words=meaning.words))
    if period and period.start and period.end:
        parts.append(filled(_("from %(start)s to %(end)s"), start=period.start.words, end=period.end.words))
    elif period and period.start:
        parts.append(filled(_("from %(start)s onwards"), start=period.start.words))
    elif period:
        parts.append(filled(_("up to %(end)s"), end=period.end.words))
    if "year" in labels:
        parts.append(filled(_("in %(year)s"), year=labels["year"]))
    sentence = filled(_("Show %(what)s"), what=format_html_join(" ", "{}", ((part,) for part in parts)))
    for name in [each for each in labels if each not in ("kind", "year", *NAMED)]:
        parameter = _("status") if name == "status" else str(filterset_class.base_filters[name].label).lower()
        sentence += filled(_(", %(parameter)s “%(value)s”"), parameter=parameter, value=labels[name])
    return sentence


def _listed(texts: list[str], word: str) -> SafeString:
    """Return the texts as a list in words, each marked with its language."""
    return mark_safe(get_text_list([conditional_escape(each) for each in texts], escape(word)))  # noqa: S308  escaped
