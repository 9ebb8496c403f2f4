"""Open data: the pages about it, the zips of everything, and files for other portals."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import condition, require_safe
from django.views.generic import TemplateView

from regions.models import Country

from ... import index
from ...domain.addresses import origin_of
from ...exchange import catalogue, iati
from ...exchange.citations import publisher
from ...exchange.exports import everything
from ...exchange.exports.columns import TYPES
from ...exchange.exports.tables import TABLES
from ...exchange.package.offer import month, months, offered
from ...exchange.package.resources import KINDS, RESOURCES
from ...filters.option import grouped
from ...index import Dimension, tag
from ...models import Source, Topic
from ...models.in_order import ids_of
from .downloads import Download, downloads
from .record_page import SnapshotMixin
from .topics import public_topics


@dataclass(frozen=True)
class Kind:
    """A kind of object: its name, its list's address, how many there are, and the list's formats."""

    name: str
    title: str
    address: str
    number: int
    downloads: list[Download]


class Data(SnapshotMixin, TemplateView):
    """The page about open data: kinds, formats and use."""

    template_name = "cooperation/data.html"

    def get_context_data(self, **kwargs):
        """Add the kinds, the zips, an example of a filter, and the projects that the IATI file leaves out."""
        slug, origin = self._example(), origin_of(self.request)
        query = f"?country={slug}"
        by, site = publisher()
        return super().get_context_data(**kwargs) | {
            "kinds": [self._kind(model) for model in KINDS],
            "offer": offered(),
            "months": months(),
            # Example addresses: the meetings with one country.
            "query": query,
            **{
                ending: f"{origin}{reverse('meeting_export', args=[ending])}{query}"
                for ending in ("csv", "atom", "ics")
            },
            "everything_csv": f"{origin}{reverse('country_everything', args=[slug, 'csv'])}",
            "api": f"{origin}{reverse('api')}",
            "iati": _iati(self.snapshot.token) if settings.IATI_ORGANISATION else None,
            "by": by,
            "published_in": site,
            "today": self.today,
            "grouped": grouped,
        }

    def render_to_response(self, context, **kwargs):
        """Return the page. It is not cached: a new zip does not change the public state."""
        response = super().render_to_response(context, **kwargs)
        response["Cache-Control"] = "public, no-cache"
        return response

    def _kind(self, model):
        name = model._meta.model_name
        return Kind(
            model.address,
            capfirst(model._meta.verbose_name_plural),
            reverse(f"{name}_list"),
            self._number(model, name),
            downloads(f"{name}_export", TABLES[model]),
        )

    def _number(self, model, name):
        """Return the number of objects in the list, from the index if it has them."""
        if name in index.KINDS:
            return len(self.snapshot[name])
        if model is Topic:
            return len(public_topics(self.snapshot))
        return (model.objects.cited() if model is Source else model.objects.current()).count()

    def _example(self):
        """Return the slug of the partner country with the most meetings, as an example of a filter with results."""
        meetings = self.snapshot["meeting"]
        partners = Country.objects.current().exclude(alpha_3=settings.HOME_COUNTRY).order_by("slug")
        partners = partners.values_list("pk", "slug")
        counts = ((meetings.total(tag(Dimension.COUNTRY, pk)), slug) for pk, slug in partners)
        return max(counts, key=lambda pair: pair[0], default=(0, "vietnam"))[1]


@lru_cache(maxsize=1)
def _iati(_token):
    """Return how many projects are in the IATI file, how many are not, and why, in the public state."""
    number, counts = iati.left_out()
    reasons = [(reason, counts[name]) for name, (reason, _condition) in iati.LACKS.items() if counts[name]]
    return {"complete": iati.complete().count(), "left_out": number, "reasons": reasons}


class Columns(TemplateView):
    """The columns and codes of every table."""

    template_name = "cooperation/data_columns.html"

    def get_context_data(self, **kwargs):
        """Add the tables, and separately the link tables."""
        return super().get_context_data(**kwargs) | {
            "tables": [each for each in RESOURCES if not each.folder],
            "links": [each for each in RESOURCES if each.folder],
            "everything": everything.COLUMNS,
            "types": TYPES,
            "in_lists": {model.address: set(TABLES[model].names) for model in KINDS},
        }


def _zip(name):
    return month(name) if name else offered()


def _etag_of_zip(request, of_month=""):
    found = _zip(of_month)
    return found and f'"{found.checksum}"'


@require_safe
@condition(etag_func=_etag_of_zip)
def zipped(request, of_month=""):
    """Return the zip of everything public, or that of a month; 304 if the client has it, 404 if there is none."""
    found = _zip(of_month)
    if found is None:
        raise Http404
    name = f"registry-{of_month}.zip" if of_month else found.path.name
    response = FileResponse(found.path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def catalog(request):
    """Return the catalogue for other portals."""
    found = catalogue.catalogue(index.now(), origin_of(request), offered())
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return _with_file_name(HttpResponse(text, content_type=catalogue.CONTENT_TYPE), "catalog.jsonld")


@require_safe
def iati_file(request):
    """Return the projects in IATI format; 404 if the owner does not report to IATI, or no project is complete."""
    if not iati.is_offered():
        raise Http404
    parts = iati.stream(ids_of(iati.complete().order_by("pk")), timezone.now(), origin_of(request))
    return _with_file_name(StreamingHttpResponse(parts, content_type=iati.CONTENT_TYPE), "iati.xml")


def _with_file_name(response, name):
    """Name the file. That makes it open data in config/headers.py."""
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
