"""A list in another format."""

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import View

from ... import index
from ...domain.addresses import origin_of
from ...exchange.exports import FORMATS, tables
from ...exchange.exports.selection import Refused, Selection
from ...filters.option import brief
from ...models.in_order import ids_of


class Export(View):
    """A list in another format: every row that the same query string finds, in the same order.

    Without a `list_view` the list has no filters, and the export has all public rows, except former countries.
    """

    model = None
    list_view = None
    refuses_others = True

    def dispatch(self, request, *args, **kwargs):
        """Refuse unknown parameters: with a misspelled filter, the file would have all rows."""
        known = request.resolver_match.func.parameters
        if others := [name for name in request.GET if name not in known]:
            message = _("“%(name)s” is not a parameter of this file.")
            return self.refuse([message % {"name": brief(name)} for name in others])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, ending):
        """Stream the rows, or return 400 with the errors."""
        name, table = self.model._meta.model_name, tables.TABLES[self.model]
        if self.list_view is None:
            selected = {
                "ids": {name: ids_of(self.model.objects.published().current())},
                "snapshot": index.now(),
                "title": str(capfirst(self.model._meta.verbose_name_plural)),
                "page": reverse(f"{name}_list"),
            }
            return self.stream(ending, self.model.address, table=table, **selected)
        page = self.list_view()
        page.setup(request)
        filterset = page.filterset
        if not filterset.is_valid():
            return self.refuse(problems_of(filterset.form))
        selected = {
            "ids": {name: filterset.ids},
            "snapshot": page.snapshot,
            "title": page.page_title(None),
            "page": page.list_url(),
            "filters": values_of(filterset.form, filterset.narrowing),
            "on": filterset.on,
        }
        return self.stream(ending, self.model.address, table=table, **selected)

    def stream(self, ending, name, **selected):
        """Return the Selection as a file whose name begins with `name`, or the error of the format."""
        form, origin = FORMATS[ending], origin_of(self.request)
        path = self.request.path.removesuffix(f".{ending}")
        selection = Selection(origin=origin, parameters=self.request.GET, path=path, **selected)
        try:
            parts = form.stream(selection)
        except Refused as refusal:
            return self.refuse([str(refusal)])
        # The page cache does not store streams.
        response_class = HttpResponse if isinstance(parts, list) else StreamingHttpResponse
        response = response_class(parts, content_type=form.CONTENT_TYPE)
        disposition = "attachment" if form.IS_FILE else "inline"
        response["Content-Disposition"] = (
            f'{disposition}; filename="{name}-{selection.snapshot.day.isoformat()}.{ending}"'
        )
        return response

    def refuse(self, problems):
        text = "\n".join([_("The list was not exported."), *problems])
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")


def problems_of(form):
    return [*(f"{field.label}: {message}" for field in form for message in field.errors), *form.non_field_errors()]


def values_of(form, names):
    """Return the label of each parameter and the labels of its values."""
    return [(str(form[name].label), [str(each.label) for each in form[name].chosen]) for name in names]
