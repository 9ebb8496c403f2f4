"""The admin of organizations."""

from django.contrib import admin

from ..models import Membership, Organization
from .citation import CitationInline
from .inline import PartInline
from .lists.filters import ChoicesFilter, ImportFilter
from .reference import ReferenceAdmin


class MembershipInline(PartInline):
    """The member countries of a bloc, with dates."""

    model = Membership
    fields = (("country", "joined_on", "left_on"),)
    in_line = ("country", "joined_on", "left_on")
    autocomplete_fields = ("country",)


@admin.register(Organization)
class OrganizationAdmin(ReferenceAdmin):
    list_display = ("name", "acronym", "kind", "country")
    list_select_related = ("country",)
    list_filter = (ImportFilter, ("kind", ChoicesFilter))
    search_fields = Organization.staff_search
    name_fields = ("name", "acronym", "other_names")
    autocomplete_fields = ("country", "regions")
    lines = (("kind", "country"),)
    inlines = (MembershipInline, CitationInline)
