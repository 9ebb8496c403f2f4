"""A list as it stands, with its filters and in its order, as a table to send on: for people, not to be imported."""

from collections.abc import Iterator

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...desk.imports import FORMATS, XLSX
from ...exchange.imports import delimited, workbook
from ...exchange.imports.sheet import MOST_ROWS


class Downloading:
    """Lets a ModelAdmin of records hand out its list."""

    # Relations that lead to who takes part.
    download_who = ("countries", "organizations")

    def get_urls(self):
        """Return the addresses, with that of the list as a file."""
        view = self.admin_site.admin_view(self.download_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_download"
        return [path("list.<str:suffix>", view, name=name), *super().get_urls()]

    @property
    def download_dates(self) -> tuple[str, ...]:
        return (*self.model.date_fields, *self.model.end_fields)

    def download_view(self, request, suffix):
        """Return the rows that the list shows at the same address, all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if suffix not in FORMATS:
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        table = self._table(request, self.downloaded(rows)[:MOST_ROWS])
        if suffix == "csv":
            response = StreamingHttpResponse(delimited.write(table), content_type="text/csv; charset=utf-8")
        else:
            widths = [50, *[14] * len(self.download_dates), 40, 18, 14, 50]
            data = workbook.write(capfirst(str(self.opts.verbose_name_plural)), table, widths)
            response = HttpResponse(data, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}-list.{suffix}"'
        return response

    def changelist_view(self, request, extra_context=None):
        """Return the list, with the way to its file."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return super().changelist_view(request, {"downloads": f"{address}list", **(extra_context or {})})

    def _table(self, request, rows) -> Iterator[list[str]]:
        dates = [capfirst(str(self.opts.get_field(name).verbose_name)) for name in self.download_dates]
        yield [_("Title"), *dates, _("Parties or participants"), _("Status"), _("Publication"), _("Address")]
        for row in rows.iterator(chunk_size=1000):
            yield [
                row.title,
                *(getattr(row, name) or "" for name in self.download_dates),
                "; ".join(str(each) for name in self.download_who for each in getattr(row, name).all()),
                self.download_status(row),
                self.state(row),
                request.build_absolute_uri(row.get_absolute_url()),
            ]

    def downloaded(self, rows):
        return rows.prefetch_related(*self.download_who)

    def download_status(self, row) -> str:
        """Return how it stands, in words; "" where the kind has no status."""
        return str(row.get_status_display()) if hasattr(row, "get_status_display") else ""
