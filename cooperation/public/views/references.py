"""The reference to a page, to download."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from ...exchange.citations import FORMATS
from .record_page import reference_of, withdrawn_page


class ReferenceFile(View):
    """The reference to a public page of `model` as a file: 404 for a draft, 410 for what was withdrawn."""

    model = None

    def get(self, request, slug, ending):
        """Return the file, or the page that says that the record was withdrawn."""
        thing = get_object_or_404(self.model, slug=slug)
        if getattr(thing, "withdrawn_at", None):
            return withdrawn_page(request, thing)
        if not self.model.objects.published().filter(pk=thing.pk).exists():
            raise Http404
        form = FORMATS[ending]
        response = HttpResponse(form.write(reference_of(request, thing)), content_type=form.content_type)
        response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
        return response
