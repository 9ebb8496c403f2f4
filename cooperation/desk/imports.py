"""The pages of the import: templates, upload, preview of what would change, confirmation.

Long files are checked and imported in batches, requested by a script or by clicks.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..domain.choices import RowState
from ..domain.roles import may_add, may_change, may_view
from ..exchange.imports import checking, delimited, entering, templates, uploads, workbook
from ..exchange.imports.delimited import ENCODINGS
from ..exchange.imports.kind import Kind
from ..exchange.imports.kinds import KINDS
from ..exchange.imports.sheet import MOST_BYTES, MOST_ROWS, Unreadable
from ..models import ImportedFile, Upload
from . import imported_files
from .import_choices import CHOICES, choices_context, choose
from .paging import page_of

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("xlsx", "csv")


class UploadForm(forms.Form):
    """The file, its kind of rows, and its encoding if it is not detected."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "missing": gettext_lazy("Choose a file."),
        },
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        required=False,
        choices=[("", gettext_lazy("Detect automatically")), *ENCODINGS.items()],
        help_text=gettext_lazy("For CSV files. Choose one only if letters look wrong in the preview."),
    )

    def __init__(self, kinds, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.name, capfirst(each.label)) for each in kinds]
        self.fields["file"].help_text = _("CSV or XLSX, up to %(size)s MB and %(rows)s rows.") % {
            "size": MOST_BYTES // 1024**2,
            "rows": f"{MOST_ROWS:,}",
        }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            words = _("The file has %(size)s MB. The limit is %(most)s MB. Split the file.")
            sizes = {"size": f"{file.size / 1024**2:.0f}", "most": MOST_BYTES // 1024**2}
            raise forms.ValidationError(words % sizes)
        return file


def imports_view(site, request):
    """Show the templates and the form; redirect an uploaded file to its preview."""
    kinds = importable(request.user)
    if not kinds:
        raise PermissionDenied
    uploads.drop_old()
    chosen = request.GET.get("kind") if request.GET.get("kind") in KINDS else None
    form = UploadForm(kinds, initial={"kind": chosen})
    if request.method == "POST":
        form = UploadForm(kinds, request.POST, request.FILES)
        if form.is_valid() and (upload := _preview(request, form)):
            return HttpResponseRedirect(reverse("admin:import", args=[upload.pk]))
    page = page_of(request, imported_files.visible(request.user), imported_files.PER_PAGE)
    for file in page:
        file.label = KINDS[file.kind].label
    context = {
        "kinds": kinds,
        "form": form,
        "uploads": Upload.objects.filter(owner=request.user),
        "files": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return site.render(request, "admin/cooperation/imports.html", _("Import"), context)


# Larger files are refused before they are read (cooperation/middleware.py).
imports_view.most_of_files = MOST_BYTES


def _preview(request, form):
    file = form.cleaned_data["file"]
    try:
        kind = KINDS[form.cleaned_data["kind"]]
        upload = uploads.receive(kind, request.user, file.name, file.read(), form.cleaned_data["encoding"])
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    checking.check(upload, request.user)  # all of a short file
    return upload


def import_view(site, request, pk):
    """Show what the file would change, one kind of row at a time; import or discard it as chosen."""
    upload = _upload(request, pk)
    if upload is None:
        return _redirect_from_missing(request)
    wrong = {}
    if request.method == "POST":
        try:
            wrong = choose(request, upload) if CHOICES & request.POST.keys() else _import_or_discard(request, upload)
        except Upload.DoesNotExist:  # finished in another window meanwhile
            return _redirect_from_missing(request)
        if isinstance(wrong, HttpResponseBase):
            return wrong
    elif not upload.is_checked:
        return _checking(site, request, upload)
    kind, counts = KINDS[upload.kind], uploads.counts(upload)
    states = [(state.value, state.label, counts[state]) for state in RowState]
    states.append(("warnings", _("with warnings"), counts["warnings"]))
    first = next((name for name, _label, count in states[::-1] if name == RowState.WRONG and count), None)
    first = first or next((name for name, _label, count in states if count), RowState.NEW.value)
    shown = request.GET.get("show")
    if shown not in dict.fromkeys(name for name, *_rest in states):
        shown = first
    rows = upload.rows.exclude(warnings=[]).exclude(state=RowState.WRONG)
    page = page_of(
        request, (rows if shown == "warnings" else upload.rows.filter(state=shown)).order_by("number"), PER_PAGE
    )
    for row in page:
        found = row.problems if shown == RowState.WRONG else row.warnings
        row.findings = [(kind.shown(name), *rest) for name, *rest in found]
        row.changes = [(kind.shown(name), *rest) for name, *rest in row.changes]
    has_findings = shown in (RowState.WRONG, "warnings")
    context = {
        "upload": upload,
        "kind": kind,
        "counts": counts,
        "good": counts[RowState.NEW] + counts[RowState.CHANGED],
        "states": states,
        "shown": shown,
        "repeated": [
            (count, kind.shown(name), *rest)
            for count, name, *rest in (uploads.repeated(upload, shown == RowState.WRONG) if has_findings else ())
        ],
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        **choices_context(request, upload, wrong),
        "file": ImportedFile.objects.filter(upload=upload).first() if upload.done else None,
        "progress": _imported(upload) if upload.done else None,
        "is_stopped": "stopped" in request.GET,
        "form_of": None if kind.owner else f"admin:cooperation_{kind.model._meta.model_name}_change",
    }
    return site.render(
        request, "admin/cooperation/import.html", _("Import of %(kind)s") % {"kind": kind.label}, context
    )


def _redirect_from_missing(request):
    messages.warning(request, _("This file is no longer available. It was imported, or it is more than a day old."))
    return imported_files.answer(request, reverse("admin:imports"), None)


def _checking(site, request, upload):
    """Show the progress of the check."""
    context = {
        "upload": upload,
        "progress": _checked(upload),
        "is_stopped": "stopped" in request.GET,
    }
    return site.render(
        request,
        "admin/cooperation/import_checking.html",
        _("Import of %(kind)s") % {"kind": KINDS[upload.kind].label},
        context,
    )


def check_view(site, request, pk):
    """Check the next rows of the file."""
    here = reverse("admin:import", args=[pk])
    upload = _upload(request, pk)
    if upload is not None and request.method == "POST":
        try:
            checking.check(upload, request.user)
        except Upload.DoesNotExist:  # finished in another window meanwhile
            upload = None
    is_finished = upload is None or upload.is_checked
    return imported_files.answer(request, here, None if is_finished else _checked(upload))


def _checked(upload):
    done, total = upload.all_rows.exclude(state="").count(), upload.all_rows.count()
    return _progress(_("Checked %(done)s of %(total)s rows."), done, total)


def _imported(upload):
    return _progress(_("Imported %(done)s of %(total)s rows."), *entering.progress(upload))


def _progress(words, done, total):
    return {"done": done, "total": total, "words": words % {"done": f"{done:,}", "total": f"{total:,}"}}


def _import_or_discard(request, upload):
    here = reverse("admin:import", args=[upload.pk])
    if "_discard" in request.POST:
        uploads.drop(upload)
        words = (
            _("“%(name)s” was discarded. Rows already imported are kept.")
            if upload.done
            else _("“%(name)s” was discarded.")
        )
        messages.success(request, words % {"name": upload.name})
        return HttpResponseRedirect(reverse("admin:imports"))
    if not upload.rows.exists():
        messages.warning(request, _("First choose what the columns of the file are."))
        return HttpResponseRedirect(here)
    if not upload.is_checked:
        return HttpResponseRedirect(here)
    if "_start" in request.POST:
        entering.confirm(upload)
    try:
        entering.enter(upload, request.user)
    except entering.Busy as error:
        messages.warning(request, str(error))
        return imported_files.answer(request, here, None)
    except DatabaseError:
        words = _("These rows were not imported, because something else was saved at the same moment. Try again.")
        messages.error(request, words)
        return imported_files.answer(request, here, None)
    if entering.waiting(upload).exists():
        return imported_files.answer(request, here, _imported(upload))
    return imported_files.answer(request, _finished(request, upload, here), None)


def _finished(request, upload, here):
    """Show what was imported and the next step. Return the address of the remaining rows, or of the import."""
    messages.success(request, done_in_words(upload.done))
    if parts := KINDS[upload.kind].parts:
        words = _("Next: import the %(parts)s") % {"parts": parts.label}
        address = f"{reverse('admin:imports')}?kind={parts.name}"
        messages.info(request, format_html('<a href="{}">{}</a>', address, words))
    counts = uploads.counts(upload)
    if counts["newer"]:
        words = ngettext(
            "%(count)s row is shown again, because someone changed the record after the preview.",
            "%(count)s rows are shown again, because someone changed the records after the preview.",
            counts["newer"],
        )
        messages.warning(request, words % {"count": counts["newer"]})
    file = ImportedFile.objects.filter(upload=upload).first()
    if file is None or upload.rows.exists():  # without a file, another window has just finished
        return here
    uploads.drop(upload)
    return reverse("admin:imported_file", args=[file.pk])


def wrong_view(site, request, pk, suffix):
    upload = _upload(request, pk)
    if upload is None or suffix not in FORMATS:
        raise Http404
    return file_of(
        KINDS[upload.kind], _("%(kind)s-to-correct") % {"kind": upload.kind}, suffix, uploads.wrong_rows(upload)
    )


def template_view(site, request, kind, suffix):
    return file_of(kind := _kind(request, kind, suffix), f"{kind.name}-template", suffix, templates.template(kind))


def export_view(site, request, kind, suffix):
    kind = _kind(request, kind, suffix)
    return file_of(kind, kind.name, suffix, templates.rows(kind, templates.all_of(kind), request.user))


def _upload(request, pk):
    uploads.drop_old()
    upload = Upload.objects.filter(pk=pk, owner=request.user).first()
    if upload is not None and KINDS[upload.kind] not in importable(request.user):
        raise PermissionDenied
    return upload


def importable(user) -> list[Kind]:
    return [
        kind
        for kind in KINDS.values()
        if (may_add(user, kind.model) or may_change(user, kind.model)) and may_change(user, kind.record)
    ]


def file_of(kind: Kind, name: str, suffix: str, rows):
    if suffix == "csv":
        response = StreamingHttpResponse(delimited.write(rows), content_type="text/csv; charset=utf-8")
    else:
        widths = [_width(column) for column in kind.columns] + [60]
        data = workbook.write(capfirst(str(kind.label)), rows, widths, templates.explained(kind))
        response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def done_in_words(done) -> str:
    return _("%(new)s added, %(changed)s changed, %(unchanged)s unchanged.") % {
        state.value: f"{done.get(state.value, 0):,}" for state in RowState
    }


def _kind(request, name, suffix):
    kind = KINDS.get(name)
    if kind is None or suffix not in FORMATS:
        raise Http404
    if not may_view(request.user, kind.model):
        raise PermissionDenied
    return kind


def _width(column):
    return 50 if column.texts[0] in ("title", "text", "summary", "name") else max(14, len(column.name) + 4)
