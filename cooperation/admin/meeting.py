"""The admin of meetings, with their outcomes: one meeting is one form."""

from django.contrib import admin
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..domain.roles import may_change
from ..models import Meeting, Outcome
from .base import Fields, RegistryAdmin, in_lines
from .citation import CitationInline
from .document import DocumentInline
from .forms.home_country import WithHomeCountry
from .forms.next_session import NextSessions
from .forms.outcome_lines import OutcomeLines
from .lists.filters import OfChoices, OfRelated, OnDesk, UndatedLast, Year
from .permission import WithRecord
from .record import RecordAdmin

# Fields of an outcome that stand beside each other.
LINES = (("status", "due_on", "position"), ("by_countries", "by_organizations"), ("to_countries", "to_organizations"))
LINKS = tuple(field.name for field in Outcome._meta.local_many_to_many)


class OutcomeInline(WithRecord, Fields, admin.StackedInline):
    """What a meeting decided, with everything that hangs on it."""

    model = Outcome
    extra = 0
    view_on_site = False
    autocomplete_fields = (*LINKS, "follows")
    fieldsets = tuple(
        (name, {"fields": in_lines(fields, LINES), "classes": ["collapse"] if number > 1 else []})
        for number, (name, fields) in enumerate(Outcome.groups)
    )

    def get_queryset(self, request):
        """Return the outcomes with all their links, in one statement for each kind of link."""
        return super().get_queryset(request).prefetch_related(*LINKS)

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None else 0


class MeetingCitationInline(CitationInline):
    """The citations of a meeting and its outcomes."""

    part = "outcome"


@admin.register(Meeting)
class MeetingAdmin(WithHomeCountry, NextSessions, OutcomeLines, RecordAdmin):
    """The gatherings."""

    list_display = ("title", "period", "state", "status", "participants")
    list_editable = ("status",)
    actions = (*RecordAdmin.actions, "change_status")
    list_filter = (
        *RecordAdmin.list_filter,
        ("status", OfChoices),
        ("kind", OfChoices),
        ("mechanism", OfRelated),
        Year,
    )
    lines = (
        ("mechanism", "ordinal", "kind"),
        ("part_of_meeting", "part_of_project"),
        ("slug", "reference"),
        ("start", "end"),
        ("status", "mode"),
        ("city", "host_country"),
        ("participant_count", "is_participant_count_approximate"),
    )
    list_prefetch = ("countries",)
    search_fields = (*RecordAdmin.search_fields, "city")
    search_through = ("countries", "host_country", "organizations", "mechanism")
    autocomplete_fields = (
        *RecordAdmin.autocomplete_fields,
        "mechanism",
        "part_of_meeting",
        "part_of_project",
        "host_country",
        "countries",
        "organizations",
    )
    inlines = (OutcomeInline, DocumentInline, MeetingCitationInline)

    @admin.display(description=_("date"), ordering=UndatedLast("date"))
    def period(self, obj):
        return self.until(obj, obj.end)

    @admin.display(description=_("countries"))
    def participants(self, obj):
        return self.names(obj.countries.all())


@admin.register(Outcome)
class OutcomeAdmin(RegistryAdmin):
    """Outcomes, to be found by the boxes that refer to one. They are edited with their meeting."""

    list_display = ("__str__", "meeting", "due_on", "status")
    list_select_related = ("meeting",)
    list_filter = (OnDesk,)
    ordering = (F("meeting__start").desc(nulls_last=True), "meeting", "position", "key")
    search_fields = called = ("text",)
    search_through = ("meeting",)

    def has_module_permission(self, request):
        """Return False: the index lists meetings."""
        return False

    def has_add_permission(self, request):
        """Return False: an outcome is entered on its meeting's form."""
        return False

    def has_change_permission(self, request, obj=None):
        """Return False: an outcome is changed on its meeting's form."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Return whether the user may change the meeting: Django asks before it deletes one with its outcomes."""
        return obj is not None and may_change(request.user, obj.meeting)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._to_meeting(request, object_id, "change")

    def history_view(self, request, object_id, extra_context=None):
        """Return the way to the meeting's history, which holds that of its outcomes."""
        return self._to_meeting(request, object_id, "history")

    def _to_meeting(self, request, object_id, page):
        outcome = self.get_object(request, object_id)
        if outcome is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse(f"admin:cooperation_meeting_{page}", args=[outcome.meeting_id]))
