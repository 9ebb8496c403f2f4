"""The pages of a merge: choose the other record, look at what will happen, merge; and undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from regions.translated import columns

from ... import history
from ...database.errors import in_words
from ...domain.roles import may_merge
from ...history.undo import Blocked
from ...models import Change, Merge, Record, Submission
from ...workflow import different
from ...workflow.duplicates import namesakes, similar_to
from ...workflow.merge import ChangedMeanwhile, Stopped, last_name, may_leave_out, merge, obstacles, preview, undo_merge
from ...workflow.merge_fields import DUPLICATE, SURVIVOR, is_withdrawn
from ...workflow.merge_relations import MERGEABLE
from ..forms.numbers import number
from . import summary

FOUND = 20  # results of a search
FIELD = "field-"


def routes(model_admin) -> list:
    """Return the URL patterns of the pages."""
    return [
        model_admin.page("<int:object_id>/merge/", choose_view, "choose_duplicate"),
        model_admin.page("<int:object_id>/merge/<int:other>/", merge_view, "merge"),
        model_admin.page("<int:object_id>/unmerge/<int:merged>/", undo_view, "unmerge"),
    ]


def form_context(model_admin, request, obj, context) -> dict:
    """Let the form of an object link to the page that merges it."""
    is_offered = model_admin.model in MERGEABLE and obj is not None and obj.pk and not context["is_popup"]
    offers = is_offered and may_merge(request.user, obj)
    is_merged = getattr(obj, "merged_into_id", None) is not None
    return {"merge_address": model_admin.address("choose_duplicate", obj.pk) if offers and not is_merged else ""}


def merged_note(model_admin, user, record) -> str:
    """Return the note above the form of a record that was merged into another one."""
    merged = Merge.objects.filter(kind=model_admin.opts.model_name, duplicate=record.pk).first()
    words = _(
        "This was merged into {link} on {when}, which has its parts. It is in no list and cannot be changed. "
        "Its history shows what it had."
    )
    link = format_html('<a href="{}">{}</a>', model_admin.address("change", record.merged_into_id), record.merged_into)
    note = format_html(
        words, link=link, when=date_format(localtime(merged.merged_at), "DATETIME_FORMAT") if merged else ""
    )
    if merged and may_merge(user, record):
        address = model_admin.address("unmerge", record.pk, merged.pk)
        note = format_html('{} <a href="{}">{}</a>', note, address, _("Undo the merge"))
    return note


def merges_in(model_admin, request, pk: int, versions) -> dict[int, str]:
    """Return the addresses of the pages that undo the merges among the versions, by the number of the version."""
    if model_admin.opts.model_name not in history.kinds() or not may_merge(request.user, model_admin.model):
        return {}
    kind = model_admin.opts.model_name
    found = [*Merge.objects.filter(kind=kind, survivor=pk), *Merge.objects.filter(kind=kind, duplicate=pk)]
    return {
        version.number: model_admin.address("unmerge", pk, each.pk)
        for version in versions
        for each in found
        if _is_of(version, each)
    }


def _is_of(version, merged: Merge) -> bool:
    return version.transaction == merged.transaction and merged.first <= version.last <= merged.last


def merges_without_version(model_admin, request, pk: int, versions) -> list[str]:
    """Return a note about each merge that changed nothing of the object that was kept."""
    kind = model_admin.opts.model_name
    if kind not in history.kinds() or not may_merge(request.user, model_admin.model):
        return []
    return [
        _merged_into_this(model_admin, each, last_name(kind, each.duplicate))
        for each in Merge.objects.filter(kind=kind, survivor=pk)
        if not any(_is_of(version, each) for version in versions)
    ]


def _merged_into_this(model_admin, merged: Merge, name: str) -> str:
    words = _("“{name}” was merged into this. {undo}")
    address = model_admin.address("unmerge", merged.survivor, merged.pk)
    return format_html(words, name=name, undo=format_html('<a href="{}">{}</a>', address, _("Undo the merge")))


def _allowed(model_admin, request):
    if not may_merge(request.user, model_admin.model):
        raise PermissionDenied(_("You may not merge these."))


def _get(model_admin, pk):
    thing = model_admin.model._base_manager.filter(pk=pk).first()
    if thing is None:
        raise Http404(_("It no longer exists."))
    return thing


def choose_view(model_admin, request, object_id):
    """Search for the other of the two."""
    _allowed(model_admin, request)
    thing, typed = _get(model_admin, object_id), request.GET.get("q", "").replace("\x00", "").strip()
    rows, is_cut = _similar(thing) if not typed else [], False
    if typed:
        found, _distinct = model_admin.get_search_results(
            request, model_admin.model.objects.exclude(pk=thing.pk), typed
        )
        rows = list(found[: FOUND + 1])
        rows, is_cut = rows[:FOUND], len(rows) > FOUND
    context = {
        "typed": typed,
        "rows": [(row, _state(row), merge_address(model_admin, thing, row)) for row in rows],
        "is_cut": is_cut,
        "most": FOUND,
    }
    title = _("Merge “%(name)s” with…") % {"name": thing}
    return _render(model_admin, request, "admin/cooperation/merge_choose.html", thing, title, context)


def _similar(thing) -> list:
    """Return the objects that look like this one."""
    if isinstance(thing, Record):
        found = similar_to(thing)
    elif hasattr(thing, "other_names"):
        names = tuple(getattr(thing, column) for column in columns("name"))
        found = namesakes(type(thing), names, tuple(thing.other_names.splitlines()), thing.pk)
    else:
        found = []
    return [each.record for each in found]


def merge_address(model_admin, one, other) -> str:
    """Return the address of the merge of the two: the one that readers see is kept, else the older."""
    survivor, duplicate = in_order(one, other)
    return model_admin.address("merge", survivor.pk, duplicate.pk)


def in_order(one, other):
    """Return the one to keep, then the duplicate."""
    first, second = sorted((one, other), key=lambda each: (not getattr(each, "is_public", True), each.pk))
    return first, second


def _state(thing):
    if not isinstance(thing, Record):
        return ""
    return _("withdrawn") if thing.withdrawn_at else _("published") if thing.is_public else _("draft")


def merge_view(model_admin, request, object_id, other):
    """Show what the merge will do, then do it. `object_id` is the one that is kept."""
    _allowed(model_admin, request)
    survivor, duplicate = _get(model_admin, object_id), _get(model_admin, other)
    chosen = _chosen(request.POST)
    if request.method == "POST" and (response := _merge(model_admin, request, survivor, duplicate, chosen)):
        return response
    shown = preview(survivor, duplicate)
    name = {"duplicate": duplicate, "survivor": survivor}
    context = {
        "shown": shown,
        "states": (_state(survivor), _state(duplicate)),
        "stops": [(stop, _address_of(model_admin, stop)) for stop in shown.stops],
        "choices": [(each, chosen.get(each.name, each.default)) for each in shown.choices],
        "groups": [
            (_("Copied to the record that is kept"), summary.copied(shown)),
            (_("In both records: kept once"), summary.shared(shown)),
            (_("Links from other records, which will lead to the record that is kept"), summary.moved(shown)),
        ],
        "dropped": summary.dropped(shown),
        "names": summary.other_names(shown, chosen),
        "is_record": isinstance(survivor, Record),
        "is_withdrawn": is_withdrawn(duplicate),
        "is_different": duplicate.pk in different.known(type(survivor), survivor.pk) - {survivor.pk},
        "leads_on": not isinstance(duplicate, Record) or duplicate.was_public,
        "duplicate_address": model_admin.address("change", duplicate.pk),
        "swap": model_admin.address("merge", duplicate.pk, survivor.pk),
        "seen": "-".join(map(str, shown.seen)),
    }
    title = _("Merge “%(duplicate)s” into “%(survivor)s”") % name
    return _render(model_admin, request, "admin/cooperation/merge.html", survivor, title, context)


def _chosen(sent) -> dict[str, str]:
    return {
        name.removeprefix(FIELD): value
        for name, value in sent.items()
        if name.startswith(FIELD) and value in (SURVIVOR, DUPLICATE)
    }


def _seen(text):
    numbers = [number(each) for each in text.split("-")]
    return tuple(numbers) if len(numbers) == 2 and None not in numbers else (0, 0)


def _merge(model_admin, request, survivor, duplicate, chosen):
    """Merge and return the redirect; or add a message with what prevents it and return None."""
    name, seen = str(duplicate), _seen(request.POST.get("seen", ""))
    try:
        done = merge(survivor, duplicate, request.user, chosen, seen, f"POST {request.path}")
    except Stopped:
        return None  # the page lists why
    except ChangedMeanwhile:
        messages.warning(
            request, _("Nothing was merged, because someone has changed one of the two since. Check them again.")
        )
        return None
    except (ValidationError, IntegrityError, DataError) as error:
        refusal = error if isinstance(error, ValidationError) else in_words(error)
        messages.error(request, _("Nothing was merged. %(reason)s") % {"reason": " ".join(refusal.messages)})
        return None
    survivor = _get(model_admin, survivor.pk)
    model_admin.log_change(request, survivor, _("“%(name)s” merged into this.") % {"name": name})
    messages.success(request, _merged_into_this(model_admin, done, name))
    return HttpResponseRedirect(model_admin.address("change", survivor.pk))


def _address_of(model_admin, stop):
    if isinstance(stop.about, Submission):
        return f"{reverse('admin:review')}#submission-{stop.about.pk}"
    return model_admin.address("change", stop.about.pk) if stop.about else ""


def undo_view(model_admin, request, object_id, merged):
    """Show what prevents undoing the merge, or ask; then undo it. `object_id` is one of the two."""
    _allowed(model_admin, request)
    kind = model_admin.opts.model_name
    done = Merge.objects.filter(pk=merged, kind=kind).first()
    if done is None or object_id not in (done.survivor, done.duplicate):
        messages.warning(request, _("This merge has already been undone."))
        return HttpResponseRedirect(model_admin.address("history", object_id))
    if request.method == "POST":
        try:
            left = undo_merge(done, request.user, f"POST {request.path}", is_partial="_rest" in request.POST)
        except Blocked:
            messages.error(request, _("Nothing was undone: some rows have changed since."))
        except (ValidationError, IntegrityError, DataError) as error:
            refusal = error if isinstance(error, ValidationError) else in_words(error)
            messages.error(request, _("Nothing was undone. %(reason)s") % {"reason": " ".join(refusal.messages)})
        else:
            if left:
                words = _("The merge was undone, except for: %(rows)s.")
                messages.warning(request, words % {"rows": "; ".join(map(str, left))})
            else:
                messages.success(request, _("The merge was undone: both are as they were before."))
            return HttpResponseRedirect(model_admin.address("change", done.duplicate))
    found = obstacles(done)
    survivor = last_name(kind, done.survivor)
    is_there = model_admin.model._base_manager.filter(pk=done.survivor).exists()
    back = model_admin.address("change" if is_there else "history", done.survivor)
    context = {
        "duplicate": last_name(kind, done.duplicate) or done.slug,
        "when": done.merged_at,
        "who": history.who_wrote(Change.objects.filter(pk=done.first)),
        "obstacles": summary.by_record(found),
        "may_leave_out": bool(found) and may_leave_out(done),
    }
    title = _("Undo the merge into “%(name)s”") % {"name": survivor}
    return _render(model_admin, request, "admin/cooperation/unmerge.html", survivor, title, context, back)


def _render(model_admin, request, template, thing, title, context, back=""):
    """Return a page about `thing`, which leads back to its form unless `back` is another address."""
    common = {
        "opts": model_admin.opts,
        "thing": thing,
        "back": back or model_admin.address("change", thing.pk),
        "media": model_admin.media,
    }
    return model_admin.admin_site.render(request, template, title, {**common, **context})
