"""The admin of countries."""

from django.contrib import admin

from regions.models import Country

from .base import RegistryAdmin
from .citation import CitationInline
from .lists.filters import RelatedFilter


@admin.register(Country)
class CountryAdmin(RegistryAdmin):
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "alpha_2", "alpha_3", "numeric", "region")
    list_select_related = ("region",)
    list_filter = (("region", RelatedFilter),)
    search_fields = Country.staff_search
    name_fields = ("name", "formal_name", "other_names", "alpha_2", "alpha_3", "numeric")
    autocomplete_fields = ("region",)
    lines = (("alpha_2", "alpha_3", "numeric"), ("m49_region", "m49_subregion"))
    inlines = (CitationInline,)
