"""What readers said of the pages, to be looked at."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..models import Rating
from .base import RegistryAdmin
from .filters import Known
from .permission import ReadOnly


class Score(Known):
    """The five steps."""

    title = _("score")
    parameter_name = "score"

    def lookups(self, request, model_admin):
        """Return the steps."""
        return [(str(step), str(step)) for step in range(1, 6)]

    def condition(self, model, value):
        """Return the condition of one step."""
        return Q(score=int(value))


@admin.register(Rating)
class RatingAdmin(ReadOnly, RegistryAdmin):
    """The answers to "how satisfied are you with this page?"."""

    list_display = ("page", "score", "rated_at")
    list_filter = (Score,)
    search_fields = ("page",)
    fields = ("page", "score", "rated_at")
    view_on_site = False
