"""What a reader, a member of the staff and a stranger find at the address of one record."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView
from django.views.generic.base import ContextMixin

from ... import index
from ...domain.evidence import Evidence
from ...domain.roles import may_view
from ...models import Document
from ..pieces import parts_of, rows_of
from .claimed import ClaimedThings
from .related_lists import RelatedLists
from .reverse_relations import attach_named, leading_to


def staff_user(request):
    """Return the signed-in member of the staff, or None; without a session cookie nobody looks."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_active and request.user.is_staff else None


class SnapshotMixin(ContextMixin):
    """What a page shows is as of one day, one state of the index, and what was drawn of that before."""

    def get_context_data(self, **kwargs):
        """Add where the template keeps the parts that nothing but the state decides."""
        return super().get_context_data(parts=self.parts, **kwargs)

    @cached_property
    def today(self):
        """Return the day that the index stands for, so that all of a page is of one day.

        It is the registry's date; for some seconds after midnight it is still the day before.
        """
        return self.snapshot.day

    @cached_property
    def snapshot(self):
        """Return the index, which knows what is public."""
        return index.now()

    @cached_property
    def pieces(self):
        return rows_of(self.request)

    @cached_property
    def parts(self):
        return parts_of(self.request)

    def kept(self, key, ask):
        """Return what `ask` finds, which nothing but the state decides: asked once for each state."""
        return self.pieces.made(key, ask)


class Detail(SnapshotMixin, DetailView):
    """The page of one thing that has an address.

    `links` are its relations to other things, whose names are in `linked`. `reverse_relations` are those of others to
    it, whose ids are in `reverse_ids`. `get_prefetches` says what else it shows. All that is fetched once the page is
    known to be shown.
    The parts of a thing are then public with it, citations and their sources too; of other records only those are named
    that the index holds, so that nothing of a draft comes near a template.
    """

    is_preview = False
    has_evidence = True
    links = ()
    reverse_relations = ()

    @cached_property
    def short(self):
        return RelatedLists(self)

    def get_prefetches(self):
        """Return what the page shows of the thing, beside what it links to and what leads to it."""
        return []

    def get_trail(self):
        """Return the label and the address of the pages above this one, the outermost first."""
        plural = self.model._meta.verbose_name_plural
        return [(capfirst(plural), reverse(f"{self.model._meta.model_name}_list"))]

    def get_context_data(self, **kwargs):
        """Add what every page of one thing has: its evidence, the way to it, the day."""
        thing = self.object
        self.reverse_ids = leading_to(thing, *self.reverse_relations) if self.reverse_relations else {}
        prefetch_related_objects([thing], *self.get_prefetches())
        self.citations = list(thing.citations.select_related("source")) if self.has_evidence else []
        attach_named(self.snapshot, [thing], *self.links)
        if self.has_evidence:
            thing.evidence = Evidence(thing, self.citations, names=ClaimedThings(self.citations))
        return super().get_context_data(
            kind=capfirst(self.model._meta.verbose_name),
            today=self.today,
            trail=self.get_trail(),
            is_preview=self.is_preview,
            change_url=f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change",
            **kwargs,
        )

    def preview(self, request):
        """Return the page as staff see it before readers do, or raise Http404 for everybody else."""
        user = staff_user(request)
        if user is None or not may_view(user, self.model):
            raise Http404(_("There is no such page."))
        self.is_preview = True
        response = self.render_to_response(self.get_context_data(object=self.object))
        add_never_cache_headers(response)
        return response


class RecordDetail(Detail):
    """The page of one record: public, withdrawn (410, with the notice), or a draft that only staff preview."""

    links = ("topics", "regions")

    def get_object(self, queryset=None):
        """Return the record whatever its state; `get` decides what is shown of it."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        """Add its documents."""
        context = super().get_context_data(**kwargs)
        ids = self.reverse_ids["documents"]
        return context | {"documents": Document.objects.filter(pk__in=ids, is_internal=False) if ids else ()}

    def get(self, request, *args, **kwargs):
        """Answer by the record's publication."""
        self.object = self.get_object()
        if self.object.withdrawn_at:
            context = {"record": self.object, "trail": Detail.get_trail(self)}
            return TemplateResponse(request, "cooperation/withdrawn.html", context, status=410)
        if self.object.is_public:
            return self.render_to_response(self.get_context_data(object=self.object))
        return self.preview(request)


class ReferredDetail(Detail):
    """The page of a topic, organization or source: readers find it once something published refers to it."""

    def is_public(self, thing):
        return self.model.objects.published().filter(pk=thing.pk).exists()

    def get(self, request, *args, **kwargs):
        """Answer by whether anything published refers to it."""
        self.object = self.get_object()
        if self.is_public(self.object):
            return self.render_to_response(self.get_context_data(object=self.object))
        return self.preview(request)


class UnpaginatedList(SnapshotMixin, TemplateView):
    """A list that stands on one page, last modified when the latest of its rows was.

    Its template keeps what it shows: the rows are not even thought of where it has.
    """

    model = None

    def get_queryset(self):
        raise NotImplementedError

    @cached_property
    def rows(self):
        """Return the rows, fetched."""
        return list(self.get_queryset())

    def get_template_names(self):
        return [f"cooperation/{self.model._meta.model_name}_list.html"]

    def get_context_data(self, **kwargs):
        """Add the rows, and when that was."""
        return super().get_context_data(**kwargs) | {
            "rows": SimpleLazyObject(lambda: self.rows),
            "updated_at": SimpleLazyObject(lambda: max((row.updated_at for row in self.rows), default=None)),
        }
