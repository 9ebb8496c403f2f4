"""The detail page of one object: for readers, for staff who preview it, and its 404 or 410."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from ... import index
from ...domain.addresses import admin_address, origin_of
from ...domain.evidence import Evidence, in_order_of_entry
from ...domain.roles import may_view
from ...exchange.citations import Reference, reference_to
from ...exchange.exports import tables
from ...exchange.exports.claimed import ClaimedThings
from ...exchange.exports.everything import Everything
from ...history.earlier import Earlier
from ...history.public_versions import public_versions
from ...models import Document
from ...workflow.merged import former_pages
from ..structured_data import structured_data
from .downloads import downloads
from .related_lists import RelatedLists
from .reverse_relations import attach_named, leading_to
from .versions import ON, VERSION, NotShown, day_asked, not_shown, version_asked, version_known

SOURCES, ALL = "sources", "all"  # the query parameter that shows all sources of a page, and its value


def staff_user(request):
    """Return the signed-in member of staff, or None. Without a session cookie there is no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_active and request.user.is_staff else None


def to_list(model) -> tuple:
    """Return the breadcrumb of a kind: its name and the address of its list."""
    return capfirst(model._meta.verbose_name_plural), reverse(f"{model._meta.model_name}_list")


def withdrawn_page(request, record):
    """Return the page that says that the record was withdrawn, without its title."""
    context = {"record": record, "trail": [to_list(type(record))]}
    return TemplateResponse(request, "cooperation/withdrawn.html", context, status=410)


def reference_of(request, thing, query: str = "") -> Reference:
    """Return the reference to the page of `thing` at the host of the request.

    `query` is the part of the address that selects an earlier version.
    """
    return reference_to(thing, origin=origin_of(request), query=query)


class SnapshotMixin:
    """Everything on a page comes from one day and one state of the index.

    `kept` are the query parameters that links to other parts of the page keep, such as the version that it shows.
    """

    kept = {}

    @cached_property
    def today(self):
        """Return the date of the index, so that everything on a page has the same date.

        It is the date in the registry's time zone. For some seconds after midnight it is still the day before.
        """
        return self.snapshot.day

    @cached_property
    def snapshot(self):
        return index.now()


class Detail(SnapshotMixin, DetailView):
    """The page of one object that has an address.

    `links` are its relations to other objects, whose names are in `linked`. `reverse_relations` are the relations of
    other objects to it, whose ids are in `reverse_ids`. `get_prefetches` returns what else the page shows. All of this
    is fetched only after the page is known to be visible: parts of a public object, its citations and their sources are
    public too. Other records are named only if the index contains them, so that no draft reaches a template.
    `has_everything` says that all records with the object can be downloaded. If a request may name a day `on`,
    `shown_for_a_day` says what the page then shows of it.
    """

    is_preview = False
    has_evidence = True
    is_citable = True
    has_everything = False
    shown_for_a_day = ""
    on = None
    earlier = None
    links = ()
    reverse_relations = ()

    @cached_property
    def short(self):
        return RelatedLists(self)

    def get_prefetches(self):
        """Return the prefetches for what the page shows besides `links` and `reverse_relations`."""
        return []

    def dispatch(self, request, *args, **kwargs):
        """Show the reason if the page cannot be shown for the requested day or version."""
        try:
            if self.shown_for_a_day and (day := day_asked(request.GET)):
                self.on, self.kept = day, {ON: day.isoformat()}
            return super().dispatch(request, *args, **kwargs)
        except NotShown as refused:
            return not_shown(request, [to_list(self.model)], request.path, refused)

    def get_trail(self):
        """Return the breadcrumbs as (label, address), the top level first."""
        return [to_list(self.model)]

    def get_context_data(self, **kwargs):
        """Add what all detail pages have: evidence, breadcrumbs, structured data, and the date."""
        thing = self.object
        self.reverse_ids = leading_to(thing, *self.reverse_relations) if self.reverse_relations else {}
        prefetch_related_objects([thing], *self.get_prefetches())
        citations = thing.citations.select_related("source").order_by() if self.has_evidence else ()
        self.citations = in_order_of_entry(citations)
        attach_named(self.snapshot, [thing], *self.links)
        if self.has_evidence:
            thing.evidence = Evidence(
                thing, self.citations, names=ClaimedThings(self.citations, self.earlier is not None)
            )
        trail = self.get_trail()
        all_sources = self.request.GET.get(SOURCES) == ALL
        return super().get_context_data(
            kind=capfirst(self.model._meta.verbose_name),
            today=self.today,
            trail=trail,
            structured_data=""
            if self.is_preview or self.kept
            else structured_data(self.request, thing, trail, self.snapshot),
            is_preview=self.is_preview,
            on=self.on,
            any_day_address=self._address_without(ON),
            shown_for_a_day=self.shown_for_a_day,
            has_evidence=self.has_evidence,
            has_sources=bool(self.citations),
            all_sources=all_sources,
            is_not_indexed=self.is_preview or all_sources or bool(self.kept),
            sources_query=f"?{urlencode(self.kept | {SOURCES: ALL})}",
            shown_address=self._address_without(SOURCES),
            reference=self.get_reference() if self.is_citable and not self.is_preview else None,
            downloads=self.downloads() if self.has_everything and not self.is_preview else [],
            api_url="" if self.is_preview else reverse(f"api:{self.model._meta.model_name}_detail", args=[thing.pk]),
            change_url=admin_address(self.model, "change", thing.pk) if self.is_preview else "",
            **kwargs,
        )

    def _address_without(self, parameter):
        """Return the address of the page as it is shown, without one of its parameters."""
        kept = {name: value for name, value in self.kept.items() if name != parameter}
        return f"{self.request.path}?{urlencode(kept)}".rstrip("?")

    def downloads(self):
        return downloads(f"{self.model._meta.model_name}_everything", Everything(self.object), self.object.slug)

    def get_reference(self) -> Reference:
        return reference_of(self.request, self.object)

    def preview(self, request):
        """Return the preview of an unpublished page for staff; raise Http404 for everyone else."""
        user = staff_user(request)
        if user is None or not may_view(user, self.model):
            raise Http404(_("Page not found."))
        self.is_preview = True
        response = self.render_to_response(self.get_context_data(object=self.object))
        add_never_cache_headers(response)
        return response


