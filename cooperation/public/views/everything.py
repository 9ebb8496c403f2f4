"""One file with everything that is recorded with a country, in a region or of a mechanism."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import index
from ...exchange.exports.everything import Everything
from ...exchange.exports.kinds import KINDS
from ...filters.period import period_form, within
from ...index import tag
from ...models import Mechanism
from .listing import Export


class EverythingExport(Export):
    """The records that the lists have with the filter for one object, all kinds in one table, newest first.

    The parameters "from" and "to" narrow it as they narrow the lists.
    """

    dimension = None

    def get(self, request, slug, ending):
        """Stream the rows; or answer 400 with what is wrong, 404, 410, or with the present address."""
        thing = self.model.objects.filter(slug=slug).first()
        if thing is None:
            return self._redirect(slug, ending)
        snapshot, of = index.now(), tag(self.dimension, thing.pk)
        if self.model is Mechanism and thing.pk not in snapshot["mechanism"].whole:
            return self._unpublished(thing)
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

    def _unpublished(self, thing):
        if not thing.withdrawn_at:
            raise Http404
        text = _("This page has been withdrawn.")
        return HttpResponse(f"{text}\n", status=410, content_type="text/plain; charset=utf-8")

    def _redirect(self, slug, ending):
        """Return the redirect from a former slug; raise Http404 if there is none."""
        old = self.model(slug=slug).get_absolute_url()
        redirects = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=old).exclude(new_path="")
        if (new := redirects.values_list("new_path", flat=True).first()) is None:
            raise Http404
        slug, query = new.rstrip("/").rpartition("/")[2], self.request.META.get("QUERY_STRING", "")
        path = reverse(f"{self.model._meta.model_name}_everything", args=[slug, ending])
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
