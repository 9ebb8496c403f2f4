"""The history of one thing: its versions, what each made of the one before, and the way back to any of them."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage, Paginator
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ... import history
from ..forms.numbers import number
from .restore import Restoring

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
    "_plan": gettext_lazy("plan"),
    "_withdraw": gettext_lazy("withdrawal"),
    "review_publish": gettext_lazy("publishers' desk"),
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


class Histories(Restoring):
    """Lets a ModelAdmin show the history of a thing, a deleted one too, and restore its versions."""

    def history_view(self, request, object_id, extra_context=None):
        """Return the versions of the thing, the newest first."""
        if self.opts.model_name not in history.kinds():
            return super().history_view(request, object_id, extra_context)
        thing = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        pk = thing.pk if thing else number(object_id) or 0
        versions = history.versions(self.opts.model_name, pk)
        if thing is None and not versions:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = self._page(request, versions)
        context = {
            **self.context_of_history(request, thing, pk, str(thing or _name_of_deleted(versions))),
            "title": _("History: %(name)s") % {"name": thing or _name_of_deleted(versions)},
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "entries": self._entries(request, thing, versions, page.object_list),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/cooperation/history.html", context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the page of the form, which asks for a reason where there is a history to keep it."""
        has_history = self.opts.model_name in history.kinds()
        context["asks_reason"] = change and has_history and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, request, versions):
        paginator = Paginator(versions[::-1], PER_PAGE)
        wanted = request.GET.get("version", "")
        if 1 <= (number(wanted) or 0) <= len(versions):
            return paginator.page((len(versions) - number(wanted)) // PER_PAGE + 1)
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
    table = history.kinds()[versions[0].changes[0].kind]._meta.db_table if versions else ""
    for version in reversed(versions):
        for change in version.changes:
            if change.table == table and change.action == "delete":
                return change.before.get("title") or change.before["name"]
    return ""
