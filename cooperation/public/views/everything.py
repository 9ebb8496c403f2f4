"""One file with all records of a country, region, topic or mechanism."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from ... import index
from ...exchange.exports.everything import Everything
from ...exchange.exports.kinds import KINDS
from ...filters.orders import DateOrder
from ...filters.period import period_form, within
from ...index import tag
from ...models import Mechanism, Topic
from .export import Export, problems_of, values_of
from .record_page import withdrawn_page


class EverythingExport(Export):
    """The records in the lists filtered by one object, newest first in each kind.

    The parameters "from" and "to" work as in the lists.
    """

    dimension = None

    def get(self, request, slug, ending):
        """Stream the rows, or return 400 with the errors, 404 or 410."""
        thing = get_object_or_404(self.model, slug=slug)
        snapshot, of = index.now(), tag(self.dimension, thing.pk)
        if self.model is Mechanism and thing.pk not in snapshot["mechanism"].whole:
            if thing.withdrawn_at:
                return withdrawn_page(request, thing)
            raise Http404
        if self.model is Topic and not snapshot.has(of):
            raise Http404
        form = period_form(request.GET)
        if not form.is_valid():
            return self.refuse(problems_of(form))
        selected = {
            "table": Everything(thing),
            "ids": {kind: self._ids(form, snapshot, kind, of) for kind in KINDS},
            "snapshot": snapshot,
            "title": str(thing),
            "page": thing.get_absolute_url(),
            "filters": values_of(form, [each for each in form.fields if form[each].chosen]),
        }
        return self.stream(ending, f"{self.model.address}-{slug}", **selected)

    @staticmethod
    def _ids(form, snapshot, kind, of):
        entries = snapshot[kind]
        return DateOrder(index.Ordered(kind, entries, within(form, entries, entries.get(of))))
