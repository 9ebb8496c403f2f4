"""What a reader, a member of the staff and a stranger find at the address of one record."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from ..roles import may_view


def staff_user(request):
    """Return the signed-in member of the staff, or None; without a session cookie nobody looks."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_active and request.user.is_staff else None


class RecordDetail(DetailView):
    """The page of one record: public, withdrawn (410, with the notice), or a draft that only staff preview."""

    def get_object(self, queryset=None):
        """Return the record whatever its state; `get` decides what is shown of it."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, slug=self.kwargs["slug"])

    def get(self, request, *args, **kwargs):
        """Answer by the record's publication."""
        self.object = self.get_object()
        if self.object.withdrawn_at:
            return TemplateResponse(request, "cooperation/withdrawn.html", {"record": self.object}, status=410)
        if self.object.is_published:
            return self.render_to_response(self.get_context_data(object=self.object))
        user = staff_user(request)
        if user is None or not may_view(user, self.model):
            raise Http404(_("There is no such page."))
        response = self.render_to_response(self.get_context_data(object=self.object, is_preview=True))
        add_never_cache_headers(response)
        return response
