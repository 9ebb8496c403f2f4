"""A deletion that is refused because something refers to the object: the page that lists what it is, with links."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.models import Addressed

from ...models import Record
from ...workflow.references import references_to


def refusal(model, objects) -> dict | None:
    """Return what refers to rows of reference data, for the templates; None if nothing does, or for other models."""
    if not issubclass(model, Addressed) or issubclass(model, Record) or not objects:
        return None
    found = references_to(objects)
    if not found.number:
        return None
    number = f"{found.number}+" if found.is_more else str(found.number)
    others = f"{found.others}+" if found.is_more else str(found.others)
    return {
        "rows": [(each.relation, each.owner, _form_of(each.owner)) for each in found.first],
        "number": ngettext(
            "One reference prevents the deletion:", "%(number)s references prevent the deletion:", found.number
        )
        % {"number": number},
        "others": _("… and %(number)s more.") % {"number": others} if found.others else "",
    }


def refused(model_admin, request, obj, found: dict) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Cannot delete %(name)s") % {"name": model_admin.opts.verbose_name},
        "subtitle": None,
        "opts": model_admin.opts,
        "object": obj,
        "protected": found,
        "back": model_admin.address("change", obj.pk),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/cooperation/cannot_delete.html", context)


def _form_of(owner):
    return reverse(f"admin:{owner._meta.app_label}_{owner._meta.model_name}_change", args=[owner.pk])
