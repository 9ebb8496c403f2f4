"""The admin of mechanisms."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..domain.roles import may_add
from ..models import Mechanism, Meeting
from .citation import CitationInline
from .document import DocumentInline
from .forms.next_session import link_context, next_address
from .lists.filters import ChoicesFilter, NullsLast, YearFilter
from .record import RecordAdmin


@admin.register(Mechanism)
class MechanismAdmin(RecordAdmin):
    list_display = ("title", "period", "state", "level", "members")
    list_filter = (*RecordAdmin.list_filter, ("level", ChoicesFilter), YearFilter)
    used_most = ("title", "acronym", "level", "cadence", "established_on", "ended_on", "countries", "organizations")
    lines = (("acronym", "level"), ("slug", "reference"), ("established_on", "ended_on"))
    list_prefetch = ("countries",)
    search_fields = Mechanism.staff_search
    name_fields = (*RecordAdmin.name_fields, "acronym")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "founded_by", "parent", "countries", "organizations")
    inlines = (DocumentInline, CitationInline)
    form_context = (link_context, *RecordAdmin.form_context)

    @admin.display(description=_("established"), ordering=NullsLast("date"))
    def period(self, obj):
        return self.date_range(obj, obj.ended_on)

    @admin.display(description=_("countries"))
    def members(self, obj):
        return self.join_names(obj.countries.all())

    def get_list_display(self, request):
        """Return the columns, with a link to add the next session for users who can add meetings."""

        @admin.display(description=_("next"))
        def next_session(obj):
            address = "" if obj.ended_on else next_address(request, obj.pk)
            link = '<a href="{}" title="{}">{}<span class="visually-hidden"> {}</span></a>'
            hidden = _("the next session of %(series)s") % {"series": obj}
            return format_html(link, address, _("Record the next session"), _("Add"), hidden) if address else ""

        columns = super().get_list_display(request)
        return (*columns, next_session) if may_add(request.user, Meeting) else columns
