"""Lists hand out what is selected in the form of the import's templates: sent back unchanged, it changes nothing."""

from functools import partial

from django.utils.translation import gettext as _

from ..imports import exporting
from ..imports.kinds import KINDS
from ..imports.site import FORMATS, file_of


def _export(kind, suffix, room, request, queryset):
    """Answer with the rows of `kind` that belong to the selected records."""
    chosen = queryset.order_by().values("pk")
    rows = exporting.all_of(kind).filter(**{f"{kind.owner.field.name if kind.owner else 'pk'}__in": chosen})
    return file_of(kind, kind.name, suffix, exporting.rows(kind, rows, request.user))


class Exporting:
    """Lets a ModelAdmin of records export the selected ones, and their parts, as templates."""

    def get_actions(self, request):
        """Return the actions, with an export for each kind of row that is here and each kind of file."""
        actions = super().get_actions(request)
        for kind in KINDS.values():
            if kind.record is self.model and actions:
                for suffix in FORMATS:
                    name = f"export_{kind.name}_{suffix}"
                    words = _("Export %(kind)s of the selection as %(format)s")
                    label = words % {"kind": kind.label, "format": suffix.upper()}
                    actions[name] = (partial(_export, kind, suffix), name, label)
        return actions
