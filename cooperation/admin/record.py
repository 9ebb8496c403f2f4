"""What the rooms of agreements, meetings, projects and mechanisms have in common."""

from itertools import dropwhile, zip_longest

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models.record import STAFF
from .base import RegistryAdmin
from .forms.duplicates import Alike, WatchfulForm
from .forms.warnings import doubts
from .lists.download import Downloading
from .lists.export import Exporting
from .lists.filters import OfRegion, OnDesk, Publication, ToDo, UndatedLast, is_long
from .lists.versions import Listing
from .publication.dry_run import DryRun
from .publication.planning import Planning
from .publication.proposals import Proposing
from .publication.publishing import Publishing
from .publication.submitting import Submitting

# Columns whose order an index keeps: "day" and "period" are the date.
KEPT = ("title", "day", "period")


class RecordAdmin(
    Alike, Submitting, Proposing, DryRun, Planning, Publishing, Exporting, Downloading, Listing, RegistryAdmin
):
    """A kind of record: its list by date, its way to readers, and a word on what looks wrong."""

    form = WatchfulForm
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("publication",)
    autocomplete_fields = ("topics", "regions")
    list_display_links = ("title",)
    actions = ("submit_for_review", *Publishing.actions)
    list_filter = (Publication, OnDesk, ToDo, OfRegion)
    search_fields = called = ("title", "other_names", "reference", "slug")
    search_help_text = gettext_lazy("Titles, other names and references, and the names of who takes part.")
    folded = (STAFF[0],)

    def get_ordering(self, request):
        """Return the order by the record's date, undated ones last. An expression: relations order by it as well."""
        return (F("date").desc(nulls_last=True), "-pk")

    def get_sortable_by(self, request):
        """Return the columns to sort by; a long list only by those that an index keeps in order."""
        columns = super().get_sortable_by(request)
        return [name for name in columns if name in KEPT] if is_long(request, self.model) else columns

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [(None, {"fields": ["publication"]}), *fieldsets] if obj else fieldsets

    @admin.display(description=gettext_lazy("date"), ordering=UndatedLast("date"))
    def day(self, obj):
        """Return the date that the list is sorted by, as well as it is known."""
        return obj.date

    def until(self, obj, end):
        """Return the date of the list and the end after it; what they share is said once: 2012-05-03 – 04."""
        if not obj.date or not end or end == obj.date:
            return obj.date or end
        parts = zip_longest(obj.date.split("-"), end.split("-"))
        differing = dropwhile(lambda pair: pair[0] == pair[1], parts)
        return f"{obj.date} – {'-'.join(last for _first, last in differing if last)}"

    def names(self, rows):
        names = [str(row) for row in rows]
        return ", ".join(names[:4]) + ("" if len(names) < 5 else " …")

    def why_unchanged(self, obj):
        return _("This is or was public, or is planned to be: only a publisher changes it.")

    def why_kept(self, request, obj):
        if not obj.was_public:
            return _("Its publication is planned: only a publisher deletes it.")
        return _("What was once public is withdrawn, never deleted.")

    def save_related(self, request, form, formsets, change):
        """Save the parts, then say what looks wrong."""
        super().save_related(request, form, formsets, change)
        for doubt in doubts(form.instance):
            self.message_user(request, doubt, messages.WARNING)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        """Ask, then delete the selected records, unless one was public or somebody changed it meanwhile."""
        with transaction.atomic():
            rows = self.unchanged(request, queryset)
            public = [str(record) for record in rows if record.was_public]
            if public:
                self.message_user(
                    request,
                    _("Nothing was deleted: what was once public is withdrawn. It is %(titles)s.")
                    % {"titles": ", ".join(public[:10])},
                    messages.ERROR,
                )
                return None
            planned = [str(record) for record in rows if not self.has_delete_permission(request, record)]
            if planned:
                self.message_user(
                    request,
                    _("Nothing was deleted: the publication of %(titles)s is planned.")
                    % {"titles": ", ".join(planned[:10])},
                    messages.ERROR,
                )
                return None
            if not rows:
                return None
            response = delete_selected(
                self, request, self.get_queryset(request).filter(pk__in=[row.pk for row in rows])
            )
        if response is not None:
            response.context_data["tokens"] = self.tokens(request, rows)
        return response
