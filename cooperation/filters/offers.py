"""Suggests filters for a query: "vietnam since 2000" suggests the meetings with Vietnam from 2000 onwards."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from regions.models import Country, Region

from .. import index
from ..models import Mechanism, Organization, Topic
from ..search import Query
from .base import RegistryFilter
from .names import named
from .option import grouped

# The models that are values of the parameter of the same name.
NAMED = {"mechanism": Mechanism, "organization": Organization, "country": Country, "region": Region, "topic": Topic}
DATES = ("from", "to", "year")
MEMORANDA = {"mous", "memorandum", "memoranda", "memoranda of understanding"}
LONGEST_KIND = 3  # words in the name of a kind


@dataclass(frozen=True)
class Offer:
    """A list with suggested filters: what it shows, its query string, and its number of rows."""

    filterset_class: type[RegistryFilter]
    sentence: str
    query: str
    count: int

    @property
    def url_name(self) -> str:
        return f"{self.filterset_class.rows.model._meta.model_name}_list"

    @property
    def shown(self) -> str:
        """Return the number of rows with thousands separators: "1,024"."""
        return grouped(self.count)


def offers(filterset_classes, query: Query, today: date) -> list[Offer]:
    """Return suggested filters for the lists that the query names, or for all lists."""
    if not query.period:
        return []
    terms = [_typed(term) for term in query.reading.terms]
    meant = [each for each in filterset_classes if any(_is_list(each, term) for term in terms)]
    meant = meant or [each for each in filterset_classes if any(_kind(each, term) for term in terms)]
    found = (offer(each, query, QueryDict(), today) for each in meant or filterset_classes)
    return [each for each in found if each]


def offer(filterset_class: type[RegistryFilter], query: Query, given: QueryDict, today: date) -> Offer | None:
    """Return the list with the filters that the query suggests, in addition to those in `given`.

    Only a query with a period suggests filters. Words that are not filter values stay in the keyword. Returns None if
    the list has no dates or no rows match.
    """
    filters = filterset_class.base_filters
    if not query.period or "from" not in filters or any(given.get(name) for name in DATES):
        return None
    free = {name for name in ("kind", *NAMED) if name in filters and not given.get(name)}
    values, words = _read(filterset_class, query, free, today)
    data = given.copy()
    for name, found in values.items():
        data.setlist(name, [code for code, _label in found])
    for name, value in (("q", words), ("from", query.period.start), ("to", query.period.end)):
        if value:
            data[name] = value
    filterset = filterset_class(data, today=today)
    count = filterset.count() if filterset.is_valid() else 0
    if not count:
        return None
    return Offer(filterset_class, _sentence(filterset_class, values, words, query.period), filterset.query(), count)


def _read(filterset_class, query, free, today):
    """Return the values of the `free` filters that a query names, each with its label, and the other words.

    A second country stays in the keyword: values of one filter are alternatives.
    """
    pieces, values = query.reading.pieces, {}
    terms = [term for term in query.reading.terms if not (term.is_excluded or term.is_phrase or term.is_period)]
    used = {number for number, term in enumerate(terms) if term.is_aside or not term.atoms}
    used |= {number for number, term in enumerate(terms) if _is_list(filterset_class, _typed(term))}
    kind, numbers = _find_kind(filterset_class, terms) if "kind" in free else (None, ())
    if kind and not used.issuperset(numbers):
        values["kind"] = [(kind.value, str(kind.label))]
        used |= set(numbers)
    used |= {number for number, term in enumerate(terms) if _is_home(term, terms)}
    for number, term in enumerate(terms):
        (name, *more) = {kind for kind, _pk in term.things} or {None}
        if number not in used and not more and name in free - values.keys():
            names = named(index.now(), NAMED[name], {pk for _kind, pk in term.things})
            values[name] = [(each.slug, each.short) for each in names]
            used.add(number)
    rest = {piece for number, term in enumerate(terms) if number not in used for piece in term.pieces}
    rest |= set(range(len(pieces))) - {piece for term in terms for piece in term.pieces}
    return values, " ".join(str(pieces[number]) for number in sorted(rest - query.period.pieces))


def _find_kind(filterset_class, terms):
    for start in range(len(terms)):
        for end in range(min(start + LONGEST_KIND, len(terms)), start, -1):
            if kind := _kind(filterset_class, _typed(*terms[start:end])):
                return kind, range(start, end)
    return None, ()


def _is_home(term, terms):
    """Return whether a term is the home country next to other names: every record involves the home country."""
    if sum(bool(each.things) for each in terms) < 2 or {kind for kind, _pk in term.things} != {"country"}:
        return False
    home = Country.objects.filter(alpha_3=settings.HOME_COUNTRY, pk__in=[pk for _kind, pk in term.things])
    return len(term.things) == 1 and home.exists()


def _typed(*terms):
    return " ".join(word for term in terms for word in term.typed)


def _is_list(filterset_class, typed):
    meta = filterset_class.rows.model._meta
    return typed in (str(meta.verbose_name), str(meta.verbose_name_plural))


def _kind(filterset_class, typed):
    """Return the kind of the list's rows with this name, or None."""
    parameter = filterset_class.base_filters.get("kind")
    for kind in parameter.choices if parameter else ():
        names = {str(kind.label).lower(), kind.value.replace("-", " ")}
        if typed in names | {f"{name}s" for name in names} or (kind.value == "mou" and typed in MEMORANDA):
            return kind
    return None


def _sentence(filterset_class, values, words, period):
    labels = {name: get_text_list([label for _code, label in found], _("or")) for name, found in values.items()}
    parts = [str(filterset_class.rows.model._meta.verbose_name_plural)]
    if "kind" in labels:
        parts.append(_("of the kind “%(kind)s”") % {"kind": labels["kind"]})
    if "mechanism" in labels:
        parts.append(_("of %(mechanism)s") % {"mechanism": labels["mechanism"]})
    if partners := [labels[name] for name in ("country", "region", "organization") if name in labels]:
        parts.append(_("with %(partners)s") % {"partners": get_text_list(partners, _("and"))})
    if "topic" in labels:
        parts.append(_("on %(topic)s") % {"topic": labels["topic"]})
    if words:
        parts.append(_("with the words “%(words)s”") % {"words": words})
    if period.start and period.end:
        parts.append(_("from %(start)s to %(end)s") % {"start": period.start.words, "end": period.end.words})
    elif period.start:
        parts.append(_("from %(start)s onwards") % {"start": period.start.words})
    else:
        parts.append(_("up to %(end)s") % {"end": period.end.words})
    return _("Show %(what)s") % {"what": " ".join(parts)}
