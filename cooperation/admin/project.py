"""The admin of projects, with their organizations and phases."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from regions.translated import columns

from ..models import Phase, Project, ProjectOrganization
from .citation import CitationInline
from .document import DocumentInline
from .inline import PartInline
from .lists.actions import change_status
from .lists.filters import ChoicesFilter, NullsLast, YearFilter
from .record import RecordAdmin


class ProjectOrganizationInline(PartInline):
    model = ProjectOrganization
    is_used_most = True
    fields = (("organization", "role"),)
    in_line = ("organization", "role")
    autocomplete_fields = ("organization",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organization")


class PhaseInline(PartInline):
    model = Phase
    is_used_most = True
    in_line = ("name", "start", "end", "amount", "currency", "status")
    autocomplete_fields = ("funder",)
    fields = (columns("name"), "position", ("start", "end"), "status", ("amount", "currency"), "funder")


class ProjectCitationInline(CitationInline):
    """The citations of a project and its phases."""

    part = "phase"


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ("title", "period", "state", "status", "partners")
    list_editable = ("status",)
    actions = (*RecordAdmin.actions, change_status)
    list_filter = (*RecordAdmin.list_filter, ("status", ChoicesFilter), YearFilter)
    used_most = ("title", "status", "planned_start", "planned_end", "actual_start", "actual_end", "countries")
    lines = (
        ("slug", "reference"),
        ("planned_start", "planned_end"),
        ("actual_start", "actual_end"),
        ("mechanism", "agreement"),
    )
    list_prefetch = ("countries",)
    search_fields = Project.staff_search
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "countries", "mechanism", "agreement")
    inlines = (ProjectOrganizationInline, PhaseInline, DocumentInline, ProjectCitationInline)

    @admin.display(description=_("period"), ordering=NullsLast("date"))
    def period(self, obj):
        """Return the actual start and end, or else the planned ones."""
        return self.date_range(obj, obj.actual_end or obj.planned_end)

    @admin.display(description=_("countries"))
    def partners(self, obj):
        return self.join_names(obj.countries.all())
