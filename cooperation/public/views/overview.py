"""The content of the registry, for the home page: numbers, first year, example searches and countries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.db.models import F
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.names import place_of
from regions.translated import Text, filled

from ...domain.choices import InForce, MeetingStatus, Origin, OutcomeStatus
from ...filters.codes import UPCOMING
from ...filters.names import named
from ...index import Dimension, Ordered, code_tag, number
from ...models import Mechanism, Source, Topic
from .countries import is_known

DATED = ("agreement", "meeting", "project")  # kinds that determine the first year
OF_A_REGION = 6  # countries shown for each region
LONGEST_EXAMPLE = 40  # characters of a name
CANDIDATES = 10  # names from which an example is chosen
EXAMPLES = {Country: Dimension.COUNTRY, Mechanism: Dimension.MECHANISM, Topic: Dimension.TOPIC}


@dataclass(frozen=True)
class Figure:
    """A number in words, the list that it counts, and the numbers that it includes."""

    words: SafeString
    address: str
    rest: Sequence["Figure"] = ()


def _figure(short, kind, label, parts=None) -> Figure:
    """Return the number of records of a kind, and the numbers of those statuses in `parts` that have records.

    The index counts both as the lists do.
    """
    entries = short.snapshot[kind]
    rest = []
    for status, words in (parts or {}).items():
        if count := entries.total(code_tag(Dimension.STATUS, status)):
            rest.append(Figure(filled(words, number=_formatted(count)), short.address(kind, status=status)))
    number = format_html("<strong>{}</strong>", _formatted(len(entries)))
    return Figure(filled(label, number=number), short.address(kind), rest)


def _formatted(count):
    return formats.number_format(count, force_grouping=True)


def figures(short) -> list[Figure]:
    """Return the numbers of records. Agreements whose force is not known are counted separately."""
    force = {
        InForce.YES.value: _("%(number)s in force today"),
        InForce.NO.value: _("%(number)s not in force"),
        InForce.NOT_KNOWN.value: _("%(number)s not known whether in force"),
    }
    held = {
        MeetingStatus.HELD.value: _("%(number)s held"),
        UPCOMING: _("%(number)s upcoming"),
        MeetingStatus.NOT_RECORDED.value: _("%(number)s not recorded whether held"),
    }
    done = {
        OutcomeStatus.ACTIVE.value: _("%(number)s open"),
        OutcomeStatus.IMPLEMENTED.value: _("%(number)s completed"),
    }
    return [
        _figure(short, "agreement", _("%(number)s agreements"), force),
        _figure(short, "meeting", _("%(number)s meetings"), held),
        _figure(short, "outcome", _("%(number)s outcomes"), done),
        _figure(short, "project", _("%(number)s projects")),
        _figure(short, "mechanism", _("%(number)s mechanisms")),
    ]


def first_year(snapshot) -> int | None:
    """Return the year of the earliest date of an agreement, a meeting or a project; None without any date."""
    first = [Ordered(kind, snapshot[kind], None, newest=False).page(0, 1) for kind in DATED]
    return min((page[0].day // 10_000 for page in first if page and page[0].day), default=None)


def own_text() -> Source | None:
    """Return the ministry's text with the latest date, of those that published facts cite."""
    dated = Source.objects.cited().filter(origin=Origin.OWN, as_of__isnull=False)
    return dated.order_by(F("as_of").desc(), "slug").first()


@dataclass(frozen=True)
class Part:
    """A region, the names of its countries with the most records, and the number of its other countries with any."""

    region: Region
    countries: list[Country]
    left_out: int


def by_region(regions, countries) -> list[Part]:
    """Return the regions with those of the `countries` that have records or a policy text."""
    known = defaultdict(list)
    for country in countries:
        if is_known(country) and country.alpha_3 != settings.HOME_COUNTRY:
            known[country.region_id].append(country)
    parts = []
    for region in regions:
        most = sorted(known[region.pk], key=lambda country: -country.on_file)[:OF_A_REGION]
        shown = sorted(most, key=lambda country: place_of(country.shown_name()))
        parts.append(Part(region, shown, len(known[region.pk]) - len(shown)))
    return parts


def examples(snapshot, *models) -> list[Text]:
    """Return searches that find something: of each of the `models` in EXAMPLES, the name with the most meetings.

    Each is a name that readers see, so search finds at least the page with this name.
    """
    found = (_most_frequent(snapshot, model, EXAMPLES[model]) for model in models)
    return [name for name in found if name]


def _most_frequent(snapshot, model, dimension):
    """Return the short name of the value that the most meetings have, or else the most projects or agreements.

    The home country is left out, as nearly all records have it.
    """
    for kind in ("meeting", "project", "agreement"):
        ids = [number(of) for of in islice(snapshot[kind].totals(dimension), CANDIDATES)]
        if model is Mechanism:
            ids = [pk for pk in ids if pk in snapshot["mechanism"].whole]
        names = {each.id: each.short for each in named(snapshot, model, ids) if each.code != settings.HOME_COUNTRY}
        if short := next((names[pk] for pk in ids if pk in names and len(names[pk]) <= LONGEST_EXAMPLE), ""):
            return short
    return ""
