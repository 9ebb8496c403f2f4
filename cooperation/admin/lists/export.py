"""Actions that export the selected records as import templates: imported unchanged, they change nothing."""

from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ...desk.imports import FORMATS, file_of
from ...exchange.imports import templates
from ...exchange.imports.kinds import KINDS


def export_actions(model) -> list:
    """Return an action for each format and each kind of row of the model: the records, and their parts."""
    kinds = [kind for kind in KINDS.values() if kind.record is model]
    return [_action(kind, suffix) for kind in kinds for suffix in FORMATS]


def _action(kind, suffix):
    def export(model_admin, request, queryset):
        path = kind.owner.field.name if kind.owner else "pk"
        rows = templates.all_of(kind).filter(**{f"{path}__in": queryset.order_by().values("pk")})
        return file_of(kind, kind.name, suffix, templates.rows(kind, rows, request.user))

    export.__name__ = f"export_{kind.name}_{suffix}"
    words = format_lazy(_("Export {kind} of the selection as {format}"), kind=kind.label, format=suffix.upper())
    return admin.action(export, permissions=["view"], description=words)
