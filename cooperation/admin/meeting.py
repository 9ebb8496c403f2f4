"""The admin of meetings. Their outcomes are edited on the same form."""

from django.contrib import admin
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..domain.roles import may_change
from ..models import Meeting, Outcome
from .base import RegistryAdmin
from .citation import CitationInline
from .document import DocumentInline
from .forms import home_country, next_session, outcome_lines
from .forms.fields import in_lines
from .inline import PartInline
from .lists.actions import change_status
from .lists.filters import ChoicesFilter, DeskFilter, NullsLast, QualityFilter, RelatedFilter, YearFilter
from .record import RecordAdmin

# Fields of an outcome that are shown on one line.
LINES = (("status", "due_on", "position"), ("by_countries", "by_organizations"), ("to_countries", "to_organizations"))
LINKS = tuple(field.name for field in Outcome._meta.local_many_to_many)


class OutcomeInline(PartInline):
    model = Outcome
    is_used_most = True
    in_line = ("kind", "text", "due_on", "status")
    autocomplete_fields = (*LINKS, "follows")
    fieldsets = tuple(
        (name, {"fields": in_lines(Outcome, fields, LINES), "classes": ["collapse"] if number > 1 else []})
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
class MeetingAdmin(RecordAdmin):
    form = next_session.MeetingForm
    list_display = ("title", "period", "state", "status", "participants")
    list_editable = ("status",)
    actions = (*RecordAdmin.actions, change_status)
    list_filter = (
        *RecordAdmin.list_filter,
        ("status", ChoicesFilter),
        ("kind", ChoicesFilter),
        ("mechanism", RelatedFilter),
        YearFilter,
    )
    used_most = (
        "title",
        "kind",
        "mechanism",
        "ordinal",
        "start",
        "end",
        "status",
        "mode",
        "city",
        "host_country",
        "countries",
        "organizations",
    )
    collapsed = (*RecordAdmin.collapsed, Meeting.groups[0][0])
    lines = (
        ("kind", "mechanism", "ordinal"),
        ("part_of_meeting", "part_of_project"),
        ("slug", "reference"),
        ("start", "end"),
        ("status", "mode"),
        ("participant_count", "is_participant_count_approximate"),
    )
    list_prefetch = ("countries",)
    search_fields = Meeting.staff_search
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
    form_context = (home_country.form_context, next_session.form_context, *RecordAdmin.form_context)
    save_steps = (next_session.carry_over, *RecordAdmin.save_steps, home_country.show_added_party)

    def get_urls(self):
        return [self.page("series/<int:pk>/", next_session.series_view, "series"), *super().get_urls()]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        next_session.fill_in(request, initial)
        home_country.fill_in(initial)
        return initial

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None and (session := next_session.session_of(request)):
            kwargs["form"] = next_session.with_open_outcomes(kwargs.get("form", self.form), session)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj):
            fieldsets.insert(1, outcome_lines.fieldset())
        if obj is None and (session := next_session.session_of(request)):
            fieldsets[1:1] = next_session.fieldsets(session)
        return fieldsets

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Outcome:
            outcome_lines.save_lines(request, form)

    @admin.display(description=_("date"), ordering=NullsLast("date"))
    def period(self, obj):
        return self.date_range(obj, obj.end)

    @admin.display(description=_("countries"))
    def participants(self, obj):
        return self.join_names(obj.countries.all())


@admin.register(Outcome)
class OutcomeAdmin(RegistryAdmin):
    """Lets autocomplete boxes find outcomes, which are edited on their meeting's form."""

    list_display = ("__str__", "meeting", "due", "status")
    list_select_related = ("meeting",)
    list_filter = (DeskFilter, QualityFilter)
    ordering = (F("meeting__date").desc(nulls_last=True), "-meeting_id", "position", "key")
    search_fields = Outcome.staff_search
    name_fields = ("text",)

    @admin.display(description=_("due"), ordering="due_on")
    def due(self, obj):
        return obj.due_on and obj.due_on.words

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """Django asks this before it deletes a meeting with its outcomes."""
        return obj is not None and may_change(request.user, obj.meeting)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._to_meeting(request, object_id, "change")

    def history_view(self, request, object_id, extra_context=None):
        return self._to_meeting(request, object_id, "history")

    def _to_meeting(self, request, object_id, page):
        outcome = self.get_object(request, object_id)
        if outcome is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse(f"admin:cooperation_meeting_{page}", args=[outcome.meeting_id]))
