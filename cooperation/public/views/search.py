"""The search page, and the suggestions of the search box."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from ... import index, search
from ...domain.evidence import Evidence
from ...filters import AgreementFilter, MechanismFilter, MeetingFilter, OutcomeFilter, ProjectFilter, offers
from ...models import Citation, Outcome
from ...search.highlight import Highlighter
from . import related_lists
from .relations import attach_links

TITLES = {
    "agreement": gettext_lazy("Agreements"),
    "meeting": gettext_lazy("Meetings"),
    "project": gettext_lazy("Projects"),
    "outcome": gettext_lazy("Outcomes"),
    "mechanism": gettext_lazy("Mechanisms"),
    "organization": gettext_lazy("Organizations"),
    "country": gettext_lazy("Countries"),
    "region": gettext_lazy("Regions"),
    "topic": gettext_lazy("Topics"),
    "source": gettext_lazy("Sources"),
}
# The kinds whose lists have a keyword filter.
LISTED = ("agreement", "meeting", "project", "outcome", "mechanism", "organization")
# The filter sets that have a period.
FILTERS = (AgreementFilter, MeetingFilter, ProjectFilter, OutcomeFilter, MechanismFilter)
CITED = ("agreement", "meeting", "project", "mechanism")
BEST = 3  # of all kinds, above the groups
SHOWN = 5  # of each kind that has a list
SHOWN_WHOLE = 30  # of each kind without a list
RELATED = {"outcome": "meeting", "country": "region", "topic": "parent"}


@dataclass(frozen=True)
class Result:
    """A search result: its kind, its title, and a passage with the keywords marked."""

    kind: str
    label: str
    row: object
    title: SafeString
    passage: SafeString | str


@dataclass(frozen=True)
class Group:
    """The best results of one kind, their total number, and the link to all of them."""

    kind: str
    title: str
    total: str
    results: list[Result]
    address: str | None
    is_more: bool


class Search(TemplateView):
    """All results for a reader's keywords: the best of all kinds, then each kind with its number."""

    template_name = "cooperation/search.html"

    @cached_property
    def query(self):
        return search.Query(self.request.GET.get("q", ""))

    def get_context_data(self, **kwargs):
        """Add the results, or the errors in the query."""
        context = super().get_context_data(**kwargs) | {
            "query": self.query,
            "typed": self.request.GET.get("q", ""),
            "groups": [],
        }
        if not self.query:
            return context
        totals = {kind: total for kind, total in self.query.totals.items() if total[0]}
        hits = self.query.best(totals, SHOWN_WHOLE)
        shown = {kind: [] for kind in totals}
        for hit in hits:
            if len(shown[hit.kind]) < (SHOWN if hit.kind in LISTED else SHOWN_WHOLE):
                shown[hit.kind].append(hit)
        results = self._results([hit for kind in shown.values() for hit in kind])
        groups = [self._group(kind, totals[kind], [results[hit] for hit in found]) for kind, found in shown.items()]
        return context | {
            "best": [results[hit] for hit in hits[:BEST]] if len(groups) > 1 else [],
            "groups": groups,
            "offers": offers(FILTERS, self.query, index.now().day),
            "corrected_url": f"{self.request.path}?{urlencode({'q': self.query.corrected or ''})}",
        }

    def _results(self, hits):
        rows = {}
        for kind in dict.fromkeys(hit.kind for hit in hits):
            ids = [hit.id for hit in hits if hit.kind == kind]
            rows |= {(kind, row.pk): row for row in self._fetch(kind, ids)}
        _attach_evidence(rows)
        texts = {key: list(_texts(row)) for key, row in rows.items()}
        marker = Highlighter(self.query, [text for found in texts.values() for text in found])
        results = {}
        for hit in hits:
            row = rows[hit.kind, hit.id]
            title, *rest = texts[hit.kind, hit.id]
            marked = [text for text in rest if marker.has_marks(text)]
            passage = next(iter(marked or rest), "")
            name = marker.passage(title) if hit.kind == "outcome" else marker.mark(title)
            label = row._meta.verbose_name
            results[hit] = Result(hit.kind, label, row, name, marker.passage(passage) if passage else "")
        return results

    def _fetch(self, kind, ids):
        rows = search.KINDS[kind].objects.filter(pk__in=ids)
        if kind in RELATED:
            rows = rows.select_related(RELATED[kind])
        if kind in CITED:
            rows = rows.published()
        if kind == "meeting":
            rows = rows.prefetch_related(Prefetch("outcomes", Outcome.objects.order_by("position", "key")))
            snapshot, rows = index.now(), list(rows)
            attach_links(snapshot, rows, "host_country")
            for row in rows:
                row.is_presumed_held = related_lists.is_presumed_held(row, snapshot.day)
        return rows

    def _group(self, kind, total, results):
        number, is_exact = total
        words = formats.number_format(number, force_grouping=True) + ("" if is_exact else "+")
        address = f"{reverse(f'{kind}_list')}?{urlencode({'q': self.query.text})}" if kind in LISTED else None
        is_more = number > len(results) or not is_exact
        return Group(kind, TITLES[kind], words, results, address, is_more)


def _attach_evidence(rows):
    """Attach its evidence to each record and its meeting to each outcome: one statement for all of them."""
    records = {(kind, pk): row for (kind, pk), row in rows.items() if kind in CITED}
    of_outcomes = [row.meeting for (kind, _pk), row in rows.items() if kind == "outcome"]
    ids = {kind: [] for kind in CITED}
    for kind, pk in [*records, *(("meeting", meeting.pk) for meeting in of_outcomes)]:
        ids[kind].append(pk)
    about = reduce(or_, (Q(**{f"{kind}__in": found}) for kind, found in ids.items() if found), Q(pk__in=[]))
    citations = defaultdict(list)
    for each in Citation.objects.filter(about, party=None, outcome=None, phase=None).select_related("source"):
        citations[next((kind, pk) for kind in CITED if (pk := getattr(each, f"{kind}_id")))].append(each)
    for (kind, pk), row in records.items():
        row.evidence = Evidence(row, citations[kind, pk])
    for meeting in of_outcomes:
        meeting.evidence = Evidence(meeting, citations["meeting", meeting.pk])


# The fields with texts that a result may show below its title.
SHOWN_TEXTS = (
    *("summary", "formal_name", "other_names", "policy_directions"),
    *("publisher", "note", "cadence", "signed_at", "usual_city"),
)


def _texts(row):
    """Yield the texts of a row that a result may show, its title first."""
    yield row.text if isinstance(row, Outcome) else str(row)
    for name in SHOWN_TEXTS:
        if text := getattr(row, name, ""):
            yield " · ".join(text.splitlines()) if name in ("other_names", "policy_directions") else text
    if row._meta.model_name == "meeting":
        yield from (outcome.text for outcome in row.outcomes.all())


class Suggest(View):
    """Suggestions for the text typed so far, as JSON for the search box. Cached for a minute."""

    def get(self, request):
        """Return the suggestions; none if the text is too short."""
        found = search.suggest(request.GET.get("q", ""))
        answer = [{"label": each.label, "kind": each.kind, "address": each.address} for each in found]
        response = JsonResponse({"suggestions": answer}, json_dumps_params={"ensure_ascii": False})
        response["Cache-Control"] = "public, max-age=60"
        return response