class RecordDetail(Detail):
    """The page of one record: public, withdrawn (410, with a notice), or a draft that only staff can preview.

    `earlier` is set for an earlier version.
    """

    links = ("topics", "regions")
    reverse_relations = ("documents", "duplicates")
    present_version = None

    def get_object(self, queryset=None):
        """Return the record in any state; `get` decides what the response shows."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        ids = self.reverse_ids["documents"]
        return context | {
            "documents": Document.objects.filter(pk__in=ids, is_internal=False) if ids else (),
            "former_pages": former_pages(self.object) if self.reverse_ids["duplicates"] and not self.earlier else [],
            "shown_version": self.earlier,
            "present_version": self.present_version,
            "present_address": self._address_without(VERSION),
            "versions": None if self.is_preview else self.short.cut_rows("versions", self._earlier_versions()),
        }

    def _earlier_versions(self):
        """Return the public versions before the current one, newest first. Most records have one version."""
        if (self.present_version or self.object.version) == 1:
            return []
        return [each for each in reversed(public_versions(self.object)) if not each.is_present]

    def get_reference(self):
        return reference_of(self.request, self.object, f"?{VERSION}={self.kept[VERSION]}" if self.earlier else "")

    def get(self, request, *args, **kwargs):
        """Respond according to the record's publication state."""
        self.object = self.get_object()
        if self.object.withdrawn_at:
            return withdrawn_page(request, self.object)
        if not self.object.is_public:
            return self.preview(request)
        if version := version_known(request.GET, self.object, self.today):
            return HttpResponseRedirect(f"{request.path}?{urlencode({VERSION: version.number, **self.kept})}")
        if version := version_asked(request.GET, self.object):
            return self._show(version)
        return self.render_to_response(self.get_context_data(object=self.object))

    def _show(self, version):
        """Return the rendered page of the version: rendered later, it would show the current state."""
        self.kept, self.present_version = {VERSION: version.number, **self.kept}, self.object.version
        with Earlier(self.object, version) as self.earlier:
            self.object = self.get_object()
            return self.render_to_response(self.get_context_data(object=self.object)).render()


class ReferredDetail(Detail):
    """The page of a topic, organization or source. It is public as soon as a published record refers to it."""

    def is_public(self, thing):
        return self.model.objects.published().filter(pk=thing.pk).exists()

    def get(self, request, *args, **kwargs):
        """Respond according to whether a published record refers to it."""
        self.object = self.get_object()
        if self.is_public(self.object):
            return self.render_to_response(self.get_context_data(object=self.object))
        return self.preview(request)


class UnpaginatedList(SnapshotMixin, TemplateView):
    """A list on one page. Its modification date is that of its latest row."""

    model = None

    def get_queryset(self):
        raise NotImplementedError

    @cached_property
    def rows(self):
        return list(self.get_queryset())

    def get_template_names(self):
        return [f"cooperation/{self.model._meta.model_name}_list.html"]

    def get_context_data(self, **kwargs):
        """Add the rows and the modification date."""
        return super().get_context_data(**kwargs) | {
            "rows": self.rows,
            "updated_at": max((row.updated_at for row in self.rows), default=None),
            "downloads": downloads(f"{self.model._meta.model_name}_export", tables.TABLES[self.model]),
        }
