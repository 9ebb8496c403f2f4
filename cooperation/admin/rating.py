"""What readers said of the pages, to be looked at."""

from django.contrib import admin
from django.db.models import F, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from ..models import Rating
from .base import RegistryAdmin
from .lists.filters import Known, OnDesk
from .permission import ReadOnly

SHOWN = 50  # pages, those with the most answers


class Score(Known):
    """The five steps."""

    title = _("score")
    parameter_name = "score"

    def lookups(self, request, model_admin):
        return [(str(step), str(step)) for step in range(1, 6)]

    def condition(self, model, value):
        return Q(score=int(value))


@admin.register(Rating)
class RatingAdmin(ReadOnly, RegistryAdmin):
    """The answers to "how satisfied are you with this page?": by page, day and score, and what they come to."""

    change_list_template = "admin/cooperation/rating_list.html"
    list_display = ("page", "day", "score", "answers")
    list_filter = (Score, OnDesk)
    search_fields = ("page",)
    fields = ("page", "day", "score", "answers")
    view_on_site = False

    def changelist_view(self, request, extra_context=None):
        """Add the averages of each page and of each month, of the rows that search and filter leave."""
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            rows = Rating.objects.filter(pk__in=response.context_data["cl"].queryset.order_by().values("pk"))
            response.context_data["by_page"] = rows.averages(F("page"), "-total", "by")[:SHOWN]
            response.context_data["by_month"] = rows.averages(TruncMonth("day"), "-by")
        return response
