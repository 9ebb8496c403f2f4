"""The admin of regions."""

from django.contrib import admin

from regions.models import Region

from .base import RegistryAdmin
from .citation import CitationInline
from .forms.record import SlugForm


@admin.register(Region)
class RegionAdmin(RegistryAdmin):
    form = SlugForm
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "position")
    search_fields = Region.staff_search
    name_fields = ("name", "other_names")
    inlines = (CitationInline,)
