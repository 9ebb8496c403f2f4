"""Lists of records that lose no write: each row says which change it was shown as of, and what became of it since.

The tokens stand in the list as hidden fields. List edit and bulk actions lock the rows, then compare.
"""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery, prefetch_related_objects
from django.forms.models import BaseModelFormSet
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from ... import history
from ...history.differences import diff
from ...models import Change
from ..base import RowList
from ..forms.numbers import number, sent_number

BEGAN_FROM = "_began_from-"
MOST = 4


def last_changes(kind: str, records) -> dict[int, int]:
    changes = Change.objects.filter(kind=kind, record__in=records).order_by().values("record")
    return dict(changes.annotate(last=Max("pk")).values_list("record", "last"))


def _leave_out(sent, indices) -> None:
    """Take forms out of what a list sent, and number the others anew."""
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


class _Rows(RowList):
    """The rows of a list, each with its last change, read in one statement."""

    def get_results(self, request):
        super().get_results(request)
        changes = Change.objects.filter(kind=self.opts.model_name, record=OuterRef("pk")).order_by("-pk")
        self.result_list = self.result_list.annotate(last_change=Subquery(changes.values("pk")[:1]))


class _RowForms(BaseModelFormSet):
    """The rows of a list that is edited. `refusals` says why a row, by its id, is not saved."""

    refusals = {}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            # The column's head names the boxes below it to eyes only.
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label}: {form.instance}"

    def clean(self):
        super().clean()
        for form in self.forms:
            if words := self.refusals.get(form.instance.pk):
                form.add_error(None, words)


class _ChangedMeanwhile(Exception):
    """Somebody saved what was about to be deleted."""


