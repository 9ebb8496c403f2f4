"""What a reader, a member of the staff and a stranger find at the address of one record."""

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from ..evidence import Evidence
from ..models import Citation, Document
from ..roles import may_view


def staff_user(request):
    """Return the signed-in member of the staff, or None; without a session cookie nobody looks."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_active and request.user.is_staff else None


class Detail(DetailView):
    """The page of one thing that has an address.

    `get_prefetches` says what it shows. It is fetched once the page is known to be shown, from published() everywhere:
    a foreign key that leads to a draft then reads None, so nothing of the draft comes near a template. Countries,
    topics, organizations and sources that something published refers to are public by that.
    """

    is_preview = False
    has_evidence = True

    @cached_property
    def today(self):
        """Return the day in the registry's time zone."""
        return timezone.localdate()

    def own(self, queryset):
        """Return the rows of the thing's own parts: what readers see, and in a preview what they would see."""
        return queryset if self.is_preview else queryset.published()

    def get_prefetches(self):
        """Return what the page shows of the thing."""
        if not self.has_evidence:
            return []
        return [Prefetch("citations", self.own(Citation.objects.select_related("source")))]

    def get_trail(self):
        """Return the label and the address of the pages above this one, the outermost first."""
        plural = self.model._meta.verbose_name_plural
        return [(capfirst(plural), reverse(f"{self.model._meta.model_name}_list"))]

    def get_context_data(self, **kwargs):
        """Add what every page of one thing has: its evidence, the way to it, the day."""
        prefetch_related_objects([self.object], *self.get_prefetches())
        if self.has_evidence:
            self.object.evidence = Evidence(self.object, self.object.citations.all())
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

    def get_object(self, queryset=None):
        """Return the record whatever its state; `get` decides what is shown of it."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, slug=self.kwargs["slug"])

    def get_prefetches(self):
        """Return what the page of any record shows."""
        return [
            *super().get_prefetches(),
            "topics",
            Prefetch("documents", self.own(Document.objects.filter(is_internal=False))),
        ]

    def get(self, request, *args, **kwargs):
        """Answer by the record's publication."""
        self.object = self.get_object()
        if self.object.withdrawn_at:
            context = {"record": self.object, "trail": Detail.get_trail(self)}
            return TemplateResponse(request, "cooperation/withdrawn.html", context, status=410)
        if self.object.is_published:
            return self.render_to_response(self.get_context_data(object=self.object))
        return self.preview(request)


class ReferredDetail(Detail):
    """The page of a topic, organization or source: readers find it once something published refers to it."""

    def get(self, request, *args, **kwargs):
        """Answer by whether anything published refers to it."""
        self.object = self.get_object()
        if self.model.objects.published().filter(pk=self.object.pk).exists():
            return self.render_to_response(self.get_context_data(object=self.object))
        return self.preview(request)


class WholeList(ListView):
    """A list that stands on one page, last modified when the latest of its rows was."""

    def get_context_data(self, **kwargs):
        """Add when that was."""
        context = super().get_context_data(**kwargs)
        return context | {"updated_at": max((row.updated_at for row in context["object_list"]), default=None)}
