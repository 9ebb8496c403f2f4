"""Downloads the filtered and sorted list as a table to read; it cannot be imported."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regions.translated import text_of

from ...desk.imports import FORMATS, XLSX
from ...domain.languages import in_language
from ...exchange.imports import delimited, workbook
from ...exchange.imports.sheet import MOST_ROWS


def download_view(model_admin, request, suffix):
    """Return all rows that the list shows for the same query string."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if suffix not in FORMATS:
        raise Http404
    try:
        rows = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return HttpResponseRedirect(model_admin.address("changelist"))
    opts, table = model_admin.opts, _table(model_admin, request, model_admin.download_rows(rows)[:MOST_ROWS])
    if suffix == "csv":
        response = StreamingHttpResponse(delimited.write(table), content_type="text/csv; charset=utf-8")
    else:
        widths = [50, *[14] * len(model_admin.download_dates), 40, 18, 14, 50]
        data = workbook.write(capfirst(str(opts.verbose_name_plural)), table, widths)
        response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{opts.model_name}-list.{suffix}"'
    return response


def _table(model_admin, request, rows) -> Iterator[list[str]]:
    opts, names = model_admin.opts, model_admin.download_dates
    dates = [capfirst(str(opts.get_field(name).verbose_name)) for name in names]
    yield [_("Title"), *dates, _("Parties or participants"), _("Status"), _("Publication"), _("Address")]
    for row in rows.iterator(chunk_size=1000):
        yield [
            str(text_of(row, "title")),
            *(getattr(row, name) or "" for name in names),
            "; ".join(str(each) for name in model_admin.download_participants for each in getattr(row, name).all()),
            model_admin.download_status(row),
            model_admin.state(row),
            request.build_absolute_uri(in_language(row.get_absolute_url(), settings.LANGUAGE_CODE)),
        ]
