"""The history of one thing: its versions, what each made of the one before, and the way back to any of them."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.db import DataError, IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import history
from ..restore import ChangedMeanwhile, preview, restore
from .refusal import words

PER_PAGE = 20
# A version that changed more rows is counted in a sentence, and unfolded by whoever wants it.
MANY = 12
EVENTS = {
    "created": gettext_lazy("created"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "restored": gettext_lazy("brought back from the bin"),
    "published": gettext_lazy("published"),
    "withdrawn": gettext_lazy("withdrawn"),
}
# What a change was sent to, by the end of the name of its address.
ROOMS = {
    "_add": gettext_lazy("form"),
    "_change": gettext_lazy("form"),
    "_changelist": gettext_lazy("list"),
    "_delete": gettext_lazy("deletion"),
    "_withdraw": gettext_lazy("withdrawal"),
}
COUNTS = {
    "insert": gettext_lazy("%(count)s %(name)s added"),
    "update": gettext_lazy("%(count)s %(name)s changed"),
    "delete": gettext_lazy("%(count)s %(name)s removed"),
}
# Of versions that make all of a thing, or nothing of it, how the summary begins.
WHOLE = {
    "created": gettext_lazy("What was entered: %(counts)s"),
    "restored": gettext_lazy("What came back: %(counts)s"),
    "deleted": gettext_lazy("What it held: %(counts)s"),
}


@dataclass
class Entry:
    """One version on the page; `summary` counts what it did where that is too much to be told at once."""

    version: history.Version
    event: str
    who: str
    where: str
    summary: str
    may_restore: bool


class Histories:
    """Lets a ModelAdmin show the history of a thing, a deleted one too, and restore its versions."""

    def get_urls(self):
        """Return the addresses, with those of restoring: a version, or the last in which the thing was there."""
        view = self.admin_site.admin_view(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [
            path("<int:object_id>/restore/", view, name=name),
            path("<int:object_id>/restore/<int:number>/", view, name=name),
            *super().get_urls(),
        ]

    @property
    def _kind(self):
        return self.opts.model_name

    def history_view(self, request, object_id, extra_context=None):
        """Return the versions of the thing, the newest first."""
        if self._kind not in history.kinds():
            return super().history_view(request, object_id, extra_context)
        thing = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        pk = thing.pk if thing else int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        versions = history.versions(self._kind, pk)
        if thing is None and not versions:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = self._page(request, versions)
        context = {
            **self._context(request, thing, pk, str(thing or _name_of_deleted(versions))),
            "title": _("History: %(name)s") % {"name": thing or _name_of_deleted(versions)},
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "entries": self._entries(request, thing, versions, page.object_list),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/cooperation/history.html", context)

    def restore_view(self, request, object_id, number=None):
        """Show what restoring a version would change, then do it; somebody else's change in between is shown first."""
        thing = self.get_object(request, str(object_id))
        may = self.has_change_permission(request, thing) if thing else self.has_add_permission(request)
        if self._kind not in history.kinds() or not may:
            raise PermissionDenied
        if request.method == "POST" and (response := self._restore(request, object_id, number)):
            return response
        try:
            shown = preview(self._kind, object_id, number)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self._address("history", object_id))
        context = {
            **self._context(request, thing, object_id, str(thing or shown.name)),
            "title": _("Restore version %(number)s of %(name)s")
            % {"number": shown.number, "name": thing or shown.name},
            "shown": shown,
            "reason": request.POST.get("reason_for_change", ""),
        }
        return TemplateResponse(request, "admin/cooperation/restore.html", context)

    def _restore(self, request, pk, number):
        """Restore, and return the way to the history; or say what is in the way and return nothing."""
        seen = request.POST.get("seen", "")
        seen = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
        try:
            number = number or preview(self._kind, pk).number
            lost = restore(self._kind, pk, number, request.user, seen)
        except ChangedMeanwhile:
            others = (
                history.changes_of(self._kind, pk).filter(pk__gt=seen).order_by().values_list("user_name").distinct()
            )
            messages.warning(
                request,
                _("Nothing was restored: %(who)s changed this meanwhile. This is what restoring would change now.")
                % {"who": ", ".join(sorted(name for (name,) in others))},
            )
            return None
        except (ValidationError, IntegrityError, DataError) as error:
            said = error if isinstance(error, ValidationError) else words(error)
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

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the page of the form, which asks for a reason where there is a history to keep it."""
        context["asks_reason"] = change and self._kind in history.kinds() and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _address(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _context(self, request, thing, pk, name):
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

    def _page(self, request, versions):
        """Return the page that the address asks for, or the one with the version that it asks for."""
        paginator = Paginator(versions[::-1], PER_PAGE)
        wanted = request.GET.get("version", "")
        if wanted.isdecimal() and 1 <= int(wanted[:9]) <= len(versions):
            return paginator.page((len(versions) - int(wanted)) // PER_PAGE + 1)
        try:
            if wanted:
                raise InvalidPage
            return paginator.page(request.GET.get(PAGE_VAR, 1))
        except InvalidPage:
            messages.warning(request, _("The address asked for versions that are not there. These are the latest."))
            return paginator.page(1)

    def _entries(self, request, thing, versions, chosen):
        history.tell(versions, {version.number for version in chosen})
        may = self.has_change_permission(request, thing) if thing else self.has_add_permission(request)
        return [
            Entry(
                version,
                EVENTS[version.event],
                who,
                _where(version.origin),
                _summary(version),
                may and version is not versions[-1] and version.event != "deleted",
            )
            for version, who in zip(chosen, history.authors(chosen), strict=True)
        ]


def _where(origin):
    """Return in words where a change was sent to; what is no address of the staff's rooms stands as it is."""
    try:
        match = resolve(origin.partition(" ")[2])
    except Resolver404:
        return origin
    name = match.url_name or ""
    if name.endswith("_restore"):
        number = match.kwargs.get("number")
        return _("version %(number)s restored") % {"number": number} if number else _("bin")
    return next((str(room) for end, room in ROOMS.items() if name.endswith(end)), origin)


def _summary(version) -> str:
    """Return how many rows of each kind came, changed and went, where that is too much to be told; else nothing."""
    is_whole = version.event in WHOLE
    if not is_whole and len(version.rows) <= MANY:
        return ""
    counts = Counter((row.model, row.action) for row in version.rows)
    parts = []
    for (model, action), count in counts.items():
        name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
        if not is_whole:
            parts.append(COUNTS[action] % {"count": count, "name": name})
        elif model._meta.model_name not in history.kinds():
            parts.append(f"{count} {name}")
    if not is_whole:
        return ", ".join(parts)
    fields = sum(len(row.fields) for row in version.rows if row.model._meta.model_name in history.kinds())
    parts.insert(0, ngettext("%(count)s field", "%(count)s fields", fields) % {"count": fields})
    return WHOLE[version.event] % {"counts": ", ".join(parts)}


def _name_of_deleted(versions):
    """Return what a thing was called when it was deleted."""
    table = history.kinds()[versions[0].changes[0].kind]._meta.db_table if versions else ""
    for version in reversed(versions):
        for change in version.changes:
            if change.table == table and change.action == "delete":
                return change.before.get("title") or change.before["name"]
    return ""
