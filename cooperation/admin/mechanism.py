"""The admin of mechanisms."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..domain.roles import may_add
from ..models import Mechanism, Meeting
from .citation import CitationInline
from .document import DocumentInline
from .forms.next_session import next_address
from .lists.filters import OfChoices, UndatedLast, Year
from .record import RecordAdmin


@admin.register(Mechanism)
class MechanismAdmin(RecordAdmin):
    """The standing frameworks and series of meetings."""

    list_display = ("title", "period", "state", "level", "members")
    list_filter = (*RecordAdmin.list_filter, ("level", OfChoices), Year)
    lines = (("title", "acronym"), ("slug", "reference"), ("level", "cadence"), ("established_on", "ended_on"))
    list_prefetch = ("countries",)
    search_fields = called = (*RecordAdmin.called, "acronym")
    search_through = ("countries", "organizations")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "founded_by", "parent", "countries", "organizations")
    inlines = (DocumentInline, CitationInline)

    @admin.display(description=_("established"), ordering=UndatedLast("date"))
    def period(self, obj):
        return self.until(obj, obj.ended_on)

    @admin.display(description=_("countries"))
    def members(self, obj):
        return self.names(obj.countries.all())

    def get_list_display(self, request):
        """Return the columns, the last of them the way to the next session, for whoever enters meetings."""

        @admin.display(description=_("next"))
        def next_session(obj):
            address = "" if obj.ended_on else next_address(request, obj.pk)
            link = '<a href="{}" title="{}">{}<span class="visually-hidden"> {}</span></a>'
            hidden = _("the next session of %(series)s") % {"series": obj}
            return format_html(link, address, _("Record the next session"), _("Add"), hidden) if address else ""

        columns = super().get_list_display(request)
        return (*columns, next_session) if may_add(request.user, Meeting) else columns

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, with the way to the next session."""
        if obj is not None:
            context["next_session"] = next_address(request, obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)
