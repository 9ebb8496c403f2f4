"""The search page, and the suggestions of the search box."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import JsonResponse
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.views.generic import TemplateView, View

from regions.models import Country

from ... import index, search
from ...domain.kinds import LISTED
from ...filters import FILTERS, offers
from ...models import SEARCHED, Mechanism, Topic
from .overview import examples
from .search_results import Result, results_of

BEST = 3  # of all kinds, above the groups
SHOWN = 5  # of each kind that has a list
SHOWN_WHOLE = 30  # of each kind without a list
# The lists offered if there are no results.
BROWSED = ("agreement", "meeting", "project", "outcome", "country", "topic")


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
        snapshot = index.now()
        totals = {kind: total for kind, total in self.query.totals.items() if total[0]}
        hits = self.query.best(totals, SHOWN_WHOLE)
        shown = {kind: [] for kind in totals}
        for hit in hits:
            if len(shown[hit.kind]) < (SHOWN if hit.kind in LISTED else SHOWN_WHOLE):
                shown[hit.kind].append(hit)
        results = results_of(snapshot, self.query, [hit for kind in shown.values() for hit in kind])
        groups = [self._group(kind, totals[kind], [results[hit] for hit in found]) for kind, found in shown.items()]
        return context | {
            "best": [results[hit] for hit in hits[:BEST]] if len(groups) > 1 else [],
            "groups": groups,
            "offers": offers([FILTERS[model] for model in SEARCHED if model in FILTERS], self.query, snapshot),
            "corrected_url": f"{self.request.path}?{urlencode({'q': self.query.corrected or ''})}",
            "examples": [] if groups else examples(snapshot, Country, Topic, Mechanism),
            "browse": [(f"{kind}_list", _title(kind)) for kind in BROWSED],
        }

    def _group(self, kind, total, results):
        number, is_exact = total
        words = formats.number_format(number, force_grouping=True) + ("" if is_exact else "+")
        address = f"{reverse(f'{kind}_list')}?{urlencode({'q': self.query.text})}" if kind in LISTED else None
        is_more = number > len(results) or not is_exact
        return Group(kind, _title(kind), words, results, address, is_more)


def _title(kind):
    return capfirst(search.KINDS[kind]._meta.verbose_name_plural)


class Suggest(View):
    """Suggestions for the text typed so far, as JSON for the search box. Cached for a minute."""

    def get(self, request):
        """Return the suggestions; none if the text is too short."""
        found = search.suggest(request.GET.get("q", ""))
        answer = [
            {"label": each.label, "kind": each.kind, "address": each.address}
            | ({"lang": each.label.language} if each.label.is_foreign else {})
            for each in found
        ]
        response = JsonResponse({"suggestions": answer}, json_dumps_params={"ensure_ascii": False})
        response["Cache-Control"] = "public, max-age=60"
        response["Content-Language"] = get_language()
        return response
