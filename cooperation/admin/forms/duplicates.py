"""What looks like the thing that is being entered: shown while one types, to be confirmed when it is saved."""

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from ...domain.dates import PartialDate
from ...domain.written_dates import NotUnderstood, Period, read
from ...models import Record
from ...workflow.duplicates import Sought, candidates, namesakes
from .dates import WrittenForm
from .numbers import number
from .record import RecordForm

CONFIRMED = "_save_all_the_same"
# What tells one record from another. Who changes nothing of it is not asked.
TELLING = {"title", "name", "acronym", "other_names", "mechanism", "ordinal", "kind", "countries", "organizations"}
MOST_ROWS = 1000


def look(model, sent: QueryDict, pk: int | None):
    """Return what looks like the thing that a form describes, however far it is filled in."""
    if issubclass(model, Record):
        return candidates(sought(model, sent, pk))
    return namesakes(model, _line(sent, "name")[:200], _line(sent, "acronym")[:30], pk)


def _line(sent, name) -> str:
    return sent.get(name, "").replace("\x00", "").strip()


def sought(model, sent: QueryDict, pk: int | None) -> Sought:
    """Return what a form says of its record, however far it is filled in."""
    start, end = _period(sent, model.date_fields), _period(sent, model.end_fields)
    end = end and end[1]
    return Sought(
        model,
        title=_line(sent, "title")[:300],
        pk=pk,
        start=start and start[0],
        end=end or (start and start[1]),
        kind=sent.get("kind", "")[:40].replace("\x00", ""),
        mechanism=number(sent.get("mechanism", "")),
        ordinal=_small(sent.get("ordinal", "")),
        acronym=_line(sent, "acronym")[:30],
        countries=_ids(sent, "countries", "country"),
        organizations=_ids(sent, "organizations", "organization"),
    )


def _period(sent, names) -> tuple[PartialDate, PartialDate | None] | None:
    """Return the first date that is written in one of the boxes, and its end where it is a period."""
    for name in names:
        try:
            found = read(sent.get(name, "").replace("\x00", "")[:100])
        except NotUnderstood:
            continue
        return (found.start, found.end) if isinstance(found, Period) else (found, None)
    return None


def _small(text):
    found = number(text)
    return found if found is not None and found <= 32767 else None


def _ids(sent, name, column) -> frozenset[int]:
    rows = min(number(sent.get("parties-TOTAL_FORMS", "")) or 0, MOST_ROWS)
    kept = [f"parties-{row}" for row in range(rows) if f"parties-{row}-DELETE" not in sent]
    texts = [*sent.getlist(name), *(sent.get(f"{prefix}-{column}", "") for prefix in kept)]
    return frozenset({number(text) for text in texts} - {None})


class Watchful:
    """Lets a form save something twice only if somebody says so: a warning, which a tick confirms."""

    def clean(self):
        """Return what was typed; where there is something like it already, ask."""
        cleaned = super().clean()
        self.alike = []
        if self.errors or (self.instance.pk and not (TELLING | self._dates()) & set(self.changed_data)):
            return cleaned
        sent = self.data.copy()
        for name in ("title", *self._dates()):
            sent[name] = str(cleaned.get(name) or "")
        found = look(self._meta.model, sent, self.instance.pk)
        confirmed = {number(text) for text in self.data.get(CONFIRMED, "").split()}
        if {each.record.pk for each in found} - confirmed:
            self.alike = found
            self.add_error(None, _("There is something like it already: look at it, then tick that it is another one."))
        return cleaned

    def _dates(self):
        model = self._meta.model
        names = (*model.date_fields, *model.end_fields) if issubclass(model, Record) else ()
        return {name for name in names if name in self.fields}


class WatchfulForm(Watchful, RecordForm):
    """The form of a record."""


class NamedForm(Watchful, WrittenForm):
    """The form of an organization or a topic."""


class Alike:
    """Lets a ModelAdmin show what looks the same."""

    def get_urls(self):
        """Return the addresses, with the one that the script of the form asks."""
        view = self.admin_site.admin_view(self.alike_view)
        return [path("alike/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_alike"), *super().get_urls()]

    def alike_view(self, request):
        """Return what looks like the record that the address describes, as a piece of the form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = look(self.model, request.GET, number(request.GET.get("_id", "")))
        return TemplateResponse(request, "admin/cooperation/alike.html", self._told(found))

    def _told(self, found):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return {
            "alike": [(each, reverse(name, args=[each.record.pk])) for each in found],
            "alike_name": CONFIRMED,
            "alike_ids": " ".join(str(each.record.pk) for each in found),
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, with what looks the same where it asks."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_alike"
        context |= self._told(getattr(context["adminform"].form, "alike", ()))
        context["alike_address"] = reverse(name)
        return super().render_change_form(request, context, add, change, form_url, obj)
