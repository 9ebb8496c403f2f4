"""Known gaps and contradictions: how many published records each quality rule applies to, with some of them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from regions.names import place_of

from ... import index
from ...database.quality import PRECISIONS, RULES, Rule, Severity
from ...exchange.exports.claimed import ClaimedThings
from ...models import RECORDS, Citation, Mechanism, Meeting
from .home import last_modified
from .lists import LISTS
from .record_page import SnapshotMixin
from .sources import related_to, taken

SHOWN = 10  # series with missing sessions
SHOWN_OF_KIND = 5  # records of each kind whose sources contradict each other
FIELDS, CLAIMS, RANGES = 3, 4, 8  # of one record or series
MOST_CITATIONS = 500  # read for the contradictions


@dataclass(frozen=True)
class Number:
    """The number of rows of a kind that a rule applies to, in words, and the list of these rows."""

    words: str
    total: str
    address: str


@dataclass(frozen=True)
class Line:
    """A rule, and its number for each kind that has such rows."""

    rule: Rule
    numbers: list[Number]


@dataclass(frozen=True)
class Contradiction:
    """The disputed fields of a record with their claims and the reason, and the number of fields left out."""

    record: object
    fields: list[tuple[str, list, str]]
    left_out: int


@dataclass(frozen=True)
class Gaps:
    """A series and the numbers of sessions without a record, as ranges; `left_out` is the number of other ranges."""

    series: Mechanism
    ranges: list[tuple[int, int]]
    left_out: int


def missing_ranges(numbers: set[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of numbers that are missing from 1 to the highest."""
    found, expected = [], 1
    for number in sorted(numbers):
        if number > expected:
            found.append((expected, number - 1))
        expected = number + 1
    return found


class Quality(SnapshotMixin, TemplateView):
    """Known gaps and contradictions. Each number links to the list that it counts."""

    template_name = "cooperation/quality.html"

    def get_context_data(self, **kwargs):
        """Add the rules with their numbers, series with missing sessions, and contradictions."""
        rules = {rule.id: rule for rule in RULES}
        return super().get_context_data(**kwargs) | {
            "parts": [
                (
                    "gaps",
                    _("What is not recorded"),
                    self._lines(r for r in RULES if r.severity in (Severity.SERIOUS, Severity.GAP)),
                ),
                ("dates", _("How exact the dates are"), self._lines(rules[code] for code in PRECISIONS)),
                (
                    "old",
                    _("What is old or contradictory"),
                    self._lines(r for r in RULES if r.severity == Severity.CHECK),
                ),
            ],
            "series": self._series(rules["missing-sessions"]),
            "series_in_all": self._number(rules["missing-sessions"], Mechanism),
            "contradictions": self._contradictions(rules["disputed"]),
            "updated_at": last_modified(),
        }

    def _lines(self, rules) -> list[Line]:
        return [
            Line(rule, [number for model in LISTS if model in rule.models and (number := self._number(rule, model))])
            for rule in rules
        ]

    def _total(self, rule, model) -> int:
        return self.snapshot[model._meta.model_name].total(rule.tag)

    def _number(self, rule, model) -> Number | None:
        if not (number := self._total(rule, model)):
            return None
        kind = model._meta.model_name
        total = formats.number_format(len(self.snapshot[kind]), force_grouping=True)
        return Number(LISTS[model].words(number), total, f"{reverse(f'{kind}_list')}?quality={rule.id}")

    def _first(self, rule, model, number) -> list[int]:
        entries = self.snapshot[model._meta.model_name]
        found = entries.get(rule.tag)
        order = index.Ordered(model._meta.model_name, entries, found)
        return [each.id for each in order.page(0, number)] if found else []

    def _series(self, rule) -> list[Gaps]:
        ids = self._first(rule, Mechanism, SHOWN)
        if not ids:
            return []
        numbers = defaultdict(set)
        sessions = Meeting.objects.published().filter(mechanism__in=ids, ordinal__isnull=False)
        for series, number in sessions.values_list("mechanism", "ordinal").distinct():
            numbers[series].add(number)
        found = []
        for series in Mechanism.objects.published().filter(pk__in=ids).order_by("pk"):
            ranges = missing_ranges(numbers[series.pk])
            found.append(Gaps(series, ranges[:RANGES], len(ranges[RANGES:])))
        return sorted(found, key=lambda each: place_of(each.series.shown_name()))

    def _contradictions(self, rule) -> list[tuple[Number, list[Contradiction], bool]]:
        """Return for each kind its number, the latest contradictions, and whether there are more."""
        ids = {model._meta.model_name: self._first(rule, model, SHOWN_OF_KIND) for model in RECORDS}
        ids = {kind: pks for kind, pks in ids.items() if pks}
        if not ids:
            return []
        rows = Citation.objects.filter(reduce(or_, (Q((f"{kind}__in", pks)) for kind, pks in ids.items())))
        rows = rows.filter(is_disputed=True).select_related("source", *related_to(ids)).order_by(*ids, "key")
        rows = list(rows[:MOST_CITATIONS])
        found = defaultdict(list)
        for record, groups, parts in taken(rows, ClaimedThings(rows)):
            named = [("", claims) for claims in groups]
            named += [(format_html("{}: ", part), claims) for part, groups in parts for claims in groups]
            shown = named[:FIELDS]
            notes = [claims.dispute_note for _name, claims in shown]
            fields = [
                # A note about several fields is shown after the last of them.
                (format_html("{}{}", name, claims.label), list(claims)[:CLAIMS], note if note != following else "")
                for (name, claims), note, following in zip(shown, notes, [*notes[1:], ""], strict=True)
            ]
            found[type(record)].append(Contradiction(record, fields, len(named) - len(shown)))
        return [
            (self._number(rule, model), found[model], self._total(rule, model) > SHOWN_OF_KIND)
            for model in RECORDS
            if found[model]
        ]