class Listing:
    """Lets a ModelAdmin of records notice that somebody else was first, row by row."""

    change_list_template = "admin/cooperation/change_list.html"
    delete_confirmation_template = "admin/cooperation/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/cooperation/delete_selected_confirmation.html"

    def get_changelist(self, request, **kwargs):
        return _Rows

    def get_changelist_formset(self, request, **kwargs):
        """Return the class of the rows' forms, which refuse what `_compare` found."""
        formset = super().get_changelist_formset(request, formset=_RowForms, **kwargs)
        formset.refusals = getattr(request, "row_refusals", {})
        return formset

    def changelist_view(self, request, extra_context=None):
        """Return the list; what is edited in it is compared with what others made of its rows, which are locked."""
        if request.method != "POST" or "_save" not in request.POST or not self.list_editable:
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            self._compare(request)
            response = super().changelist_view(request, extra_context)
            changelist = (getattr(response, "context_data", None) or {}).get("cl")
            if changelist is not None and changelist.formset is not None and changelist.formset.is_bound:
                if not changelist.formset.forms:
                    self.message_user(request, _("Nothing was saved: the list was not sent whole."), messages.ERROR)
                    return HttpResponseRedirect(request.get_full_path())
                self._put_in_order(changelist)
        return response

    def _put_in_order(self, changelist):
        """Show each form beside its own record, though the order of the list may be another by now."""
        rows = [form.instance for form in changelist.formset.forms]
        prefetch_related_objects(rows, *self.list_prefetch)
        latest = last_changes(self.opts.model_name, [row.pk for row in rows])
        for row in rows:
            row.last_change = latest.get(row.pk, 0)
        changelist.result_list = rows

    def _compare(self, request):
        """Lock the rows that were sent, and note which are not the user's and which somebody else changed as well."""
        request.POST, request.row_refusals = request.POST.copy(), {}
        sent = {
            pk: index
            for index in range(self.list_max_show_all)
            if (pk := sent_number(request.POST, f"form-{index}-id"))
        }
        rows = self.model._base_manager.select_for_update(of=("self",)).filter(pk__in=sent).order_by("pk")
        rows = {row.pk: row for row in rows}
        latest = last_changes(self.opts.model_name, sent)
        if set(sent) - set(rows):
            self.message_user(request, _("A row of the list was deleted meanwhile."), messages.WARNING)
            _leave_out(request.POST, {sent[pk] for pk in set(sent) - set(rows)})
            sent = {pk: index for index, pk in enumerate(pk for pk in sent if pk in rows)}
        for pk, row in rows.items():
            for name in self.list_editable:
                key = f"form-{sent[pk]}-{name}"
                if key in request.POST:
                    self._compare_field(request, row, name, key, latest.get(pk, 0))

    def _compare_field(self, request, row, name, key, latest):
        mine, theirs = request.POST[key], getattr(row, name)
        if mine == theirs:
            return
        if not self.has_change_permission(request, row):
            request.row_refusals[row.pk] = _("“%(record)s” is not changed: %(why)s") % {
                "record": row,
                "why": self.why_unchanged(row),
            }
            return
        began = request.POST.get(f"{BEGAN_FROM}{row.pk}", "")
        if began == str(latest):
            return
        field = self.opts.get_field(name)
        since = history.changes_of(self.opts.model_name, row.pk).filter(
            pk__gt=sent_number(request.POST, f"{BEGAN_FROM}{row.pk}"),
            table=self.opts.db_table,
            after__has_key=field.column,
        )
        first, last = since.first(), since.last()
        if last is None:
            return
        if first.before and mine == first.before.get(field.column):
            request.POST[key] = theirs  # only the other changed it
            return
        words = dict(field.flatchoices)
        request.row_refusals[row.pk] = _(
            "%(who)s made “%(record)s” “%(theirs)s” meanwhile, you chose “%(mine)s”. Save again to keep yours."
        ) % {
            "who": history.who_wrote([last]),
            "record": row,
            "theirs": words.get(theirs) or _("empty"),
            "mine": words.get(mine, mine) or _("empty"),
        }

    def unchanged(self, request, queryset) -> list:
        """Return the rows, locked, that nobody changed since the list was shown; of the others say what they are now.

        To be called inside a transaction.
        """
        rows = list(queryset.order_by("pk").select_for_update(of=("self",)))
        latest = last_changes(self.opts.model_name, [row.pk for row in rows])
        found = []
        for row in rows:
            began = request.POST.get(f"{BEGAN_FROM}{row.pk}")
            if began is None or began == str(latest.get(row.pk, 0)):
                found.append(row)
            else:
                began = sent_number(request.POST, f"{BEGAN_FROM}{row.pk}")
                self.message_user(request, self._what_others_made(row, began), messages.ERROR)
        return found

    def _what_others_made(self, row, began):
        changes = list(history.changes_of(self.opts.model_name, row.pk))
        before = history.replay(each for each in changes if each.pk <= began)
        after = history.replay((each for each in changes if each.pk > began), before)
        told = [
            f"{entry.label}: {entry.before or _('nothing')} → {entry.after or _('nothing')}"
            for found in diff(before, after)
            for entry in found.fields
        ]
        words = _("“%(record)s” was left as it is: %(who)s changed it meanwhile (%(what)s). Look, then choose again.")
        return words % {
            "record": row,
            "who": history.who_wrote(each for each in changes if each.pk > began),
            "what": "; ".join(told[:MOST]) + (" …" if len(told) > MOST else ""),
        }

    def tokens(self, request, rows) -> dict[str, str]:
        """Return the hidden fields of the rows, for a page that asks before it acts: as the list sent them, or now."""
        latest = last_changes(self.opts.model_name, [row.pk for row in rows])
        names = {f"{BEGAN_FROM}{row.pk}": str(latest.get(row.pk, 0)) for row in rows}
        return {name: request.POST.get(name, now) for name, now in names.items()}

    def delete_view(self, request, object_id, extra_context=None):
        """Ask, then delete, unless somebody saved the record after it was asked about."""
        pk = number(unquote(object_id)) or 0
        context = {"began_from": history.last_change(self.opts.model_name, pk), **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except _ChangedMeanwhile as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request, obj):
        """Delete the record, which is locked by now, as it was when it was asked about."""
        began = request.POST.get("_began_from")
        if began is not None and began != str(history.last_change(self.opts.model_name, obj.pk)):
            raise _ChangedMeanwhile(self._what_others_made(obj, sent_number(request.POST, "_began_from")))
        super().delete_model(request, obj)
