"""The admin of organizations."""

from django.contrib import admin

from ..models import Membership, Organization
from .base import Fields, RegistryAdmin
from .citation import CitationInline
from .forms.duplicates import Alike, NamedForm
from .lists.filters import OfChoices
from .permission import WithRecord


class MembershipInline(WithRecord, Fields, admin.StackedInline):
    """The member countries of a bloc, from when to when."""

    model = Membership
    extra = 0
    fields = (("country", "joined_on", "left_on"),)
    autocomplete_fields = ("country",)


@admin.register(Organization)
class OrganizationAdmin(Alike, RegistryAdmin):
    """The bodies that sign, pay or work."""

    form = NamedForm
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "acronym", "kind", "country")
    list_select_related = ("country",)
    list_filter = (("kind", OfChoices),)
    search_fields = ("name", "acronym", "other_names", "slug")
    search_through = ("country",)
    called = ("name", "acronym", "other_names")
    autocomplete_fields = ("country", "regions")
    lines = (("name", "acronym"), ("kind", "country"))
    inlines = (MembershipInline, CitationInline)
