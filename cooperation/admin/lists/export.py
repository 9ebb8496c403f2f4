"""Lists hand out what is selected in the form of the import's templates: sent back unchanged, it changes nothing."""

from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ...desk.imports import FORMATS, file_of
from ...exchange.imports import templates
from ...exchange.imports.kinds import KINDS


def _action(kind, suffix):
    def export(model_admin, request, queryset):
        path = kind.owner.field.name if kind.owner else "pk"
        rows = templates.all_of(kind).filter(**{f"{path}__in": queryset.order_by().values("pk")})
        return file_of(kind, kind.name, suffix, templates.rows(kind, rows, request.user))

    export.__name__ = f"export_{kind.name}_{suffix}"
    words = format_lazy(_("Export {kind} of the selection as {format}"), kind=kind.label, format=suffix.upper())
    return admin.action(export, permissions=["view"], description=words)


class Exporting:
    """Lets a ModelAdmin of records export the selected ones, and their parts, as templates."""

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        kinds = [kind for kind in KINDS.values() if kind.record is model]
        self.actions = (*self.actions, *(_action(kind, suffix) for kind in kinds for suffix in FORMATS))
