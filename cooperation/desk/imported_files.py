"""The pages of imported files: what each of them created and changed, and what is done with all of it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import history, staff_search
from ..database.quality import Severity, rules_of
from ..domain.addresses import admin_address
from ..domain.choices import ActionState, ImportAction
from ..domain.roles import may_publish, may_see_import, may_view
from ..exchange.imports import delimited, entering, whole
from ..exchange.imports.kinds import KINDS
from ..models import ImportedFile, Organization, Record
from ..workflow.review import LONGEST

SHOWN = 20  # records that were left out
PER_PAGE = 10


@dataclass(frozen=True)
class Words:
    """The texts of an action: the title and the button of its page, and what is done with so many records."""

    title: str
    button: str
    done: str


WORDS = {
    ImportAction.SUBMIT: Words(
        gettext_lazy("Submit the import for review"),
        gettext_lazy("Submit for review"),
        gettext_lazy("%(done)s of %(total)s drafts submitted."),
    ),
    ImportAction.PUBLISH: Words(
        gettext_lazy("Publish the import"),
        gettext_lazy("Publish"),
        gettext_lazy("%(done)s of %(total)s drafts published."),
    ),
    ImportAction.WITHDRAW: Words(
        gettext_lazy("Withdraw the import"),
        gettext_lazy("Withdraw"),
        gettext_lazy("%(done)s of %(total)s records withdrawn."),
    ),
    ImportAction.DELETE: Words(
        gettext_lazy("Delete the drafts of the import"),
        gettext_lazy("Delete the drafts"),
        gettext_lazy("%(done)s of %(total)s drafts deleted."),
    ),
    ImportAction.UNDO: Words(
        gettext_lazy("Undo the import"),
        gettext_lazy("Undo the import"),
        gettext_lazy("%(done)s of %(total)s records are as they were before the import."),
    ),
}


class PublishForm(forms.Form):
    with_gaps = forms.BooleanField(label=gettext_lazy("Publish records with serious gaps too"), required=False)
    with_similar = forms.BooleanField(
        label=gettext_lazy("Publish records that are similar to others too"), required=False
    )


class MessageForm(forms.Form):
    message = forms.CharField(
        label=gettext_lazy("Message to the publisher"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )


class ReasonForm(forms.Form):
    message = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("At the address of each page, readers see only the date and this sentence."),
    )


FORMS = {ImportAction.PUBLISH: PublishForm, ImportAction.SUBMIT: MessageForm, ImportAction.WITHDRAW: ReasonForm}


def visible(user):
    """Return the imported files that the user may see, the latest first."""
    kinds = [model._meta.model_name for model in history.kinds().values() if may_publish(user, model)]
    return ImportedFile.objects.filter(Q(owner=user) | Q(about__in=kinds)).select_related("owner")


def file_view(site, request, pk):
    """Show what the import created and changed, what can be done with it, and how far that is."""
    file = _file(request, pk)
    counts = whole.progress(file)
    left_out = file.records.filter(state=ActionState.FAILED).order_by("pk")[:SHOWN]
    rows_left = entering.waiting(file.upload).count() if file.upload else 0
    context = {
        "file": file,
        "upload": file.upload if file.upload and file.upload.owner == request.user else None,
        "rows_left": rows_left,
        "numbers": _numbers(request.user, file),
        "actions": [
            (action, WORDS[action].button)
            for action in ImportAction
            if whole.may_act(request.user, file, action) and whole.chosen(file, action).exists()
        ],
        "progress": _progress(file, counts) if file.action else None,
        "may_continue": not file.is_finished and whole.may_act(request.user, file, file.action),
        "is_started": "start" in request.GET,
        "is_stopped": "stopped" in request.GET,
        "failed": counts[ActionState.FAILED],
        "left_out": [(row, name, _form_of(thing)) for row, (thing, name) in whole.names(left_out).items()],
    }
    return site.render(
        request,
        "admin/cooperation/imported_file.html",
        _("Import of %(kind)s") % {"kind": KINDS[file.kind].label},
        context,
    )


def action_view(site, request, pk, action):
    """Ask for confirmation with the numbers, then begin the action."""
    file = _file(request, pk)
    if action not in ImportAction.values:
        raise Http404
    if not whole.may_act(request.user, file, action):
        raise PermissionDenied
    back = reverse("admin:imported_file", args=[file.pk])
    form = FORMS.get(action, forms.Form)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            whole.start(file, action, request.user, **form.cleaned_data)
        except DatabaseError:
            words = _("Nothing was begun, because something else was saved at the same moment. Try again.")
            messages.error(request, words)
            return HttpResponseRedirect(back)
        if file.is_finished:
            messages.warning(request, _("There is nothing to do."))
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(f"{back}?start")
    fieldsets = [(None, {"fields": tuple(form.fields)})] if form.fields else []
    context = {
        "file": file,
        "sentences": _sentences(file, action),
        "button": WORDS[action].button,
        "adminform": helpers.AdminForm(form, fieldsets, {}),
        "form": form,
        "back": back,
    }
    return site.render(request, "admin/cooperation/imported_file_action.html", WORDS[action].title, context)


def continue_view(site, request, pk):
    """Act on the next records of the action that was begun."""
    file = _file(request, pk)
    back = reverse("admin:imported_file", args=[file.pk])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    if file.action and not file.is_finished:
        whole.act(file, request.user)
    counts = whole.progress(file)
    if file.is_finished and file.action:
        add = messages.warning if counts[ActionState.FAILED] else messages.success
        add(request, _progress(file, counts)["words"])
    return answer(request, back, None if file.is_finished else _progress(file, counts))


def answer(request, address: str, progress: dict | None):
    """Tell the script of the page how far it is, or where to go if it is finished; other clients go there anyway."""
    if "application/json" not in request.headers.get("Accept", ""):
        return HttpResponseRedirect(address)
    return JsonResponse({"next": address} if progress is None else progress)


def failed_view(site, request, pk):
    """Return the records that were left out, with the reasons, as CSV."""
    file = _file(request, pk)

    def rows():
        yield [_("Title"), _("Why it was left out"), _("Address")]
        for row, (thing, name) in whole.names(file.records.filter(state=ActionState.FAILED).order_by("pk")).items():
            address = _form_of(thing)
            yield [name, row.reason, request.build_absolute_uri(address) if address else ""]

    response = StreamingHttpResponse(delimited.write(rows()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="left-out-{file.pk}.csv"'
    return response


def _file(request, pk):
    files = ImportedFile.objects.select_related("owner", "upload", "action_by").defer("upload__data")
    file = files.filter(pk=pk).first()
    if file is None:
        raise Http404
    if not may_see_import(request.user, file):
        raise PermissionDenied
    return file


def _progress(file, counts):
    done, total = counts[ActionState.DONE], counts["total"]
    words = str(WORDS[file.action].done) % {"done": f"{done:,}", "total": f"{total:,}"}
    if failed := counts[ActionState.FAILED]:
        left = ngettext("%(count)s was left out.", "%(count)s were left out.", failed) % {"count": f"{failed:,}"}
        words = f"{words} {left}"
    return {"done": total - counts[ActionState.WAITING], "total": total, "words": words}


def _numbers(user, file):
    """Return the lines about records: (label, number, address of the list or "")."""
    lines, model = [], file.model
    is_record = issubclass(model, Record)
    has_list = is_record or model is Organization  # with the filter by import
    if has_list:
        list_ = admin_address(model, "changelist") if may_view(user, model) else ""
        new, changed = (_there(file, model, is_new) for is_new in (True, False))
        found = [(_("New"), new, f"{file.pk}-new"), (_("Changed"), changed, f"{file.pk}-changed")]
        if is_record:
            found[1:1] = [
                (_("of these, drafts"), new.filter(published_at__isnull=True), f"{file.pk}-new&publication=draft"),
                (_("of these, published"), new.filter(is_public=True), f"{file.pk}-new&publication=published"),
            ]
        for label, rows, query in found:
            number = rows.count()
            lines.append((label, number, f"{list_}?import={query}" if list_ and number else ""))
    for kind, other in history.kinds().items():
        if kind != file.about or not has_list:
            for label, is_new in ((_("New: %(kind)s"), True), (_("Changed: %(kind)s"), False)):
                if number := _there(file, other, is_new).count():
                    address = ""
                    if is_new and issubclass(other, Record) and may_view(user, other):
                        address = f"{admin_address(other, 'changelist')}?import={file.pk}-new"
                    lines.append((label % {"kind": other._meta.verbose_name_plural}, number, address))
    return lines


def _there(file, model, is_new):
    rows = file.records.filter(kind=model._meta.model_name, is_new=is_new, record=OuterRef("pk"))
    return model.objects.filter(Exists(rows))


def _form_of(thing):
    """Return the address of the form of the record, or "" if it was deleted."""
    if thing is None:
        return ""
    return admin_address(thing, "change", thing.pk)


def _sentences(file, action):
    """Return what the action will do, in numbers."""
    rows = whole.chosen(file, action)
    number = rows.count()
    if action == ImportAction.UNDO:
        numbers, found = whole.numbers_of_undo(file), []
        if deleted := numbers["deleted"]:
            words = ngettext("%(count)s new record is deleted.", "%(count)s new records are deleted.", deleted)
            found.append(words % {"count": f"{deleted:,}"})
        if changed := numbers["changed"]:
            words = ngettext(
                "%(count)s changed record gets back its values from before the import.",
                "%(count)s changed records get back their values from before the import.",
                changed,
            )
            found.append(words % {"count": f"{changed:,}"})
        if submitted := whole.submissions(rows.filter(is_new=True)):
            words = ngettext(
                "%(count)s submission for review is deleted with its draft.",
                "%(count)s submissions for review are deleted with their drafts.",
                submitted,
            )
            found.append(words % {"count": f"{submitted:,}"})
        if published := numbers["published"]:
            words = ngettext(
                "%(count)s record that has been published stays. Withdraw it if readers must not see it.",
                "%(count)s records that have been published stay. Withdraw them if readers must not see them.",
                published,
            )
            found.append(words % {"count": f"{published:,}"})
        if kept := numbers["kept"]:
            words = ngettext(
                "%(count)s record was changed since the import, or something newer refers to it. What still "
                "differs stays as it is and is listed.",
                "%(count)s records were changed since the import, or something newer refers to them. What still "
                "differs stays as it is and is listed.",
                kept,
            )
            found.append(words % {"count": f"{kept:,}"})
        left = entering.waiting(file.upload).count() if file.upload else 0
        if left:
            words = ngettext(
                "%(count)s row of the file that is not imported yet is discarded.",
                "%(count)s rows of the file that are not imported yet are discarded.",
                left,
            )
            found.append(words % {"count": f"{left:,}"})
        return found
    first = {
        ImportAction.SUBMIT: ngettext(
            "%(count)s draft will be submitted for review.", "%(count)s drafts will be submitted for review.", number
        ),
        ImportAction.PUBLISH: ngettext(
            "%(count)s draft will be visible to readers.", "%(count)s drafts will be visible to readers.", number
        ),
        ImportAction.WITHDRAW: ngettext(
            "%(count)s published record will no longer be visible to readers.",
            "%(count)s published records will no longer be visible to readers.",
            number,
        ),
        ImportAction.DELETE: ngettext("%(count)s draft is deleted.", "%(count)s drafts are deleted.", number),
    }[action]
    return [first % {"count": f"{number:,}"}, *_cautions(file, action, rows)]


def _cautions(file, action, rows):
    if action == ImportAction.PUBLISH:
        found, number = [], 0
        for model in whole.models_of(file):
            drafts = _there(file, model, True).filter(staff_search.has_state("publication", "draft"))
            serious = [rule for rule in rules_of(model) if rule.severity == Severity.SERIOUS]
            lacking = [rule for rule in serious if drafts.filter(staff_search.has_state("quality", rule.id)).exists()]
            if lacking:
                number += drafts.filter(staff_search.has_state("quality", *(rule.id for rule in lacking))).count()
                found += [str(rule.label) for rule in lacking if str(rule.label) not in found]
        if found:
            words = ngettext(
                "%(count)s of them has serious gaps (%(gaps)s). It is listed and left out unless you tick the box.",
                "%(count)s of them have serious gaps (%(gaps)s). They are listed and left out unless you tick the box.",
                number,
            )
            yield words % {"count": f"{number:,}", "gaps": ", ".join(found)}
        yield _(
            "Drafts that are similar to a record from elsewhere are listed and left out unless you tick the box. Merge "
            "them, or save them as different records."
        )
    if action == ImportAction.DELETE:
        as_imported = {"pk": OuterRef("record"), "version": OuterRef("version")}
        same = whole.rows_exist(file, lambda model: model._base_manager.filter(**as_imported))
        if number := rows.exclude(same).count():
            words = ngettext(
                "%(count)s of them was changed since the import. It is deleted too.",
                "%(count)s of them were changed since the import. They are deleted too.",
                number,
            )
            yield words % {"count": f"{number:,}"}
        yield _("Deleted records can be restored from the recycle bin.")
    if action == ImportAction.WITHDRAW:
        yield _("Records that the import only changed stay public.")
