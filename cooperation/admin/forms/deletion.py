"""The page shown when an object cannot be deleted: the references to it, with links."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.models import Addressed

from ...domain.addresses import admin_address
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
        "rows": [
            (each.relation, each.owner, admin_address(each.owner, "change", each.owner.pk)) for each in found.first
        ],
        "number": ngettext(
            "One reference prevents the deletion:", "%(number)s references prevent the deletion:", found.number
        )
        % {"number": number},
        "others": _("… and %(number)s more.") % {"number": others} if found.others else "",
    }


def refused(model_admin, request, obj, found: dict) -> TemplateResponse:
    context = {
        "opts": model_admin.opts,
        "object": obj,
        "protected": found,
        "back": model_admin.address("change", obj.pk),
    }
    return model_admin.admin_site.render(
        request,
        "admin/cooperation/cannot_delete.html",
        _("Cannot delete %(name)s") % {"name": model_admin.opts.verbose_name},
        context,
    )
