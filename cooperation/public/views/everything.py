"""One file with everything that is recorded with a country, in a region or of a mechanism."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from ... import index
from ...exchange.exports.everything import Everything
from ...exchange.exports.kinds import KINDS
from ...filters.period import period_form, within
from ...index import tag
from ...models import Mechanism
from .listing import Export
from .record_page import withdrawn_page


class EverythingExport(Export):
    """The records that the lists have with the filter for one object, all kinds in one table, newest first.

    The parameters "from" and "to" narrow it as they narrow the lists.
    """

    dimension = None

    def get(self, request, slug, ending):
        """Stream the rows; or answer 400 with what is wrong, 404, or 410."""
        thing = get_object_or_404(self.model, slug=slug)
        snapshot, of = index.now(), tag(self.dimension, thing.pk)
        if self.model is Mechanism and thing.pk not in snapshot["mechanism"].whole:
            if thing.withdrawn_at:
                return withdrawn_page(request, thing)
            raise Http404
        form = period_form(request.GET)
        if not form.is_valid():
            return self._refuse(form)
        ids = {kind: self._ids(form, snapshot, kind, of) for kind in KINDS}
        return self._stream(ending, Everything(thing), ids, snapshot.day, f"{self.model.address}-{slug}")

    @staticmethod
    def _ids(form, snapshot, kind, of):
        entries = snapshot[kind]
        found = within(form, entries, entries.get(of))
        return (position.id for position in index.Ordered(kind, entries, found).positions())
