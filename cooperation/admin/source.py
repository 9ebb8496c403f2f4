"""The admin of sources."""

from django.contrib import admin
from django.db.models import Case, Count, OuterRef, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ..models import Citation, Source
from .base import RegistryAdmin
from .forms.citing import last_source
from .forms.record import SlugForm
from .lists.filters import ChoicesFilter, NullsLast
from .merging.action import merge_selected


@admin.register(Source)
class SourceAdmin(RegistryAdmin):
    form = SlugForm
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

    def get_search_results(self, request, queryset, search_term):
        """Return the sources; an empty autocomplete box suggests first the one that the user cited last."""
        rows, has_duplicates = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete" and not search_term and (last := last_source(request)):
            rows = rows.order_by(Case(When(pk=last, then=0), default=1), *self.opts.ordering)
        return rows, has_duplicates

    @admin.display(description=_("as of"), ordering=NullsLast("as_of"))
    def day(self, obj):
        return obj.as_of and obj.as_of.words

    @admin.display(description=_("citations"), ordering="cited")
    def citation_count(self, obj):
        return obj.cited
