"""The action that merges two ticked rows of a list."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .pages import in_order


@admin.action(permissions=["merge"], description=gettext_lazy("Merge two selected %(verbose_name_plural)s…"))
def merge_selected(model_admin, request, queryset):
    """Open the preview of the merge of the two rows."""
    rows = list(queryset[:3])
    if len(rows) != 2:
        messages.error(request, _("Tick exactly two rows to merge them."))
        return None
    survivor, duplicate = in_order(*rows)
    return HttpResponseRedirect(model_admin.address("merge", survivor.pk, duplicate.pk))
