"""The admin of sources."""

from django.contrib import admin
from django.db.models import Count, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ..models import Citation, Source
from .base import RegistryAdmin
from .lists.filters import ChoicesFilter, NullsLast
from .merging.action import merge_selected


@admin.register(Source)
class SourceAdmin(RegistryAdmin):
    prepopulated_fields = {"slug": ("title",)}
    lines = (("publisher", "origin"), ("as_of", "retrieved_on"))
    list_display = ("title", "publisher", "origin", "day", "citation_count")
    list_filter = (("origin", ChoicesFilter),)
    search_fields = Source.staff_search
    name_fields = ("title",)
    actions = (merge_selected,)

    def get_queryset(self, request):
        of_one = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
        return super().get_queryset(request).annotate(cited=Coalesce(of_one.annotate(n=Count("pk")).values("n"), 0))

    @admin.display(description=_("as of"), ordering=NullsLast("as_of"))
    def day(self, obj):
        return obj.as_of

    @admin.display(description=_("citations"), ordering="cited")
    def citation_count(self, obj):
        return obj.cited
