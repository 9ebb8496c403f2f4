"""The admin of agreements, with their parties and relations to earlier ones."""

from django.contrib import admin
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ..domain.choices import InForce
from ..models import Agreement, Lineage, Party
from .citation import CitationInline
from .document import DocumentInline
from .forms.home_country import PartyFormSet
from .inline import PartInline
from .lists.filters import ChoicesFilter, DeskFilter, NullsLast, YearFilter
from .record import RecordAdmin


class PartyInline(PartInline):
    model = Party
    is_used_most = True
    in_line = ("country", "organization", "signed_by", "signed_on", "consent")
    formset = PartyFormSet
    autocomplete_fields = ("country", "organization", "signed_by")
    fieldsets = (
        (None, {"fields": (("country", "organization"), "signed_by")}),
        (
            _("Dates for this party"),
            {
                "fields": ("signed_on", ("consent", "consent_on"), "in_force_on", "withdrawn_on"),
                "classes": ["collapse"],
            },
        ),
    )

    def get_extra(self, request, obj=None, **kwargs):
        return 2 if obj is None else 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("country", "organization")


class LineageInline(PartInline):
    """The relations of an agreement to earlier ones."""

    model = Lineage
    fk_name = "agreement"
    fields = (("kind", "earlier"),)
    in_line = ("kind", "earlier")
    autocomplete_fields = ("earlier",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("agreement", "earlier")


class AgreementCitationInline(CitationInline):
    """The citations of an agreement and its parties."""

    part = "party"


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    list_display = ("title", "day", "state", "kind", "in_force", "expires", "partners")
    list_filter = (*RecordAdmin.list_filter, ("kind", ChoicesFilter), ("binding", ChoicesFilter), YearFilter)
    list_prefetch = ("parties__country", "parties__organization")
    used_most = ("title", "kind", "binding", "signed_on", "signed_at")
    collapsed = (*RecordAdmin.collapsed, Agreement.groups[2][0])
    lines = (
        ("slug", "reference"),
        ("kind", "binding"),
        ("expires_on", "renewal"),
        ("authentic_languages", "depositary"),
    )
    search_fields = Agreement.staff_search
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "meeting")
    inlines = (PartyInline, LineageInline, DocumentInline, AgreementCitationInline)
    download_participants = ("parties",)
    download_dates = (*Agreement.date_fields, "expires_on", "terminated_on")

    def get_ordering(self, request):
        # The list of expiring agreements starts with those that expire first.
        if request.GET.get(DeskFilter.parameter_name) == "expiring":
            return ("expires_on", "-pk")
        return super().get_ordering(request)

    def download_rows(self, rows):
        return super().download_rows(rows.with_force(localdate()))

    def download_status(self, row):
        return str(InForce(row.force).label)

    @admin.display(description=_("entry into force"), ordering=NullsLast("in_force_on"))
    def in_force(self, obj):
        return obj.in_force_on and obj.in_force_on.words

    @admin.display(description=_("expiry"), ordering=NullsLast("expires_on"))
    def expires(self, obj):
        return obj.expires_on and obj.expires_on.words

    @admin.display(description=_("parties"))
    def partners(self, obj):
        return self.join_names(obj.parties.all())
