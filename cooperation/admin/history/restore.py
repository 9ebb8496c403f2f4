"""Restores a version of an object, after a preview of the changes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from ... import history
from ...database.errors import in_words
from ...history.restore import ChangedMeanwhile, preview, restore
from ..forms.numbers import sent_number


def restore_view(model_admin, request, object_id, number=None):
    """Show what restoring a version would change, then do it; a deleted object's last version if there is no number.

    Changes made since the preview are shown first.
    """
    kind = model_admin.opts.model_name
    obj = model_admin.get_object(request, str(object_id))
    may_edit = model_admin.has_change_permission(request, obj) if obj else model_admin.has_add_permission(request)
    if kind not in history.kinds() or not may_edit:
        raise PermissionDenied
    if request.method == "POST" and (response := _restore(model_admin, request, object_id, number)):
        return response
    try:
        shown = preview(kind, object_id, number)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(model_admin.address("history", object_id))
    name = str(obj or shown.name)
    context = {
        **history_context(model_admin, request, obj, object_id, name),
        "shown": shown,
        "reason": request.POST.get("reason_for_change", ""),
    }
    title = _("Restore version %(number)s of %(name)s") % {"number": shown.number, "name": name}
    return model_admin.admin_site.render(request, "admin/cooperation/restore.html", title, context)


def _restore(model_admin, request, pk, number):
    """Restore and return the redirect to the history; or add a message with the reason and return None."""
    kind, seen = model_admin.opts.model_name, sent_number(request.POST, "seen")
    try:
        number = number or preview(kind, pk).number
        lost = restore(kind, pk, number, request.user, seen)
    except ChangedMeanwhile:
        later = history.changes_of(kind, pk).filter(pk__gt=seen)
        words = _(
            "Nothing was restored, because %(who)s has changed this since. Check what restoring would change now."
        )
        messages.warning(request, words % {"who": history.who_wrote(later)})
        return None
    except (ValidationError, IntegrityError, DataError) as error:
        refusal = error if isinstance(error, ValidationError) else in_words(error)
        messages.error(request, _("Nothing was restored. %(reason)s") % {"reason": " ".join(refusal.messages)})
        return None
    obj = model_admin.model._base_manager.get(pk=pk)
    model_admin.log_change(request, obj, _("Version %(number)s restored.") % {"number": number})
    words = _("“%(name)s” was restored to version %(number)s.")
    messages.success(request, words % {"name": obj, "number": number})
    if lost:
        words = _("This no longer exists and could not be restored: %(names)s.")
        messages.warning(request, words % {"names": "; ".join(lost)})
    return HttpResponseRedirect(model_admin.address("history", pk))


def history_context(model_admin, request, obj, pk, name) -> dict:
    """Return the context that the history and restore pages share; `obj` is None if it was deleted."""
    return {
        "opts": model_admin.opts,
        "thing": obj,
        "pk": pk,
        "name": name,
        "may_add": model_admin.has_add_permission(request),
    }
