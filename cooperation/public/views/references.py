"""The reference to a page, to download."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from ...exchange.citations import FORMATS
from ...history.earlier import Earlier
from ...models import Record
from .record_page import reference_of, to_list, withdrawn_page
from .versions import VERSION, NotShown, not_shown, version_asked


class ReferenceFile(View):
    """The reference to a public page of `model` as a file: 404 for a draft, 410 for a withdrawn one."""

    model = None

    def get(self, request, slug, ending):
        """Return the file, or the page that says that the record was withdrawn."""
        thing = get_object_or_404(self.model, slug=slug)
        if getattr(thing, "withdrawn_at", None):
            return withdrawn_page(request, thing)
        if not self.model.objects.published().filter(pk=thing.pk).exists():
            raise Http404
        try:
            reference = self._reference(request, thing)
        except NotShown as refused:
            return not_shown(request, [to_list(self.model)], thing.get_absolute_url(), refused)
        form = FORMATS[ending]
        response = HttpResponse(form.write(reference), content_type=form.content_type)
        response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
        return response

    def _reference(self, request, thing):
        """Return the reference to the current page, or to the version that the request asks for."""
        version = version_asked(request.GET, thing) if issubclass(self.model, Record) else None
        if version is None:
            return reference_of(request, thing)
        with Earlier(thing, version):
            return reference_of(request, self.model.objects.get(pk=thing.pk), f"?{VERSION}={version.number}")
