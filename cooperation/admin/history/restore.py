"""The way back to a version: first what it would change, then the change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from ... import history
from ...database.errors import in_words
from ...history.restore import ChangedMeanwhile, preview, restore
from ..forms.numbers import sent_number


class Restoring:
    """Lets a ModelAdmin restore the versions of a thing, and a deleted thing."""

    def get_urls(self):
        """Return the addresses, with those of restoring: a version, or the last in which the thing was there."""
        view = self.admin_site.admin_view(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [
            path("<int:object_id>/restore/", view, name=name),
            path("<int:object_id>/restore/<int:number>/", view, name=name),
            *super().get_urls(),
        ]

    def restore_view(self, request, object_id, number=None):
        """Show what restoring a version would change, then do it; somebody else's change in between is shown first."""
        thing = self.get_object(request, str(object_id))
        may = self.has_change_permission(request, thing) if thing else self.has_add_permission(request)
        if self.opts.model_name not in history.kinds() or not may:
            raise PermissionDenied
        if request.method == "POST" and (response := self._restore(request, object_id, number)):
            return response
        try:
            shown = preview(self.opts.model_name, object_id, number)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self._address("history", object_id))
        context = {
            **self.context_of_history(request, thing, object_id, str(thing or shown.name)),
            "title": _("Restore version %(number)s of %(name)s")
            % {"number": shown.number, "name": thing or shown.name},
            "shown": shown,
            "reason": request.POST.get("reason_for_change", ""),
        }
        return TemplateResponse(request, "admin/cooperation/restore.html", context)

    def _restore(self, request, pk, number):
        """Restore, and return the way to the history; or say what is in the way and return nothing."""
        seen = sent_number(request.POST, "seen")
        try:
            number = number or preview(self.opts.model_name, pk).number
            lost = restore(self.opts.model_name, pk, number, request.user, seen)
        except ChangedMeanwhile:
            later = history.changes_of(self.opts.model_name, pk).filter(pk__gt=seen)
            messages.warning(
                request,
                _("Nothing was restored: meanwhile %(who)s changed this. Look at what restoring would change now.")
                % {"who": history.who_wrote(later)},
            )
            return None
        except (ValidationError, IntegrityError, DataError) as error:
            said = error if isinstance(error, ValidationError) else in_words(error)
            messages.error(request, _("Nothing was restored. %(reason)s") % {"reason": " ".join(said.messages)})
            return None
        thing = self.model._base_manager.get(pk=pk)
        self.log_change(request, thing, _("Version %(number)s restored.") % {"number": number})
        messages.success(
            request, _("“%(name)s” is as it was in version %(number)s.") % {"name": thing, "number": number}
        )
        if lost:
            messages.warning(
                request,
                _("This no longer exists and could not come back: %(names)s.") % {"names": "; ".join(lost)},
            )
        return HttpResponseRedirect(self._address("history", pk))

    def _address(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def context_of_history(self, request, thing, pk, name):
        """Return what the pages of a thing's history have in common; `thing` is None where it was deleted."""
        request.current_app = self.admin_site.name
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "thing": thing,
            "pk": pk,
            "name": name,
            "subtitle": None,
            "may_add": self.has_add_permission(request),
        }
