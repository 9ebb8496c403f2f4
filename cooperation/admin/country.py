"""The admin of countries."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.models import Country

from .base import RegistryAdmin
from .citation import CitationInline
from .forms.record import SlugForm
from .lists.filters import KnownValueFilter, RelatedFilter


class FormerFilter(KnownValueFilter):
    title = _("status")
    parameter_name = "former"

    def lookups(self, request, model_admin):
        return (("no", _("today's countries")), ("yes", _("former countries")))

    def condition(self, model, value):
        return Q(last_year__isnull=value == "no")


@admin.register(Country)
class CountryAdmin(RegistryAdmin):
    form = SlugForm
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "alpha_3", "alpha_2", "last_year", "region")
    list_select_related = ("region",)
    list_filter = (FormerFilter, ("region", RelatedFilter))
    search_fields = Country.staff_search
    name_fields = ("name", "formal_name", "other_names", "alpha_2", "alpha_3", "numeric")
    autocomplete_fields = ("region", "successors")
    collapsed = (_("Former country"),)
    lines = (("alpha_2", "alpha_3", "numeric"), ("m49_region", "m49_subregion"))
    inlines = (CitationInline,)
