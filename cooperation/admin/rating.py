"""Readers' ratings of the pages, read-only."""

from django.contrib import admin
from django.db.models import F, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from ..models import Rating
from .lists.filters import DeskFilter, KnownValueFilter
from .read_only import ReadOnlyAdmin

SHOWN = 50  # pages, those with the most answers


class ScoreFilter(KnownValueFilter):
    title = _("score")
    parameter_name = "score"

    def lookups(self, request, model_admin):
        return [(str(step), str(step)) for step in range(1, 6)]

    def condition(self, model, value):
        return Q(score=int(value))


@admin.register(Rating)
class RatingAdmin(ReadOnlyAdmin):
    """The answers to "how satisfied are you with this page?" by page, day and score, with their averages."""

    change_list_template = "admin/cooperation/rating_list.html"
    list_display = ("page", "day", "score", "answers")
    list_filter = (ScoreFilter, DeskFilter)
    search_fields = ("page",)
    fields = ("page", "day", "score", "answers")
    view_on_site = False

    def changelist_view(self, request, extra_context=None):
        """Add the averages for each page and each month of the rows found."""
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            rows = Rating.objects.filter(pk__in=response.context_data["cl"].queryset.order_by().values("pk"))
            response.context_data["by_page"] = rows.averages(F("page"), "-total", "by")[:SHOWN]
            response.context_data["by_month"] = rows.averages(TruncMonth("day"), "-by")
        return response
