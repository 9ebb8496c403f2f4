"""Editing in the list of records. The rows are locked, then compared with what others saved meanwhile."""

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.forms.models import BaseModelFormSet
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from ... import history
from ..forms.numbers import sent_number
from .tokens import BEGAN_FROM, last_changes


class RowFormSet(BaseModelFormSet):
    """The rows of an edited list. `refusals` says why a row is not saved, by its id."""

    refusals = {}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            # Screen readers do not read the column heading with each field.
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label}: {form.instance}"

    def clean(self):
        super().clean()
        for form in self.forms:
            if words := self.refusals.get(form.instance.pk):
                form.add_error(None, words)


def save_list(model_admin, request, view):
    """Lock the rows, and return the response of the list `view`, which saves those that nobody else changed."""
    with transaction.atomic():
        _compare(model_admin, request)
        response = view()
        changelist = (getattr(response, "context_data", None) or {}).get("cl")
        if changelist is not None and changelist.formset is not None and changelist.formset.is_bound:
            if not changelist.formset.forms:
                messages.error(request, _("Nothing was saved, because a part of the list was missing. Try again."))
                return HttpResponseRedirect(request.get_full_path())
            _put_in_order(model_admin, changelist)
    return response


def _put_in_order(model_admin, changelist):
    """Show each form beside its own record, even if the order of the list has changed."""
    rows = [form.instance for form in changelist.formset.forms]
    prefetch_related_objects(rows, *model_admin.list_prefetch)
    latest = last_changes(model_admin.opts.model_name, [row.pk for row in rows])
    for row in rows:
        row.last_change = latest.get(row.pk, 0)
    changelist.result_list = rows


def _compare(model_admin, request):
    """Lock the submitted rows; refuse those that the user cannot change or that somebody else changed."""
    request.POST, request.row_refusals = request.POST.copy(), {}
    sent = {
        pk: index
        for index in range(model_admin.list_max_show_all)
        if (pk := sent_number(request.POST, f"form-{index}-id"))
    }
    rows = model_admin.model._base_manager.select_for_update(of=("self",)).filter(pk__in=sent).order_by("pk")
    rows = {row.pk: row for row in rows}
    latest = last_changes(model_admin.opts.model_name, sent)
    if set(sent) - set(rows):
        messages.warning(request, _("Someone deleted a row of this list while you were editing."))
        _leave_out(request.POST, {sent[pk] for pk in set(sent) - set(rows)})
        sent = {pk: index for index, pk in enumerate(pk for pk in sent if pk in rows)}
    for pk, row in rows.items():
        for name in model_admin.list_editable:
            key = f"form-{sent[pk]}-{name}"
            if key in request.POST:
                _compare_field(model_admin, request, row, name, key, latest.get(pk, 0))


def _compare_field(model_admin, request, row, name, key, latest):
    mine, theirs = request.POST[key], getattr(row, name)
    if mine == theirs:
        return
    if not model_admin.has_change_permission(request, row):
        words = _("“%(record)s” was not changed: %(why)s")
        request.row_refusals[row.pk] = words % {"record": row, "why": model_admin.why_not_changed(row)}
        return
    began = request.POST.get(f"{BEGAN_FROM}{row.pk}", "")
    if began == str(latest):
        return
    field = model_admin.opts.get_field(name)
    since = history.changes_of(model_admin.opts.model_name, row.pk).filter(
        pk__gt=sent_number(request.POST, f"{BEGAN_FROM}{row.pk}"),
        table=model_admin.opts.db_table,
        after__has_key=field.column,
    )
    first, last = since.first(), since.last()
    if last is None:
        return
    if first.before and mine == first.before.get(field.column):
        request.POST[key] = theirs  # only the other user changed it
        return
    labels = dict(field.flatchoices)
    request.row_refusals[row.pk] = _(
        "%(who)s changed “%(record)s” to “%(theirs)s” while you were editing. You chose “%(mine)s”. Save again "
        "to keep your choice."
    ) % {
        "who": history.who_wrote([last]),
        "record": row,
        "theirs": labels.get(theirs) or _("empty"),
        "mine": labels.get(mine, mine) or _("empty"),
    }


def _leave_out(sent, indices) -> None:
    """Remove rows from what a list sent, and renumber the others."""
    total = sent_number(sent, "form-TOTAL_FORMS")
    kept = [index for index in range(min(total, 1000)) if index not in indices]
    moved = {}
    for key in [key for key in sent if key.startswith("form-") and key.split("-")[1].isdecimal()]:
        _form, index, name = key.split("-", 2)
        values = sent.pop(key)
        if int(index) in kept:
            moved[f"form-{kept.index(int(index))}-{name}"] = values
    for key, values in moved.items():
        sent.setlist(key, values)
    sent["form-TOTAL_FORMS"] = sent["form-INITIAL_FORMS"] = str(len(kept))
