"""Existing records similar to the one being entered: shown while the user types, and confirmed on saving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from regions.translated import columns

from ...domain.dates import PartialDate
from ...domain.roles import may_merge
from ...domain.written_dates import NotUnderstood, Period, read
from ...models import Record
from ...workflow import checklist, different
from ...workflow.duplicates import candidates, namesakes
from ...workflow.entered import EnteredValues
from ..merging.pages import merge_address
from .numbers import number

CONFIRMED = "_save_all_the_same"
# The buttons that publish. The second one, shown after the first, publishes without a source or a summary.
PUBLISH = {"_publish", checklist.CONFIRMED}
# The form looks for similar records only if one of these fields, or a date, is changed.
COMPARED = {
    *columns("title"),
    *columns("name"),
    "acronym",
    "other_names",
    "mechanism",
    "ordinal",
    "kind",
    "countries",
    "organizations",
    *columns("city"),
    "usual_city",
}
MOST_ROWS = 1000


def similar(model, sent: QueryDict, pk: int | None):
    """Return the records similar to the one in the form data, which may be incomplete."""
    if issubclass(model, Record):
        return candidates(entered_values(model, sent, pk))
    names = tuple(_stripped(sent, column)[:200] for column in columns("name"))
    return namesakes(model, names, (_stripped(sent, "acronym")[:30], *_other_names(sent)), pk)


def _stripped(sent, name) -> str:
    return sent.get(name, "").replace("\x00", "").strip()


def _other_names(sent) -> tuple[str, ...]:
    return tuple(_stripped(sent, "other_names")[:2000].splitlines())


def entered_values(model, sent: QueryDict, pk: int | None) -> EnteredValues:
    """Return the record in the form data, which may be incomplete."""
    start, end = _period(sent, model.date_fields), _period(sent, model.end_fields)
    end = end and end[1]
    return EnteredValues(
        model,
        titles=tuple(_stripped(sent, column)[:600] for column in columns("title")),
        other_names=_other_names(sent),
        pk=pk,
        start=start and start[0],
        end=end or (start and start[1]),
        kind=sent.get("kind", "")[:40].replace("\x00", ""),
        mechanism=number(sent.get("mechanism", "")),
        ordinal=_small_integer(sent.get("ordinal", "")),
        acronym=_stripped(sent, "acronym")[:30],
        cities=frozenset({_stripped(sent, name)[:100] for name in (*columns("city"), "usual_city")} - {""}),
        countries=_ids(sent, "countries", "country"),
        organizations=_ids(sent, "organizations", "organization"),
    )


def _period(sent, names) -> tuple[PartialDate, PartialDate | None] | None:
    """Return the first date that can be read in one of the fields, and its end if it is a period."""
    for name in names:
        try:
            found = read(sent.get(name, "").replace("\x00", "")[:100])
        except NotUnderstood:
            continue
        return (found.start, found.end) if isinstance(found, Period) else (found, None)
    return None


def _small_integer(text):
    found = number(text)
    return found if found is not None and found <= 32767 else None


def _ids(sent, name, column) -> frozenset[int]:
    rows = min(number(sent.get("parties-TOTAL_FORMS", "")) or 0, MOST_ROWS)
    kept = [f"parties-{row}" for row in range(rows) if f"parties-{row}-DELETE" not in sent]
    texts = [*sent.getlist(name), *(sent.get(f"{prefix}-{column}", "") for prefix in kept)]
    return frozenset({number(text) for text in texts} - {None})


class DuplicateCheck:
    """A form that saves something similar to an existing record only if the user ticks that it is different.

    `found_different` has the ids of the records for which this was ticked.
    """

    def clean(self):
        cleaned = super().clean()
        self.similar, self.found_different = [], set()
        if self.errors or not self._is_compared():
            return cleaned
        sent = self.data.copy()
        for name in (*columns("title"), *self._dates()):
            sent[name] = str(cleaned.get(name) or "")
        found = similar(self._meta.model, sent, self.instance.pk)
        shown = {each.record.pk for each in found}
        self.found_different = shown & {number(text) for text in self.data.get(CONFIRMED, "").split()}
        if shown - self.found_different:
            self.similar = found
            self.add_error(
                None, _("A similar record exists. If yours is different, tick “This is a different record”.")
            )
        return cleaned

    def _is_compared(self):
        """Return whether to look for similar records: also on first publication, as imports do not look."""
        if not self.instance.pk or CONFIRMED in self.data or (COMPARED | self._dates()) & set(self.changed_data):
            return True
        return bool(PUBLISH & self.data.keys()) and not getattr(self.instance, "was_public", True)

    def _dates(self):
        model = self._meta.model
        names = (*model.date_fields, *model.end_fields) if issubclass(model, Record) else ()
        return {name for name in names if name in self.fields}


def mark_different(model_admin, request, form, formsets, change):
    """Store the records ticked as different, so that nobody is asked again."""
    found = getattr(form, "found_different", set())  # a row of a list is not compared
    different.mark_different(form.instance, found, request.user)


def similar_view(model_admin, request):
    """Render the list of records similar to the one in the query string."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    pk = number(request.GET.get("_id", ""))
    obj = model_admin.model._base_manager.filter(pk=pk).first() if pk else None
    found = similar(model_admin.model, request.GET, pk)
    return TemplateResponse(request, "admin/cooperation/alike.html", _list_context(model_admin, request, obj, found))


def take_back_view(model_admin, request, object_id):
    """Stop marking the object as different from `other`, and redirect to its form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    other = number(request.POST.get("other", ""))
    thing = model_admin.model._base_manager.filter(pk=object_id).first()
    if thing is not None and other is not None:
        different.unmark_different(thing, other, request.user)
        messages.success(
            request, _("They are no longer marked as different. The form will warn again if they are similar.")
        )
    return HttpResponseRedirect(model_admin.address("change", object_id))


def _list_context(model_admin, request, obj, found):
    """Return the similar objects, each with its address and that of its merge with `obj`, if `obj` is saved."""
    merges = obj is not None and obj.pk and may_merge(request.user, obj)
    return {
        "alike": [
            (
                each,
                model_admin.address("change", each.record.pk),
                merge_address(model_admin, obj, each.record) if merges else "",
            )
            for each in found
        ],
        "alike_name": CONFIRMED,
        "alike_ids": " ".join(str(each.record.pk) for each in found),
    }


def form_context(model_admin, request, obj, context) -> dict:
    found = getattr(context["adminform"].form, "similar", ())
    added = {**_list_context(model_admin, request, obj, found), "alike_address": model_admin.address("alike")}
    if obj is not None:
        others = [(each, model_admin.address("change", each.thing.pk)) for each in different.others(obj)]
        added |= {"others": others, "take_back_address": model_admin.address("take_back", obj.pk)}
    return added
