"""The room of the countries."""

from django.contrib import admin
from django.db.models import Case, Q, Value, When

from regions.models import Country

from .base import RegistryAdmin
from .citation import CitationInline
from .filters import OfRelated


@admin.register(Country)
class CountryAdmin(RegistryAdmin):
    """The countries of ISO 3166-1."""

    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "alpha_2", "alpha_3", "numeric", "region")
    list_select_related = ("region",)
    list_filter = (("region", OfRelated),)
    search_fields = ("name", "other_names", "alpha_2", "alpha_3", "numeric", "slug")
    autocomplete_fields = ("region",)
    lines = (("alpha_2", "alpha_3", "numeric"), ("m49_region", "m49_subregion"))
    inlines = (CitationInline,)

    def get_search_results(self, request, queryset, search_term):
        """Return the countries; in an autocomplete box the one of this code or name first: "CN" is no Vatican."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            word = search_term.strip().replace("\x00", "")
            exact = Q(alpha_2__iexact=word) | Q(alpha_3__iexact=word) | Q(name__iexact=word)
            exact |= Q(name__istartswith=word)
            found = found.order_by(Case(When(exact, then=Value(0)), default=Value(1)), "slug")
        return found, may_repeat
