"""Merges a submitted form with what somebody else saved meanwhile.

It compares three states: as the form was opened, as saved now, and as submitted. A field that only the other
user changed takes their value; a field that only the sender changed keeps the sender's; if both changed a field, the
sender's value stays in the form and the other one is shown beside it. The form is shown again, to be saved once more.
"""

from dataclasses import dataclass

from django.forms import CheckboxInput
from django.forms.formsets import DEFAULT_MAX_NUM, DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regions.translated import stored_text

from ...history.differences import State, tables
from ...history.formatting import ValueFormatter
from .numbers import number

# The most rows that a formset reads; it reports more as an error.
MOST_ROWS = 2 * DEFAULT_MAX_NUM


@dataclass
class Clash:
    """One field that both changed. `name` is the field's name in the form; "" if there is nothing to choose."""

    row: str
    label: str
    before: str
    theirs: str
    mine: str
    name: str = ""


class Merge:
    """The merge of one sent form.

    `forms` are (prefix, model, form class) of the record itself (prefix "") and its formsets; `_theirs` in `sent` names
    the fields for which the sender chose the other user's value. The results are `data`, which replaces what was sent,
    `clashes`, what was `taken` from the other user, and the rows `kept` that the other user had deleted.
    """

    def __init__(self, sent: QueryDict, forms, base: State, now: State, record: int):
        self.data = sent.copy()
        self.theirs = set(sent.getlist("_theirs"))
        self.base, self.now, self.record = base, now, record
        self.words = ValueFormatter([base, now], tables())
        self.clashes: list[Clash] = []
        self.taken: list[Clash] = []
        self.kept: list[str] = []
        self.others = ""
        for prefix, model, form in forms:
            if prefix:
                self._merge_rows(prefix, model, form)
            else:
                self._merge_fields("", model, form, self._row(base, model, record), self._row(now, model, record))

    def _row(self, state, model, pk):
        return state.get(model._meta.db_table, {}).get(pk)

    def _values(self, state, model, pk, name):
        """Return the value of a field in a state: the column's, or the ids of a many-to-many field."""
        field = model._meta.get_field(name)
        if not field.many_to_many:
            return (self._row(state, model, pk) or {}).get(field.column)
        owner, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        rows = state.get(field.remote_field.through._meta.db_table, {}).values()
        return sorted(row[target] for row in rows if row[owner] == pk)

    def _in_words(self, model, name, values):
        field = model._meta.get_field(name)
        if field.many_to_many:
            return ", ".join(sorted(self.words.related(field.related_model, pk) for pk in values or ()))
        return self.words.value(field, values)

    def _sent_in_words(self, model, name, form_field, sent):
        """Return what was typed, formatted if it is valid, else unchanged."""
        field = model._meta.get_field(name)
        try:
            value = form_field.clean(sent)
        except Exception:
            return ", ".join(sent) if isinstance(sent, list) else str(sent or "")
        if field.many_to_many:
            return ", ".join(sorted(str(row) for row in value))
        if field.is_relation:
            return str(value or "")
        return self.words.value(field, value)

    def _merge_fields(self, prefix, model, form, base_row, now_row):
        pk = (now_row or base_row)["id"]
        for name, form_field in _own_fields(model, form):
            html = f"{prefix}-{name}" if prefix else name
            sent = form_field.widget.value_from_datadict(self.data, {}, html)
            base, now = (self._values(state, model, pk, name) for state in (self.base, self.now))
            if html in self.theirs:
                put(self.data, form_field, html, now)
                continue
            if base == now:
                continue
            clash = Clash(
                self.words.title(model, now_row or base_row),
                capfirst(str(form_field.label or name)),
                self._in_words(model, name, base),
                self._in_words(model, name, now),
                self._sent_in_words(model, name, form_field, sent),
                html,
            )
            if not form_field.has_changed(base, sent):
                put(self.data, form_field, html, now)
                self.taken.append(clash)
            elif form_field.has_changed(now, sent):
                self.clashes.append(clash)

    def _merge_rows(self, prefix, model, form):
        total = number(self.data.get(f"{prefix}-TOTAL_FORMS", ""))
        if total is None:
            return  # the formset reports that itself
        before, after = self.base.get(model._meta.db_table, {}), self.now.get(model._meta.db_table, {})
        existing, new = [], []
        for index, pk in self._sent_rows(prefix, total):
            if pk is None or (pk not in before and pk not in after):
                new.append(index)
            elif pk in after:
                existing.append(index)
                if (pk in before and before[pk] != after[pk]) or self._links_differ(model, pk):
                    self._note_deletion(f"{prefix}-{index}", model, after[pk])
                self._merge_fields(f"{prefix}-{index}", model, form, before.get(pk), after[pk])
            elif self._sender_changed(f"{prefix}-{index}", model, form, pk):
                # The other user deleted the row while this one was editing it: it becomes a new row.
                self.data[f"{prefix}-{index}-id"] = ""
                self.kept.append(self.words.title(model, before[pk]))
                new.append(index)
            else:
                self.taken.append(Clash(self.words.title(model, before[pk]), "", _("there"), _("deleted"), ""))
        for pk in set(after) - set(before):
            row = after[pk]
            text = str(stored_text(row, "text", "title", "name"))
            self.taken.append(Clash(self.words.title(model, row), "", "", text or _("added"), ""))
        self._renumber(prefix, existing, new)

    def _links_differ(self, model, pk):
        return any(
            self._values(self.base, model, pk, field.name) != self._values(self.now, model, pk, field.name)
            for field in model._meta.many_to_many
        )

    def _note_deletion(self, prefix, model, row):
        if self.data.get(f"{prefix}-{DELETION_FIELD_NAME}"):
            self.clashes.append(Clash(self.words.title(model, row), "", "", _("changed"), _("to be deleted")))

    def _sender_changed(self, prefix, model, form, pk):
        return any(
            form_field.has_changed(
                self._values(self.base, model, pk, name),
                form_field.widget.value_from_datadict(self.data, {}, f"{prefix}-{name}"),
            )
            for name, form_field in _own_fields(model, form)
        )

    def _sent_rows(self, prefix, total):
        """Return (index in the form, id or None) of each row that was sent."""
        return [(index, number(self.data.get(f"{prefix}-{index}-id") or "")) for index in range(min(total, MOST_ROWS))]

    def _renumber(self, prefix, existing, new):
        """Put the rows that exist first, as a formset requires, and correct the counts."""
        fields = {}
        for index in (*existing, *new):
            start = f"{prefix}-{index}-"
            fields[index] = {key[len(start) :]: self.data.getlist(key) for key in self.data if key.startswith(start)}
        renamed = {index: place for place, index in enumerate((*existing, *new))}
        for key in list(self.data):
            if key.startswith(f"{prefix}-") and key[len(prefix) + 1 :][:1].isdecimal():
                del self.data[key]
        for index, place in renamed.items():
            for name, values in fields[index].items():
                self.data.setlist(f"{prefix}-{place}-{name}", values)
        for clash in self.clashes:
            for index, place in renamed.items():
                if clash.name.startswith(f"{prefix}-{index}-"):
                    clash.name = f"{prefix}-{place}-{clash.name[len(f'{prefix}-{index}-') :]}"
                    break
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(renamed))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(existing))


def put(data: QueryDict, form_field, html: str, value) -> None:
    """Write a stored value into form data, as a browser would send it."""
    if isinstance(form_field.widget, CheckboxInput):
        data.pop(html, None)
        if value:
            data[html] = "on"
    elif isinstance(value, list):
        data.setlist(html, [str(each) for each in value])
    else:
        data[html] = "" if value is None else str(value)


def _own_fields(model, form):
    """Return (name, form field) of the fields of a form that are the model's own, without its id."""
    own = {each.name for each in (*model._meta.concrete_fields, *model._meta.many_to_many) if not each.primary_key}
    return [(name, field) for name, field in form.base_fields.items() if name in own and not field.disabled]
