"""The history page of one object: its versions, what each one changed, and links to restore them."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage, Paginator
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions.translated import stored_name

from ... import history
from ...domain.roles import may_close_versions
from ...history.public_versions import PublicVersion
from ..forms.numbers import number
from ..merging.pages import merges_in, merges_without_version
from .closing import public_by_change, why_closed
from .restore import history_context

PER_PAGE = 20
# If a version changed more rows, they are counted in a sentence and collapsed.
MANY = 12
EVENTS = {
    "created": gettext_lazy("created"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "restored": gettext_lazy("restored from the recycle bin"),
    "published": gettext_lazy("published"),
    "withdrawn": gettext_lazy("withdrawn"),
    "merged": gettext_lazy("merged into another record"),
    "unmerged": gettext_lazy("merge undone"),
}
# The page from which a change was saved, by the suffix of its URL name.
PAGES = {
    "_add": gettext_lazy("form"),
    "_change": gettext_lazy("form"),
    "_changelist": gettext_lazy("list"),
    "_delete": gettext_lazy("deletion"),
    "_merge": gettext_lazy("merge"),
    "_unmerge": gettext_lazy("undone merge"),
    "_plan": gettext_lazy("plan"),
    "_withdraw": gettext_lazy("withdrawal"),
    "review_publish": gettext_lazy("publishers' desk"),
}
COUNTS = {
    "insert": gettext_lazy("%(count)s %(name)s added"),
    "update": gettext_lazy("%(count)s %(name)s changed"),
    "delete": gettext_lazy("%(count)s %(name)s removed"),
}
# The summary of a version that created, deleted or restored the whole object.
WHOLE = {
    "created": gettext_lazy("Added: %(counts)s"),
    "restored": gettext_lazy("Restored: %(counts)s"),
    "deleted": gettext_lazy("Contained: %(counts)s"),
}


@dataclass
class Entry:
    """One version on the page; `summary` counts the changed rows if they are too many to list.

    `public` is its public version, None if there is none; `may_close` whether the user may close or open it.
    """

    version: history.Version
    event: str
    who: str
    where: str
    summary: str
    may_restore: bool
    undo_merge: str = ""
    public: PublicVersion | None = None
    may_close: bool = False


def history_view(model_admin, request, object_id, extra_context=None):
    """Show the versions of an object, which may be deleted, the newest first."""
    kind = model_admin.opts.model_name
    obj = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_view_permission(request, obj):
        raise PermissionDenied
    pk = obj.pk if obj else number(object_id) or 0
    versions = history.versions(kind, pk)
    if obj is None and not versions:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if (change := number(request.GET.get("change", ""))) is not None:
        return _to_version_with(request, versions, change)
    name, page = str(obj or _name_of_deleted(versions)), _page(request, versions)
    context = {
        **history_context(model_admin, request, obj, pk, name),
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "page_var": PAGE_VAR,
        "closed": why_closed(obj),
        "merges": merges_without_version(model_admin, request, pk, versions),
        "entries": _entries(model_admin, request, obj, pk, versions, page.object_list),
        **(extra_context or {}),
    }
    title = _("History: %(name)s") % {"name": name}
    return model_admin.admin_site.render(request, "admin/cooperation/history.html", title, context)


def _to_version_with(request, versions, change):
    """Redirect to the version that a change, given by its id, belongs to."""
    found = next((version for version in versions if any(each.pk == change for each in version.changes)), None)
    if found is None:
        messages.warning(request, _("These versions do not exist. The latest are shown."))
    query = f"?version={found.number}#version-{found.number}" if found else ""
    return HttpResponseRedirect(f"{request.path}{query}")


def form_context(model_admin, request, obj, context) -> dict:
    """Ask for a reason in the form if the object has a history to store it."""
    has_history = model_admin.opts.model_name in history.kinds()
    return {"asks_reason": obj is not None and has_history and model_admin.has_change_permission(request, obj)}


def _page(request, versions):
    paginator = Paginator(versions[::-1], PER_PAGE)
    wanted = request.GET.get("version", "")
    if 1 <= (number(wanted) or 0) <= len(versions):
        return paginator.page((len(versions) - number(wanted)) // PER_PAGE + 1)
    try:
        if wanted:
            raise InvalidPage
        return paginator.page(request.GET.get(PAGE_VAR, 1))
    except InvalidPage:
        messages.warning(request, _("These versions do not exist. The latest are shown."))
        return paginator.page(1)


def _entries(model_admin, request, obj, pk, versions, chosen):
    history.add_differences(versions, {version.number for version in chosen})
    may_edit = model_admin.has_change_permission(request, obj) if obj else model_admin.has_add_permission(request)
    merges, public = merges_in(model_admin, request, pk, chosen), public_by_change(obj)
    return [
        Entry(
            version,
            EVENTS[version.event],
            who,
            _where(version.origin),
            _summary(version),
            may_edit and version is not versions[-1] and version.event not in ("deleted", "merged"),
            merges.get(version.number, ""),
            (seen := public.get(version.last)),
            seen is not None and not seen.is_present and may_close_versions(request.user, obj),
        )
        for version, who in zip(chosen, history.authors(chosen), strict=True)
    ]


def _where(origin):
    """Return the name of the page where a change was saved; an origin without an address is unchanged."""
    try:
        match = resolve(origin.partition(" ")[2])
    except Resolver404:
        return origin
    name = match.url_name or ""
    if name.endswith("_restore"):
        number = match.kwargs.get("number")
        return _("version %(number)s restored") % {"number": number} if number else _("bin")
    return next((str(page) for end, page in PAGES.items() if name.endswith(end)), origin)


def _summary(version) -> str:
    """Return how many rows of each kind were added, changed and removed; "" if they are few enough to list."""
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
            parts.append(_("%(count)s %(name)s") % {"count": count, "name": name})
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
                return str(stored_name(change.before))
    return ""
